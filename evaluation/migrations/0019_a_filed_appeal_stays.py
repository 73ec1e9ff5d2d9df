"""Receipts of appeals are numbered; what was filed stays as it was filed, an ended appeal as it ended, a hearing as recorded."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE SEQUENCE evaluation_appeal_number;
CREATE FUNCTION evaluation_filed_appeal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL
       AND (OLD.id, OLD.standing_id, OLD.round_id, OLD.proposal_id, OLD.ground, OLD.text, OLD.number, OLD.filed_at, OLD.filed_by_id,
            OLD.content, OLD.sha256, OLD.due_at)
           IS NOT DISTINCT FROM
           (NEW.id, NEW.standing_id, NEW.round_id, NEW.proposal_id, NEW.ground, NEW.text, NEW.number, NEW.filed_at, NEW.filed_by_id,
            NEW.content, NEW.sha256, NEW.due_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'appeal % stays as it was filed and answered', OLD.number USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER filed_appeal_stays BEFORE UPDATE OR DELETE ON evaluation_appeal
    FOR EACH ROW WHEN (OLD.filed_at IS NOT NULL OR OLD.ended_at IS NOT NULL) EXECUTE FUNCTION evaluation_filed_appeal_stays();
CREATE TRIGGER hearing_stays BEFORE UPDATE OR DELETE ON evaluation_hearing FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
"""

BACKWARD = """
DROP TRIGGER hearing_stays ON evaluation_hearing;
DROP FUNCTION evaluation_filed_appeal_stays() CASCADE;
DROP SEQUENCE evaluation_appeal_number;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0018_appeals")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
