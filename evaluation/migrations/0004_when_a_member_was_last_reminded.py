"""When a member was last reminded of unsealed sheets, so that nobody is reminded twice within an hour."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0003_uncounted_sheets_go_back_when_reconvened")]
    operations: ClassVar = [
        migrations.AddField("panelmember", "reminded_at", models.DateTimeField(blank=True, null=True)),
    ]
