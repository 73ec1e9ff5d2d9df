"""A rulebook that was used can no longer be changed or removed, whoever asks the database."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION programme_rulebook_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL THEN
        RAISE EXCEPTION 'rulebook % version % is frozen: % is refused', OLD.code, OLD.version, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER programme_frozen_rulebook_stays BEFORE UPDATE OR DELETE ON programme_rulebook
    FOR EACH ROW EXECUTE FUNCTION programme_rulebook_stays();
"""

BACKWARD = """
DROP TRIGGER programme_frozen_rulebook_stays ON programme_rulebook;
DROP FUNCTION programme_rulebook_stays();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("programme", "0001_rulebooks_years_and_regional_budgets")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
