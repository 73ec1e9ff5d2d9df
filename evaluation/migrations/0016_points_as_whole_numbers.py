"""The points of a sheet also as whole numbers, kept by the database itself: a tally reads them by the hundred thousand.

Ten-thousandths, by item in alphabetical order; null in place of what is no plain number. Django does not know the column:
nobody writes it, and only evaluation/queries/sheet_numbers.py reads it.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION evaluation_whole_points(points jsonb) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(CASE WHEN value ~ '^\d{1,3}(\.\d{1,4})?$' THEN (value::numeric * 10000)::integer END ORDER BY key COLLATE "C")
    FROM jsonb_each_text(points)
$$;
ALTER TABLE evaluation_sheet ADD COLUMN whole_points integer[] GENERATED ALWAYS AS (evaluation_whole_points(points)) STORED;
"""

BACKWARD = """
ALTER TABLE evaluation_sheet DROP COLUMN whole_points;
DROP FUNCTION evaluation_whole_points(jsonb);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0015_what_if_runs_cuts_and_approvals")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
