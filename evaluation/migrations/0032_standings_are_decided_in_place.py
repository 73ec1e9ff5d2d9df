"""Deciding on a list of thousands writes its rows where they stand, and no index.

- no index has what a decision changes, and each page keeps room for the rows as decided;
- the making of a score is kept as it was written, not taken apart;
- a released list stays: asked once for each statement, not once for each of its rows.
"""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from evaluation.models.kept_json import KeptJSONField

FORWARD = """
ALTER TABLE evaluation_standing SET (fillfactor = 50);

DROP TRIGGER released_standing_stays ON evaluation_standing;
CREATE FUNCTION evaluation_released_standings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    released bigint := (SELECT id FROM evaluation_round WHERE status = 'released' AND id IN (SELECT round_id FROM before) LIMIT 1);
BEGIN
    IF released IS NOT NULL THEN
        RAISE EXCEPTION 'round % is released: its list stays', released USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER released_standing_stays AFTER UPDATE ON evaluation_standing
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION evaluation_released_standings_stay();
CREATE TRIGGER released_standing_is_not_removed AFTER DELETE ON evaluation_standing
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION evaluation_released_standings_stay();
"""

BACKWARD = """
DROP FUNCTION evaluation_released_standings_stay() CASCADE;
CREATE TRIGGER released_standing_stays BEFORE UPDATE OR DELETE ON evaluation_standing
    FOR EACH ROW EXECUTE FUNCTION evaluation_released_list_stays();
ALTER TABLE evaluation_standing RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("evaluation", "0031_applicants_answer_the_comments"),
        ("projects", "0011_moving_writes_no_index"),
    ]
    operations: ClassVar = [
        migrations.RemoveIndex(model_name="standing", name="standing_by_decision"),
        migrations.RemoveConstraint(model_name="standing", name="one_standing_per_proposal_of_a_round"),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(fields=("proposal", "round"), name="one_standing_per_proposal_of_a_round"),
        ),
        migrations.AlterField(
            model_name="standing",
            name="round",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="evaluation.round"
            ),
        ),
        migrations.AlterField(
            model_name="standing",
            name="proposal",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="projects.proposal"
            ),
        ),
        migrations.AlterField(
            model_name="standing", name="trace", field=KeptJSONField(verbose_name="how the score was made")
        ),
        migrations.AlterField(
            model_name="standing", name="tie", field=KeptJSONField(default=dict, verbose_name="how a tie was broken")
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
