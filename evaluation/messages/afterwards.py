"""Who hears of changes after a release."""

from audit.models import Event
from evaluation import links
from evaluation.messages.people import applicants, hq_staff, round_words
from evaluation.models import ListChange
from notifications.outbox import queue_messages


def dropped_out(event: Event, change: ListChange) -> None:
    """The applicants, and the headquarters: somebody on the reserve list may move up now."""
    queue_messages("evaluation/dropped-out", _applicants(change), about=event, context=_words(change))
    context = _words(change) | {"link": links.afterwards_page(change.round)}
    queue_messages("evaluation/place-free", hq_staff(change.round), about=event, context=context)


def promoted(event: Event, change: ListChange) -> None:
    queue_messages("evaluation/reserve-promoted", _applicants(change), about=event, context=_words(change))


def _applicants(change: ListChange) -> list:
    proposal = change.proposal
    return applicants([(proposal.pk, proposal.lead_id)])[proposal.pk]


def _words(change: ListChange) -> dict[str, object]:
    clocks = change.round.rules.clocks
    return {
        **round_words(change.round),
        "proposal": change.proposal.ref,
        "title": change.proposal.title,
        "amount_krw": change.amount_krw,
        "number": change.number,
        "reason": change.reason,
        "agreement": clocks.agreement.value.amount,
        "link": links.result_page(change.proposal),
    }
