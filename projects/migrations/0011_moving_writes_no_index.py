"""A round moves its proposals where they stand: no index has the status, and each page keeps room for the rows as moved.

Lists by call, region and status read the call's proposals of the region; how many stand in each status is kept beside them.
"""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("projects", "0010_a_draft_may_begin_from_an_earlier_proposal")]
    operations: ClassVar = [
        migrations.RemoveIndex(model_name="proposal", name="proposal_by_round"),
        migrations.AddIndex(model_name="proposal", index=models.Index(fields=["call", "region"], name="proposal_by_round")),
        migrations.RunSQL(
            "ALTER TABLE projects_proposal SET (fillfactor = 50)", "ALTER TABLE projects_proposal RESET (fillfactor)"
        ),
    ]
