"""Amendments are numbered within their call, change something, and stay as they were written."""

from django.db import migrations, models

STAY = """
CREATE TRIGGER amendment_stays BEFORE UPDATE OR DELETE ON projects_callamendment
    FOR EACH ROW EXECUTE FUNCTION projects_refuse();
CREATE TRIGGER amendments_are_never_emptied BEFORE TRUNCATE ON projects_callamendment EXECUTE FUNCTION projects_refuse();
"""
LET_GO = """
DROP TRIGGER amendment_stays ON projects_callamendment;
DROP TRIGGER amendments_are_never_emptied ON projects_callamendment;
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_extensions_get_their_numbers")]

    operations = [
        migrations.AlterModelOptions(
            name="callamendment",
            options={"ordering": ["number"], "verbose_name": "amendment", "verbose_name_plural": "amendments"},
        ),
        migrations.AddConstraint(
            "callamendment",
            models.UniqueConstraint(fields=("call", "number"), name="one_amendment_per_number_of_a_call"),
        ),
        migrations.AddConstraint(
            "callamendment",
            models.CheckConstraint(
                condition=models.Q(("closes_now__isnull", False), models.Q(("words_after", {}), _negated=True), _connector="OR"),
                name="an_amendment_changes_something",
            ),
        ),
        migrations.RunSQL(STAY, LET_GO),
    ]
