import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, NotReady, require
from evaluation import access
from evaluation.actions.adding_to_release import carry_through
from evaluation.actions.finishing_review import finish_review
from evaluation.appeal_outcome import FUNDED, NOT_FUNDED
from evaluation.messages import appeals as messages
from evaluation.models import Addendum, Appeal, Round
from evaluation.queries.addenda import outlook
from evaluation.queries.ranking import lock_budget
from evaluation.queries.rounds import opinions_missing
from evaluation.states import AppealStatus, RoundStatus


@transaction.atomic
def decide_appeal(appeal: Appeal, *, by: User, upheld: bool, reason: str, at: dt.datetime | None = None) -> Appeal:
    """Answer an appeal after its review, and carry everything through at once or not at all.

    The review is released with its packet. Rejected, the first result stands. Upheld, the released list stays as it was and an
    addendum says what changes: the project is selected out of what the region has left if the list with the new score would
    have selected it; if the rest does not carry it, it waits first on the reserve list; else it waits where its score puts it.
    Nobody who was selected loses anything. The applicant is told. A second click changes nothing.

    Raises:
        InvalidInput: without a reason.
        NotReady: before the review is tallied, or without its summary opinion.
        DomainError: code "not-better" for upholding without a better score; "illegal-move" without a review or once answered.
    """
    at = at or timezone.now()
    appeal = Appeal.objects.locked(appeal)
    require(access.may_answer_appeal(by, appeal))
    answer = AppealStatus.UPHELD if upheld else AppealStatus.REJECTED
    if appeal.status == answer:
        return appeal
    appeal.become(answer)
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    assert appeal.review is not None
    appeal.round, appeal.review = Round.objects.locked(appeal.round), Round.objects.locked(appeal.review)
    _require_judged(appeal.review)
    left = lock_budget(appeal.review)
    found = outlook(appeal, left)
    assert found is not None
    if upheld and not found.is_better:
        raise DomainError(_("The review came to no better score. The appeal can only be rejected."), code="not-better")
    open_to_it = upheld and found.if_upheld.why in (FUNDED, NOT_FUNDED)
    finish_review(appeal.review, budget_krw=left if open_to_it else 0, by=by, at=at)
    addendum = carry_through(appeal, found, by=by, at=at) if upheld else None
    appeal.reason, appeal.ended_at, appeal.ended_by, appeal.next_reminder_at = reason.strip(), at, by, None
    appeal.save(update_fields=["status", "reason", "ended_at", "ended_by", "next_reminder_at"])
    event = record(stream=appeal.stream, verb=f"appeal-{answer}", by=by, at=at, data=_told(appeal, addendum))
    messages.appeal_decided(event, appeal, addendum)
    return appeal


def _require_judged(review: Round) -> None:
    if review.status != RoundStatus.TALLIED:
        raise NotReady([_("The review is not tallied yet.")])
    if missing := opinions_missing(review):
        message = ngettext(
            "%(n)d proposal has no summary opinion yet; its applicant has a right to the reasons.",
            "%(n)d proposals have no summary opinion yet; their applicants have a right to the reasons.",
            missing,
        )
        raise NotReady([message % {"n": missing}])


def _told(appeal: Appeal, addendum: Addendum | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "number": appeal.number,
        "reason": appeal.reason,
        "review": appeal.review.ref if appeal.review else "",
    }
    if addendum is not None:
        told |= {"decision": addendum.decision, "granted_krw": addendum.granted_krw, "addendum_sha256": addendum.sha256}
    return told
