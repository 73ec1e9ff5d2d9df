"""Append-only history. Use `from audit.record import record, record_many, record_access`."""
