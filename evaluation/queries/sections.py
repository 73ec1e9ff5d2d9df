"""A round's sections with what is in them, and its proposals with where they are."""

from django.db.models import Count, QuerySet

from cluster_portal.shared.paging import Page, keyset_page
from evaluation.models import Round, RoundProposal, Section


def sections_of(round: Round) -> QuerySet[Section]:
    """With `proposals`, how many each has. One statement."""
    return round.sections.annotate(proposals=Count("entries")).order_by("number")


def entries_page(round: Round, *, section: int | None = None, cursor: str | None = None, size: int = 50) -> Page:
    """The round's proposals, or those of the section of that number, with their field. One statement."""
    entries = RoundProposal.objects.filter(round=round).select_related(
        "proposal__lead", "proposal__plant__main_industry", "section"
    )
    if section is not None:
        entries = entries.filter(section__number=section)
    return keyset_page(entries, order=("pk",), cursor=cursor, size=size)
