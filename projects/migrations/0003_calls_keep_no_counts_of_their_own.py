"""How many proposals a call has is kept in StatusCount; one row per call would make every submission wait for every other."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("projects", "0002_what_the_database_itself_keeps")]
    operations: ClassVar = [
        migrations.RemoveField(model_name="call", name="draft_count"),
        migrations.RemoveField(model_name="call", name="submitted_count"),
    ]
