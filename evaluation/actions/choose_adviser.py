import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.messages import follow_up as messages
from evaluation.models import CoachingNote, PanelMember, Sheet
from evaluation.states import SheetStatus


@transaction.atomic
def choose_adviser(note: CoachingNote, member: PanelMember, *, by: User, at: dt.datetime | None = None) -> CoachingNote:
    """Say who of the panel answers: somebody whose sealed sheet judged the proposal. Another one may be chosen until the advice
    is written; the same again changes nothing.

    Raises:
        DomainError: code "not-a-judge", "written".
    """
    at = at or timezone.now()
    note = CoachingNote.objects.select_for_update(no_key=True).get(pk=note.pk)
    require(access.may_run_round(by, note.round))
    if note.written_at:
        raise DomainError(_("The advice is written already."), code="written")
    if note.member_id == member.pk:
        return note
    if not Sheet.objects.filter(
        member=member, proposal=note.proposal_id, round=note.round_id, status=SheetStatus.SEALED
    ).exists():
        raise DomainError(_("Choose somebody who judged this proposal."), code="not-a-judge")
    note.member, note.reminded_at = member, None
    note.save(update_fields=["member", "reminded_at"])
    event = record(
        stream=note.round.stream, verb="adviser-chosen", by=by, at=at,
        data={"proposal": note.proposal.ref, "seat": member.seat_name},
    )  # fmt: skip
    messages.adviser_chosen(event, note)
    return note
