import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.approval import is_carried, vote_problems
from evaluation.messages import approvals as messages
from evaluation.models import ApprovalStep, Round, Standing
from evaluation.states import ApprovalKind, ApprovalResult, RoundStatus


@transaction.atomic
def decide_approval(
    step: ApprovalStep, *, by: User, approve: bool, opinion: str = "", members: int | None = None, present: int | None = None,
    in_favour: int | None = None, at: dt.datetime | None = None,
) -> ApprovalStep:  # fmt: skip
    """Approve the confirmed list, or send it back with a reason: the ranking is then open to be confirmed anew.

    The committee's vote is entered by the head of the headquarters: a majority of the members present, a majority of those in
    favour. What is decided already is not decided twice.

    Raises:
        InvalidInput: by field, for a vote that does not count, or a return without a reason.
        DomainError: code "not-confirmed", "not-your-turn".
    """
    at = at or timezone.now()
    round = Round.objects.locked(step.round)
    step = ApprovalStep.objects.select_for_update(no_key=True).get(pk=step.pk)
    require(access.may_decide_approval(by, round, step))
    if not step.is_waiting:
        return step
    if round.status != RoundStatus.CONFIRMED:
        raise DomainError(_("The ranking is not confirmed."), code="not-confirmed")
    if round.approvals.filter(result=ApprovalResult.WAITING, number__lt=step.number).exists():
        raise DomainError(_("Another approval comes before this one."), code="not-your-turn")
    votes = (members or 0, present or 0, in_favour or 0) if step.kind == ApprovalKind.COMMITTEE else None
    _require_sound(votes, approve=approve, opinion=opinion)
    step.result = ApprovalResult.APPROVED if approve else ApprovalResult.RETURNED
    step.opinion, step.by, step.at = opinion.strip(), by, at
    if votes:
        step.members, step.present, step.in_favour = votes
    step.save()
    event = record(
        stream=round.stream, verb="approved" if approve else "approval-returned", by=by, at=at,
        data={"kind": step.kind, "opinion": step.opinion, "votes": list(votes or ())},
    )  # fmt: skip
    if approve:
        messages.approval_given(event, round)
    else:
        _send_back(round)
        messages.list_returned(event, round, step)
    return step


def _require_sound(votes: tuple[int, int, int] | None, *, approve: bool, opinion: str) -> None:
    words = {
        "size": _("A committee has between 1 and 20 members with its chair."),
        "absent": _("No more can be present than there are members."),
        "quorum": _("The vote counts only with more than half of the members present."),
        "many": _("No more can be in favour than are present."),
    }
    errors: dict[str, Any] = {}
    if votes:
        errors = {field: words[code] for field, code in vote_problems(*votes).items()}
        if not errors and approve and not is_carried(votes[1], votes[2]):
            errors["in_favour"] = _("Approved is only what more than half of those present are in favour of.")
    if not approve and not opinion.strip():
        errors["opinion"] = _("Please give the reason.")
    if errors:
        raise InvalidInput(errors)


def _send_back(round: Round) -> None:
    """Decisions are open again; scores and places stay. Whoever was still to be asked is asked anew with the next list."""
    round.approvals.filter(result=ApprovalResult.WAITING).update(result=ApprovalResult.DROPPED)
    Standing.objects.filter(round=round).forget_decisions()
    round.become(RoundStatus.TALLIED)
    round.budget_krw = round.confirmed_at = None
    round.save(update_fields=["status", "budget_krw", "confirmed_at"])
