"""Who hears of revised plans and of advice."""

from audit.models import Event
from evaluation import links
from evaluation.appeal_clock import last_moment
from evaluation.messages.people import applicants_of_lead, hq_of_region, round_words
from evaluation.models import CoachingNote, RevisedPlan
from evaluation.queries.blind import as_known
from notifications.outbox import queue_message, queue_messages


def plan_asked(event: Event, plan: RevisedPlan) -> None:
    queue_messages("evaluation/plan-asked", applicants_of_lead(plan.proposal), about=event, context=_plan_words(plan))


def plan_due(event: Event, plan: RevisedPlan) -> None:
    queue_messages("evaluation/plan-due", applicants_of_lead(plan.proposal), about=event, context=_plan_words(plan))


def plan_handed_in(event: Event, plan: RevisedPlan) -> None:
    context = _plan_words(plan) | {"link": links.afterwards_page(plan.round)}
    queue_messages("evaluation/plan-handed-in", hq_of_region(plan.proposal), about=event, context=context)


def advice_asked(event: Event, note: CoachingNote) -> None:
    context = _note_words(note) | {"link": links.afterwards_page(note.round)}
    queue_messages("evaluation/advice-asked", hq_of_region(note.proposal), about=event, context=context)


def adviser_chosen(event: Event, note: CoachingNote) -> None:
    _tell_adviser("evaluation/advice-wanted", event, note)


def advice_due(event: Event, note: CoachingNote) -> None:
    _tell_adviser("evaluation/advice-due", event, note)


def advice_written(event: Event, note: CoachingNote) -> None:
    context = _note_words(note) | {"link": links.result_page(note.proposal)}
    queue_messages("evaluation/advice-written", applicants_of_lead(note.proposal), about=event, context=context)


def _tell_adviser(kind: str, event: Event, note: CoachingNote) -> None:
    if note.member is not None:
        queue_message(kind, to=note.member.expert.user, about=event, context=_as_known(note) | {"link": links.advice_page(note)})


def _as_known(note: CoachingNote) -> dict[str, str]:
    """In a blind round the adviser still does not know whose proposal it is."""
    proposal = as_known(note.round, [note.proposal])[note.proposal_id]
    return _note_words(note) | {"proposal": proposal.ref, "title": proposal.title}


def _plan_words(plan: RevisedPlan) -> dict[str, str]:
    words = {"proposal": plan.proposal.ref, "title": plan.proposal.title, "due": last_moment(plan.due_at)}
    return round_words(plan.round) | words | {"link": links.plan_page(plan.proposal)}


def _note_words(note: CoachingNote) -> dict[str, str]:
    return round_words(note.round) | {
        "proposal": note.proposal.ref,
        "title": note.proposal.title,
        "due": last_moment(note.due_at),
    }
