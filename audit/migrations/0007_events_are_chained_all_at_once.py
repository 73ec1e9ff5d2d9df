"""A bulk act chains its events in one pass, and nothing else about the log changes.

Streams are chains of their own, so the links of many streams do not wait for each other: `audit_append` takes the heads once, in
the order of their streams, and writes all links in one statement. The database still makes every hash itself, and after each
statement that adds events it moves their heads - or refuses events that are not the next link of theirs, whoever wrote them.

Plans of these functions are kept by a connection for one event and for twenty thousand; index lookups are right for both.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
DROP TRIGGER audit_event_is_chained ON audit_event;
DROP FUNCTION audit_chain();
DROP TRIGGER audit_head_is_not_set_by_hand ON audit_streamhead;
DROP FUNCTION audit_head_moves_with_events();

CREATE FUNCTION audit_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.hash := encode(sha256(convert_to(
        NEW.prev_hash || E'\\n' || NEW.stream || E'\\n' || NEW.seq || E'\\n' || NEW.payload, 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_event_is_hashed BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_hash();

CREATE FUNCTION audit_heads_follow() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    moved bigint;
BEGIN
    UPDATE audit_streamhead AS head SET seq = added.seq, hash = added.hash
    FROM added WHERE head.stream = added.stream AND head.seq = added.seq - 1 AND head.hash = added.prev_hash;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> (SELECT count(*) FROM added) THEN
        RAISE EXCEPTION 'an event is not the next link of its stream' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_heads_follow_events AFTER INSERT ON audit_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_heads_follow();

CREATE FUNCTION audit_refuse_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a stream head moves only with its events' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_head_is_not_set_by_hand BEFORE UPDATE ON audit_streamhead
    FOR EACH ROW WHEN (pg_trigger_depth() < 1) EXECUTE FUNCTION audit_refuse_head();
CREATE TRIGGER audit_head_is_not_removed BEFORE DELETE ON audit_streamhead FOR EACH ROW EXECUTE FUNCTION audit_refuse_head();

-- `given` are pairs of stream and canonical data, no stream twice; type json keeps their spelling. Around the data stands what all
-- share.
CREATE FUNCTION audit_append(given_at timestamptz, given_actor varchar, given_verb varchar, begins text, ends text, given json)
RETURNS TABLE (event bigint, of_stream varchar) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    streams varchar[] := ARRAY(SELECT pair ->> 0 FROM json_array_elements(given) AS pair);
    known bigint;
BEGIN
    PERFORM 1 FROM audit_streamhead WHERE stream = ANY (streams) ORDER BY stream FOR UPDATE;
    GET DIAGNOSTICS known = ROW_COUNT;
    IF known < cardinality(streams) THEN
        INSERT INTO audit_streamhead (stream, seq, hash)
        SELECT one, 0, repeat('0', 64) FROM unnest(streams) AS one ORDER BY one ON CONFLICT DO NOTHING;
        PERFORM 1 FROM audit_streamhead WHERE stream = ANY (streams) ORDER BY stream FOR UPDATE;
    END IF;
    RETURN QUERY
    INSERT INTO audit_event (stream, seq, at, actor, verb, payload, prev_hash, hash, data)
    SELECT head.stream, head.seq + 1, given_at, given_actor, given_verb,
           begins || (pair -> 1)::text || ',"stream":' || (pair -> 0)::text || ends, head.hash, '', (pair -> 1)::jsonb
    FROM json_array_elements(given) AS pair JOIN audit_streamhead AS head ON head.stream = pair ->> 0
    RETURNING id, stream;
END $$;

-- Every head moves again and again: with room beside it, the new one needs no place in the index.
ALTER TABLE audit_streamhead SET (fillfactor = 50);
"""

BACKWARD = """
ALTER TABLE audit_streamhead RESET (fillfactor);
DROP FUNCTION audit_append(timestamptz, varchar, varchar, text, text, json);
DROP TRIGGER audit_head_is_not_removed ON audit_streamhead;
DROP TRIGGER audit_head_is_not_set_by_hand ON audit_streamhead;
DROP FUNCTION audit_refuse_head();
DROP TRIGGER audit_heads_follow_events ON audit_event;
DROP FUNCTION audit_heads_follow();
DROP TRIGGER audit_event_is_hashed ON audit_event;
DROP FUNCTION audit_hash();

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

CREATE FUNCTION audit_head_moves_with_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 OR TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a stream head moves only with its events' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_head_is_not_set_by_hand BEFORE UPDATE OR DELETE ON audit_streamhead
    FOR EACH ROW EXECUTE FUNCTION audit_head_moves_with_events();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0006_a_signed_month_stays")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
