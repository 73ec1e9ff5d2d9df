import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from clusters.models import Industry
from evaluation import access
from evaluation.actions.dividing import require_divisible
from evaluation.models import PanelMember, Round, RoundProposal, Section
from evaluation.sectioning import Grouped, group_by_field

NAME_LENGTH = 80
AT_ONCE = 2000


@transaction.atomic
def form_sections(round: Round, *, by: User, at_most: int, at: dt.datetime | None = None) -> list[Section]:
    """Divide the round's proposals into sections by field, balanced, with at most `at_most` each; earlier sections go.

    A section is named after its fields; HQ may rename it and move proposals until anybody is seated. The same number again
    gives the same sections.

    Raises:
        InvalidInput: for a number below 1.
        DomainError: code "no-sections", "has-panel", "public-draw", "panel-closed".
    """
    at = at or timezone.now()
    if at_most < 1:
        raise InvalidInput({"at_most": _("At least one proposal.")})
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_divisible(round, at)
    entries = list(RoundProposal.objects.filter(round=round).values_list("pk", "proposal__plant__main_industry"))
    groups = group_by_field([(pk, (industry or "")[:2]) for pk, industry in entries], at_most=at_most)
    before = list(round.sections.values_list("pk", flat=True))
    PanelMember.objects.filter(section__in=before).update(section=None)  # of people who left before anybody sat
    RoundProposal.objects.filter(round=round).update(section=None)
    Section.objects.filter(pk__in=before).delete()
    names = dict(Industry.objects.filter(level=2).values_list("code", "name_ko"))
    sections = Section.objects.bulk_create(
        [Section(round=round, number=number, name=_named(group, names)) for number, group in enumerate(groups, start=1)]
    )
    section_of = {pk: section for section, group in zip(sections, groups, strict=True) for pk in group.proposals}
    placed = list(RoundProposal.objects.filter(round=round))
    for entry in placed:
        entry.section = section_of[entry.pk]
    RoundProposal.objects.bulk_update(placed, ["section"], batch_size=AT_ONCE)
    record(
        stream=round.stream, verb="sections-formed", by=by, at=at,
        data={"sections": len(sections), "at_most": at_most, "sizes": [len(group.proposals) for group in groups]},
    )  # fmt: skip
    return sections


def _named(group: Grouped, names: dict[str, str]) -> str:
    """As many of its fields as the name has room for."""
    known = [names[field] for field in group.fields if field in names]
    name = ""
    for number, field in enumerate(known):
        longer = f"{name} · {field}" if name else field
        rest = f" 외 {len(known) - number - 1}" if number + 1 < len(known) else ""
        if len(longer + rest) > NAME_LENGTH:
            return f"{name} 외 {len(known) - number}" if name else field[:NAME_LENGTH]
        name = longer
    return name
