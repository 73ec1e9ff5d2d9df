"""The database keeps what a public draw committed to, and what came of it.

- the notice's commitments never change;
- a draw that was carried out or is void stays as it is, and none is removed;
- the record of alternates and the code of draws are written once.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION evaluation_draw_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'announced' AND
        (OLD.round_id, OLD.ref, OLD.rule_text, OLD.rules, OLD.rules_sha256, OLD.pool, OLD.pool_sha256, OLD.barred, OLD.barred_sha256,
         OLD.code_id, OLD.secret_sha256, OLD.sealed_secret, OLD.sealed_salt, OLD.source, OLD.source_text, OLD.fallback,
         OLD.value_at, OLD.draw_by, OLD.notice_sha256, OLD.announced_at)
        IS NOT DISTINCT FROM
        (NEW.round_id, NEW.ref, NEW.rule_text, NEW.rules, NEW.rules_sha256, NEW.pool, NEW.pool_sha256, NEW.barred, NEW.barred_sha256,
         NEW.code_id, NEW.secret_sha256, NEW.sealed_secret, NEW.sealed_salt, NEW.source, NEW.source_text, NEW.fallback,
         NEW.value_at, NEW.draw_by, NEW.notice_sha256, NEW.announced_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'draw % stays as it was announced and drawn', OLD.ref USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER draw_stays BEFORE UPDATE OR DELETE ON evaluation_draw FOR EACH ROW EXECUTE FUNCTION evaluation_draw_stays();
CREATE TRIGGER turn_stays BEFORE UPDATE OR DELETE ON evaluation_drawturn FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER code_of_a_draw_stays BEFORE UPDATE OR DELETE ON evaluation_drawcode
    FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
"""
BACKWARD = """
DROP TRIGGER code_of_a_draw_stays ON evaluation_drawcode;
DROP TRIGGER turn_stays ON evaluation_drawturn;
DROP TRIGGER draw_stays ON evaluation_draw;
DROP FUNCTION evaluation_draw_stays();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0013_public_draws")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
