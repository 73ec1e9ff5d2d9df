"""A sheet that was not counted may go back to its evaluator, as it was, while its round takes scores again."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
DROP TRIGGER uncounted_sheet_stays ON evaluation_sheet;
CREATE FUNCTION evaluation_uncounted_sheet_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'draft'
        AND (OLD.points, OLD.comments, OLD.overall, OLD.total, OLD.member_id, OLD.proposal_id)
            IS NOT DISTINCT FROM (NEW.points, NEW.comments, NEW.overall, NEW.total, NEW.member_id, NEW.proposal_id)
        AND EXISTS (SELECT 1 FROM evaluation_round WHERE id = OLD.round_id AND status = 'scoring') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'sheet % does not count and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER uncounted_sheet_stays BEFORE UPDATE ON evaluation_sheet
    FOR EACH ROW WHEN (OLD.status = 'void') EXECUTE FUNCTION evaluation_uncounted_sheet_stays();
"""

BACKWARD = """
DROP FUNCTION evaluation_uncounted_sheet_stays() CASCADE;
CREATE TRIGGER uncounted_sheet_stays BEFORE UPDATE ON evaluation_sheet
    FOR EACH ROW WHEN (OLD.status = 'void') EXECUTE FUNCTION evaluation_refuse();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0002_what_is_signed_stays")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
