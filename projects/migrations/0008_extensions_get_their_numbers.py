"""Extensions made so far are the first amendments of their calls, in the order of their time. Undone by forgetting the numbers."""

from django.db import migrations

NUMBERS = """
UPDATE projects_callamendment AS amendment SET number = counted.number
FROM (SELECT id, row_number() OVER (PARTITION BY call_id ORDER BY at, id) AS number FROM projects_callamendment) AS counted
WHERE amendment.id = counted.id;
UPDATE projects_call AS call SET amendment_number = counted.number
FROM (SELECT call_id, count(*) AS number FROM projects_callamendment GROUP BY call_id) AS counted
WHERE call.id = counted.call_id;
"""
FORGET = "UPDATE projects_callamendment SET number = 0; UPDATE projects_call SET amendment_number = 0;"


class Migration(migrations.Migration):
    dependencies = [("projects", "0007_an_extension_is_an_amendment")]

    operations = [migrations.RunSQL(NUMBERS, FORGET)]
