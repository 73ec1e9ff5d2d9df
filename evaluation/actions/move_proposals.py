import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from evaluation import access
from evaluation.actions.dividing import require_divisible
from evaluation.models import Round, RoundProposal, Section


@transaction.atomic
def move_proposals(
    round: Round, entries: Collection[RoundProposal], *, to: Section | None, by: User, at: dt.datetime | None = None
) -> Section:
    """Put proposals into another section of their round, or, without one, into a new section, before anybody is seated.

    A section that is left empty goes; the others keep their numbers. Moving to where they are changes nothing.

    Raises:
        InvalidInput: for no proposal, or for one or a section of another round.
        DomainError: code "has-panel", "public-draw", "panel-closed".
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_divisible(round, at)
    if not entries:
        raise InvalidInput({"entries": _("Choose the proposals to move.")})
    wanted = {entry.pk for entry in entries}
    moving = RoundProposal.objects.filter(round=round, pk__in=wanted)
    if moving.count() < len(wanted):
        raise InvalidInput({"entries": _("This proposal is not in the round.")})
    if to is not None and to.round_id != round.pk:
        raise InvalidInput({"to": _("Choose the section.")})
    moved = list(moving.exclude(section=to).order_by("pk").values_list("proposal__ref", flat=True))
    if to is not None and not moved:
        return to
    last = round.sections.order_by("-number").first()
    section = to or Section.objects.create(round=round, number=last.number + 1 if last else 1)
    moving.update(section=section)
    for empty in round.sections.filter(entries=None):
        empty.members.update(section=None)
        empty.delete()
    record(
        stream=round.stream, verb="proposals-moved", by=by, at=at,
        data={"to": section.number, "proposals": len(moved), "moved": moved},
    )  # fmt: skip
    return section
