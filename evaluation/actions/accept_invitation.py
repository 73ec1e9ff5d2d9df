import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.actions.seating import require_staffing
from evaluation.models import PanelMember, Round
from evaluation.states import MemberStatus


@transaction.atomic
def accept_invitation(member: PanelMember, *, by: User, at: dt.datetime | None = None) -> PanelMember:
    """Take the seat. Pledge and conflict declaration come next; no file opens before them. A second press changes nothing.

    Raises:
        DomainError: code "illegal-move" when the invitation was withdrawn or declined, "panel-closed".
    """
    at = at or timezone.now()
    round = Round.objects.locked(member.round)
    member = PanelMember.objects.select_for_update(no_key=True, of=("self",)).joined().get(pk=member.pk)
    require(access.may_answer(by, member))
    if member.status == MemberStatus.ACCEPTED:
        return member
    require_staffing(round, at)
    member.become(MemberStatus.ACCEPTED)
    member.accepted_at = at
    member.save(update_fields=["status", "accepted_at"])
    round.member_count += 1
    round.save(update_fields=["member_count"])
    record(stream=round.stream, verb="invitation-accepted", by=by, at=at, data={"seat": member.seat_name})
    return member
