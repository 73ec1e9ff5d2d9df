"""Rulings on conflicts and second declarations are written once; a sealed sheet may be set aside by such a declaration alone."""

from typing import ClassVar

from django.db import migrations

SEALED_SHEET_STAYS = """
CREATE OR REPLACE FUNCTION evaluation_sealed_sheet_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.points, OLD.comments, OLD.overall, OLD.total, OLD.member_id, OLD.proposal_id)
        IS NOT DISTINCT FROM (NEW.points, NEW.comments, NEW.overall, NEW.total, NEW.member_id, NEW.proposal_id) THEN
        IF NEW.status IN ('sealed', 'void') AND NEW.seal = OLD.seal THEN
            RETURN NEW;
        END IF;
        __SET_ASIDE__
        IF NEW.status = 'draft' AND EXISTS (
            SELECT 1 FROM evaluation_reopening AS reopening JOIN evaluation_sheetseal AS seal ON seal.id = reopening.seal_id
            WHERE seal.sheet_id = OLD.id AND seal.seal = OLD.seal
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'sheet % is sealed and stays as it was signed', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
"""
SET_ASIDE = """IF NEW.status = 'set_aside' AND NEW.seal = OLD.seal AND EXISTS (
            SELECT 1 FROM evaluation_seconddeclaration WHERE member_id = OLD.member_id AND proposal_id = OLD.proposal_id
        ) THEN
            RETURN NEW;
        END IF;"""
FORWARD = (
    SEALED_SHEET_STAYS.replace("__SET_ASIDE__", SET_ASIDE)
    + """
CREATE TRIGGER set_aside_sheet_stays BEFORE UPDATE OR DELETE ON evaluation_sheet
    FOR EACH ROW WHEN (OLD.status = 'set_aside') EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER ruling_stays BEFORE UPDATE OR DELETE ON evaluation_conflictruling FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER ruling_is_never_emptied BEFORE TRUNCATE ON evaluation_conflictruling EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER second_declaration_stays BEFORE UPDATE OR DELETE ON evaluation_seconddeclaration
    FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER second_declaration_is_never_emptied BEFORE TRUNCATE ON evaluation_seconddeclaration EXECUTE FUNCTION evaluation_refuse();
"""
)
BACKWARD = (
    """
DROP TRIGGER set_aside_sheet_stays ON evaluation_sheet;
DROP TRIGGER ruling_stays ON evaluation_conflictruling;
DROP TRIGGER ruling_is_never_emptied ON evaluation_conflictruling;
DROP TRIGGER second_declaration_stays ON evaluation_seconddeclaration;
DROP TRIGGER second_declaration_is_never_emptied ON evaluation_seconddeclaration;
"""
    + SEALED_SHEET_STAYS.replace("__SET_ASIDE__", "")
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0009_rulings_objections_and_second_declarations")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
