import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.messages import afterwards as messages
from evaluation.models import ListChange, Round, Standing
from evaluation.states import ListChangeKind, RoundStatus
from programme.actions.give_back_budget import give_back_budget
from projects.actions.drop_out_proposal import drop_out_proposal


@transaction.atomic
def drop_out(standing: Standing, *, by: User, reason: str, at: dt.datetime | None = None) -> ListChange:
    """Take a selected proposal off after the release: its money goes back to the region, its applicants are told.

    The released list and its packet stay as they were; the change stands beside them. A second press changes nothing. Whoever
    waits first may then move up (`promote_reserve`).

    Raises:
        InvalidInput: without a reason. DomainError: code "not-released", "illegal-move" for one that is not selected.
    """
    at = at or timezone.now()
    round = Round.objects.locked(standing.round)
    require(access.may_decide(by, round))
    if round.status != RoundStatus.RELEASED:
        raise DomainError(_("The round is not released."), code="not-released")
    if before := ListChange.objects.filter(round=round, proposal=standing.proposal_id, kind=ListChangeKind.DROPPED_OUT).first():
        return before
    reason = reason.strip()
    if not reason:
        raise InvalidInput({"reason": _("Please give the reason.")})
    freed = standing.proposal.granted_krw or 0
    proposal = drop_out_proposal(standing.proposal, reason=reason, by=by, round_ref=round.ref, at=at)
    give_back_budget(round.call.year, round.region, amount_krw=freed, by=by, why=f"{round.ref} {proposal.ref}")
    change = ListChange.objects.create(
        round=round, proposal=proposal, kind=ListChangeKind.DROPPED_OUT, amount_krw=freed, reason=reason, by=by, at=at
    )
    event = record(
        stream=round.stream, verb="dropped-out", by=by, at=at,
        data={"proposal": proposal.ref, "freed_krw": freed, "reason": reason},
    )  # fmt: skip
    messages.dropped_out(event, change)
    return change
