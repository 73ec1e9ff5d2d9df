"""Letters around an appeal: to the applicants (the lead's people and the owners of its partners) and to the headquarters."""

from typing import Any

from accounts.models import User
from audit.models import Event
from evaluation import links
from evaluation.appeal_clock import last_moment
from evaluation.messages.people import applicants, hq_staff, round_words
from evaluation.models import Addendum, Appeal
from notifications.outbox import queue_messages


def appeal_filed(event: Event, appeal: Appeal) -> None:
    """Both sides know the number and until when the answer is due. The applicant's letter carries the receipt."""
    queue_messages(
        "evaluation/appeal-filed", _applicants(appeal), about=event, context=_words(appeal),
        attachments=[f"appeal-receipt:{appeal.pk}"],
    )  # fmt: skip
    queue_messages("evaluation/appeal-arrived", hq_staff(appeal.round), about=event, context=_words(appeal))


def appeal_withdrawn(event: Event, appeal: Appeal) -> None:
    queue_messages("evaluation/appeal-withdrawn", hq_staff(appeal.round), about=event, context=_words(appeal))


def appeal_dismissed(event: Event, appeal: Appeal) -> None:
    context = _words(appeal) | {"reason": appeal.reason}
    queue_messages("evaluation/appeal-dismissed", _applicants(appeal), about=event, context=context)


def review_opened(event: Event, appeal: Appeal) -> None:
    queue_messages("evaluation/appeal-review-opened", _applicants(appeal), about=event, context=_words(appeal))


def appeal_decided(event: Event, appeal: Appeal, addendum: Addendum | None) -> None:
    """The result letter. Score and reasons of the review are behind the sign-in, as with any result."""
    context = _words(appeal) | {"reason": appeal.reason}
    if addendum is None:
        queue_messages("evaluation/appeal-rejected", _applicants(appeal), about=event, context=context)
        return
    context |= {
        "why": addendum.why,
        "decision": addendum.decision,
        "granted_krw": addendum.granted_krw,
        "reserve_number": addendum.reserve_number,
        "agreement": appeal.round.rules.clocks.agreement.value.amount,
    }
    queue_messages("evaluation/appeal-upheld", _applicants(appeal), about=event, context=context)


def answer_due(event: Event, appeal: Appeal) -> None:
    queue_messages("evaluation/appeal-answer-due", hq_staff(appeal.round), about=event, context=_words(appeal))


def _applicants(appeal: Appeal) -> list[User]:
    return applicants([(appeal.proposal_id, appeal.proposal.lead_id)])[appeal.proposal_id]


def _words(appeal: Appeal) -> dict[str, Any]:
    ground = appeal.asked_ground
    return {
        **round_words(appeal.round),
        "number": appeal.number,
        "proposal": appeal.proposal.ref,
        "title": appeal.proposal.title,
        "ground": ground.name.ko if ground else "",
        "ground_en": ground.name.en if ground else "",
        "filed_at": appeal.filed_at,
        "due": last_moment(appeal.due_at) if appeal.due_at else "",
        "link": links.appeal_page(appeal),
    }
