"""The database numbers and chains events, and refuses to change or remove them."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head audit_streamhead%ROWTYPE;
BEGIN
    INSERT INTO audit_streamhead (stream, seq, hash) VALUES (NEW.stream, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM audit_streamhead WHERE stream = NEW.stream FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.prev_hash := head.hash;
    NEW.hash := encode(sha256(convert_to(
        NEW.prev_hash || E'\\n' || NEW.stream || E'\\n' || NEW.seq || E'\\n' || NEW.payload, 'UTF8')), 'hex');
    UPDATE audit_streamhead SET seq = NEW.seq, hash = NEW.hash WHERE stream = NEW.stream;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_event_is_chained BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_event_is_never_emptied BEFORE TRUNCATE ON audit_event EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_access_only_grows BEFORE UPDATE OR DELETE ON audit_personaldataaccess
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_access_is_never_emptied BEFORE TRUNCATE ON audit_personaldataaccess EXECUTE FUNCTION audit_refuse();

CREATE FUNCTION audit_head_moves_with_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 OR TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a stream head moves only with its events' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_head_is_not_set_by_hand BEFORE UPDATE OR DELETE ON audit_streamhead
    FOR EACH ROW EXECUTE FUNCTION audit_head_moves_with_events();
CREATE TRIGGER audit_head_is_never_emptied BEFORE TRUNCATE ON audit_streamhead EXECUTE FUNCTION audit_refuse();
"""

BACKWARD = """
DROP TRIGGER audit_event_is_chained ON audit_event;
DROP TRIGGER audit_event_only_grows ON audit_event;
DROP TRIGGER audit_event_is_never_emptied ON audit_event;
DROP TRIGGER audit_access_only_grows ON audit_personaldataaccess;
DROP TRIGGER audit_access_is_never_emptied ON audit_personaldataaccess;
DROP TRIGGER audit_head_is_not_set_by_hand ON audit_streamhead;
DROP TRIGGER audit_head_is_never_emptied ON audit_streamhead;
DROP FUNCTION audit_chain();
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_head_moves_with_events();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
