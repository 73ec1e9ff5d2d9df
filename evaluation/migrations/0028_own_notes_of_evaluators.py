import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0027_phases_of_a_round'),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='own notes')),
                ('version', models.PositiveIntegerField(default=0)),
                ('saved_at', models.DateTimeField()),
                ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='note', to='evaluation.sheet')),
            ],
            options={
                'verbose_name': 'own note',
                'verbose_name_plural': 'own notes',
            },
        ),
    ]
