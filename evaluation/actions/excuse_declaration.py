import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.declaring_again import require_between
from evaluation.models import PanelMember, Round
from evaluation.states import MemberStatus


@transaction.atomic
def excuse_declaration(member: PanelMember, *, by: User, reason: str, at: dt.datetime | None = None) -> PanelMember:
    """Write down why an evaluator does not declare again (fallen ill, cannot be reached), so that the tally need not wait.

    Raises:
        InvalidInput: without a reason.
        DomainError: code "not-between", "declared" when the person has.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(member.round)
    require(access.may_run_round(by, round))
    require_between(round)
    member = PanelMember.objects.select_for_update(no_key=True, of=("self",)).joined().get(pk=member.pk)
    if member.declared_again_at or member.status != MemberStatus.ACCEPTED:
        raise DomainError(_("This person has declared, or is not on the panel."), code="declared")
    member.not_declared_reason = reason.strip()
    member.save(update_fields=["not_declared_reason"])
    record(
        stream=round.stream, verb="declaration-excused", by=by, at=at,
        data={"seat": member.seat_name, "reason": member.not_declared_reason},
    )  # fmt: skip
    return member
