"""Letters around applicants' objections to evaluators."""

from audit.models import Event
from evaluation import links
from evaluation.messages.people import applicants_of_lead, hq_of_region, round_words
from evaluation.models import Objection, Round
from notifications.outbox import queue_messages


def objection_made(event: Event, objection: Objection, round: Round | None) -> None:
    """To HQ: an applicant waits for an answer."""
    proposal = objection.proposal
    context = {
        "proposal": proposal.ref,
        "call": proposal.call.title_ko,
        "call_en": proposal.call.title_en or proposal.call.title_ko,
        "link": links.objections_page(round) if round else "",
    }
    queue_messages("evaluation/objection-made", hq_of_region(proposal), about=event, context=context)


def objection_decided(event: Event, objection: Objection, round: Round | None) -> None:
    """To the lead: whether it is followed, and why."""
    proposal = objection.proposal
    context = {
        **(round_words(round) if round else {}),
        "proposal": proposal.ref,
        "name": objection.name,
        "followed": objection.expert_id is not None and objection.status == "followed",
        "reason": objection.decision_reason,
        "link": links.own_objections_page(proposal),
    }
    queue_messages("evaluation/objection-decided", applicants_of_lead(proposal), about=event, context=context)
