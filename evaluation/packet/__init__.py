"""The packet of a released round: files that anyone can download and recompute (docs/verify/README.md)."""
