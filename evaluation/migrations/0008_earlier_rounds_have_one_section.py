from django.db import migrations
from django.db.models import OuterRef, Subquery


def divide(apps, schema_editor) -> None:
    """Until now a round had one panel for all its proposals: that is one section."""
    Round, Section = apps.get_model("evaluation", "Round"), apps.get_model("evaluation", "Section")
    Section.objects.bulk_create([Section(round=one, number=1) for one in Round.objects.filter(sections=None)], batch_size=1000)
    for name in ("RoundProposal", "PanelMember"):
        model = apps.get_model("evaluation", name)
        own = Section.objects.filter(round=OuterRef("round"), number=1).values("pk")[:1]
        model.objects.filter(section=None).update(section=Subquery(own))


def join(apps, schema_editor) -> None:
    """Back to one panel a round: nothing to do, the sections are forgotten with their columns."""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0007_sections_and_assignments")]

    operations = [migrations.RunPython(divide, join)]
