import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.models import PanelMember, Round
from evaluation.states import MemberStatus, RoundStatus


@transaction.atomic
def appoint_chair(member: PanelMember, *, by: User, at: dt.datetime | None = None) -> PanelMember:
    """Let a member who accepted speak for the panel: the chair writes its summary opinions. One at a time in each section;
    where proposals have their own evaluators as many as are needed, each for the proposals they judge themselves.

    Raises:
        DomainError: code "not-accepted" or "round-released".
    """
    round = Round.objects.locked(member.round)
    require(access.may_run_round(by, round))
    member = PanelMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.status != MemberStatus.ACCEPTED:
        raise DomainError(_("Only a member who accepted can be the chair."), code="not-accepted")
    if round.status == RoundStatus.RELEASED:
        raise DomainError(_("This round is released."), code="round-released")
    if member.is_chair:
        return member
    if member.section is not None:
        round.members.filter(is_chair=True, section=member.section).update(is_chair=False)
    member.is_chair = True
    member.save(update_fields=["is_chair"])
    record(stream=round.stream, verb="chair-appointed", by=by, at=at or timezone.now(), data={"seat": member.seat_name})
    return member
