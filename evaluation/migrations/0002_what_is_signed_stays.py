"""The database keeps what was signed and what was released.

- seals, reopenings and releases are written once;
- a sealed sheet keeps its scores; it opens again only after a reopening of its seal was written;
- a sheet that was not counted stays so;
- a released round's list, bonuses and summary opinions stay as they were released.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION evaluation_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is a record: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER seal_stays BEFORE UPDATE OR DELETE ON evaluation_sheetseal FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER seal_is_never_emptied BEFORE TRUNCATE ON evaluation_sheetseal EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER reopening_stays BEFORE UPDATE OR DELETE ON evaluation_reopening FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER reopening_is_never_emptied BEFORE TRUNCATE ON evaluation_reopening EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER release_stays BEFORE UPDATE OR DELETE ON evaluation_release FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER release_is_never_emptied BEFORE TRUNCATE ON evaluation_release EXECUTE FUNCTION evaluation_refuse();

CREATE FUNCTION evaluation_sealed_sheet_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.points, OLD.comments, OLD.overall, OLD.total, OLD.member_id, OLD.proposal_id)
        IS NOT DISTINCT FROM (NEW.points, NEW.comments, NEW.overall, NEW.total, NEW.member_id, NEW.proposal_id) THEN
        IF NEW.status IN ('sealed', 'void') AND NEW.seal = OLD.seal THEN
            RETURN NEW;
        END IF;
        IF NEW.status = 'draft' AND EXISTS (
            SELECT 1 FROM evaluation_reopening AS reopening JOIN evaluation_sheetseal AS seal ON seal.id = reopening.seal_id
            WHERE seal.sheet_id = OLD.id AND seal.seal = OLD.seal
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'sheet % is sealed and stays as it was signed', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER sealed_sheet_stays BEFORE UPDATE ON evaluation_sheet
    FOR EACH ROW WHEN (OLD.status = 'sealed') EXECUTE FUNCTION evaluation_sealed_sheet_stays();
CREATE TRIGGER sealed_sheet_is_never_removed BEFORE DELETE ON evaluation_sheet
    FOR EACH ROW WHEN (OLD.status = 'sealed') EXECUTE FUNCTION evaluation_sealed_sheet_stays();
CREATE TRIGGER uncounted_sheet_stays BEFORE UPDATE ON evaluation_sheet
    FOR EACH ROW WHEN (OLD.status = 'void') EXECUTE FUNCTION evaluation_refuse();

CREATE FUNCTION evaluation_released_list_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM evaluation_round WHERE id = OLD.round_id AND status = 'released') THEN
        RAISE EXCEPTION 'round % is released: its list stays', OLD.round_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER released_standing_stays BEFORE UPDATE OR DELETE ON evaluation_standing
    FOR EACH ROW EXECUTE FUNCTION evaluation_released_list_stays();
CREATE TRIGGER released_opinion_stays BEFORE UPDATE OR DELETE ON evaluation_opinionsummary
    FOR EACH ROW EXECUTE FUNCTION evaluation_released_list_stays();

CREATE FUNCTION evaluation_released_round_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'round % is released and stays', OLD.ref USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER released_round_stays BEFORE UPDATE OR DELETE ON evaluation_round
    FOR EACH ROW WHEN (OLD.status = 'released') EXECUTE FUNCTION evaluation_released_round_stays();
"""

BACKWARD = """
DROP FUNCTION evaluation_released_round_stays() CASCADE;
DROP FUNCTION evaluation_released_list_stays() CASCADE;
DROP FUNCTION evaluation_sealed_sheet_stays() CASCADE;
DROP FUNCTION evaluation_refuse() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0001_rounds_panels_and_sheets")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
