import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0026_remarks_and_signed_papers_stay'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='round',
            name='round_to_close',
        ),
        migrations.AddField(
            model_name='round',
            name='adjusting_ends_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='adjusting ends'),
        ),
        migrations.AddField(
            model_name='round',
            name='discussion_ends_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='discussion ends'),
        ),
        migrations.AddField(
            model_name='round',
            name='closes_at',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('adjusting_ends_at', 'discussion_ends_at', 'scoring_closes_at'), output_field=models.DateTimeField(), verbose_name='the round closes'),
        ),
        migrations.AddIndex(
            model_name='round',
            index=models.Index(condition=models.Q(('status', 'scoring')), fields=['closes_at'], name='round_closes_next'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('discussion_ends_at__isnull', True), ('discussion_ends_at__gt', models.F('scoring_closes_at')), _connector='OR'), name='the_discussion_ends_after_scoring', violation_error_message='The discussion must end after scoring closes.'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('adjusting_ends_at__isnull', True), ('adjusting_ends_at__gt', django.db.models.functions.comparison.Coalesce('discussion_ends_at', 'scoring_closes_at')), _connector='OR'), name='adjusting_ends_after_the_discussion', violation_error_message='Adjusting must end after the phase before it.'),
        ),
    ]
