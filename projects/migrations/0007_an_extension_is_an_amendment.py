"""A published call may be amended in its words too; a later closing time alone is one case of that."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0006_a_selected_proposal_may_drop_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("CallExtension", "CallAmendment"),
        migrations.AlterModelOptions(
            name="callamendment", options={"verbose_name": "amendment", "verbose_name_plural": "amendments"}
        ),
        migrations.AlterField(
            "callamendment", "call",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="amendments", to="projects.call"),
        ),
        migrations.AlterField(
            "callamendment", "closed_before", models.DateTimeField(blank=True, null=True, verbose_name="closed before at")
        ),
        migrations.AlterField(
            "callamendment", "closes_now", models.DateTimeField(blank=True, null=True, verbose_name="closes now at")
        ),
        migrations.AlterField("callamendment", "reason", models.CharField(max_length=500, verbose_name="reason")),
        migrations.AddField(
            "callamendment", "number", models.PositiveSmallIntegerField(default=0, verbose_name="number")
        ),
        migrations.AddField("callamendment", "words_before", models.JSONField(default=dict, verbose_name="words before")),
        migrations.AddField("callamendment", "words_after", models.JSONField(default=dict, verbose_name="words now")),
        migrations.AddField(
            "call", "amendment_number", models.PositiveSmallIntegerField(default=0, verbose_name="amendments made")
        ),
        migrations.CreateModel(
            name="AmendmentReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("call", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="projects.call")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of amendments",
                "verbose_name_plural": "readings of amendments",
                "constraints": [
                    models.UniqueConstraint(fields=("call", "user"), name="one_reading_per_person_and_call"),
                ],
            },
        ),
    ]
