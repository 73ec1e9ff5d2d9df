"""Letters about single proposals that were given or taken."""

from collections import Counter
from collections.abc import Iterable

from audit.models import Event
from evaluation import links
from evaluation.messages.people import hq_staff, round_words
from evaluation.models import PanelMember, Round
from notifications.outbox import queue_each, queue_messages


def duties_changed(event: Event, round: Round, *, given: Iterable[int], taken: Iterable[int]) -> None:
    """Everybody once, with how many proposals came and went. By member ids, one for each proposal."""
    came, went = Counter(given), Counter(taken)
    members = PanelMember.objects.filter(pk__in={*came, *went}).select_related("expert__user")
    queue_each(
        "evaluation/duties-changed",
        [
            (
                member.expert.user,
                {
                    **round_words(round), "given": came[member.pk], "taken": went[member.pk],
                    "closes_at": round.scoring_closes_at, "link": links.evaluators_page(round),
                },
            )
            for member in members
        ],
        about=event,
    )  # fmt: skip


def seats_unfilled(event: Event, round: Round, seats: int, why: str) -> None:
    """To the HQ: nobody could be found by rule."""
    context = {**round_words(round), "seats": seats, "why": why, "link": links.assignment_page(round)}
    queue_messages("evaluation/seats-unfilled", hq_staff(round), about=event, context=context)
