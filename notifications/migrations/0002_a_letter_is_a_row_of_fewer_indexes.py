"""What looks letters up by event or by recipient uses the constraint and the index that begin with them."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="message", name="one_message_per_kind_event_and_address"),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("event", "kind", "address"), name="one_message_per_kind_event_and_address"
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="event",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="audit.event",
                verbose_name="event",
            ),
        ),  # fmt: skip
        migrations.AlterField(
            model_name="message",
            name="recipient",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="messages",
                to=settings.AUTH_USER_MODEL, verbose_name="recipient",
            ),
        ),  # fmt: skip
    ]
