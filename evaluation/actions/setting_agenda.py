"""The common ground of agendas: what may go on one, when it may change, and its times."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.agenda import planned_times
from evaluation.models import AgendaItem, Meeting, Round, RoundProposal, Section
from evaluation.models.round_proposal import RoundProposalQuerySet
from evaluation.states import AgendaStatus


def not_on_an_agenda(round: Round, section: Section | None) -> RoundProposalQuerySet:
    """Proposals of the section that no meeting hears, or that were passed over where they stood."""
    standing = AgendaItem.objects.filter(entry=OuterRef("pk")).exclude(status=AgendaStatus.SKIPPED)
    entries = RoundProposal.objects.filter(~Exists(standing), round=round)
    return entries.filter(section=section) if section else entries


def lay_out(meeting: Meeting, items: Sequence[AgendaItem]) -> None:
    """Places and planned times in the order given; the caller keeps them."""
    times = planned_times(meeting.starts_at, [item.minutes for item in items])
    for place, (item, planned_at) in enumerate(zip(items, times, strict=True), start=1):
        item.place, item.planned_at = place, planned_at


def keep(meeting: Meeting, items: Sequence[AgendaItem], at: dt.datetime) -> None:
    """Lay out what was changed and write it. From now on it differs from what people were told."""
    lay_out(meeting, items)
    AgendaItem.objects.bulk_update(items, ["place", "planned_at", "presentation_minutes", "question_minutes"])
    meeting.changed_at = at
    meeting.save(update_fields=["changed_at"])


def planned_meeting(meeting: Meeting, by: User) -> Meeting:
    """The meeting, held by this transaction, while its agenda may still change.

    Raises:
        DomainError: code "meeting-begun".
    """
    held = Meeting.objects.locked(meeting)
    require(access.may_run_round(by, held.round))
    if not held.is_planned:
        raise DomainError(_("The meeting has begun; its agenda stays as it is."), code="meeting-begun")
    return held
