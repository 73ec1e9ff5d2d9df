"""Who hears that a list waits for approval, is approved, or came back."""

from accounts.models import Grant, Role, User
from audit.models import Event
from evaluation import links
from evaluation.messages.people import hq_staff, round_words
from evaluation.models import ApprovalStep, Round
from evaluation.states import ApprovalKind, ApprovalResult
from notifications.outbox import queue_messages


def approval_asked(event: Event, round: Round) -> None:
    _tell_ministry_in_turn(event, round)


def approval_given(event: Event, round: Round) -> None:
    _tell_ministry_in_turn(event, round)
    if not round.approvals.filter(result=ApprovalResult.WAITING).exists():
        queue_messages("evaluation/list-approved", hq_staff(round), about=event, context=_words(round))


def list_returned(event: Event, round: Round, step: ApprovalStep) -> None:
    context = _words(round) | {"opinion": step.opinion}
    queue_messages("evaluation/list-returned", hq_staff(round), about=event, context=context)


def _tell_ministry_in_turn(event: Event, round: Round) -> None:
    following = round.approvals.filter(result=ApprovalResult.WAITING).order_by("number").first()
    if following is not None and following.kind == ApprovalKind.MINISTRY:
        grants = Grant.objects.filter(role=Role.MINISTRY, ended_at__isnull=True)
        officials = User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")
        queue_messages("evaluation/approval-asked", officials, about=event, context=_words(round))


def _words(round: Round) -> dict[str, str]:
    return {**round_words(round), "link": links.approval_page(round)}
