"""Letters around the panel."""

from collections.abc import Iterable

from audit.models import Event
from evaluation import links
from evaluation.messages.people import hq_staff, round_words
from evaluation.models import PanelMember, Round
from evaluation.panels import PanelImpossible
from notifications.outbox import queue_each, queue_message, queue_messages


def panel_invited(event: Event, round: Round, members: Iterable[PanelMember]) -> None:
    """Each with a link of their own."""
    queue_each(
        "evaluation/invitation",
        [
            (
                member.expert.user,
                {
                    **round_words(round),
                    "proposals": round.proposal_count,
                    "opens_at": round.scoring_opens_at,
                    "closes_at": round.scoring_closes_at,
                    "link": links.invitation_page(member),
                },
            )
            for member in members
        ],
        about=event,
    )


def invitation_declined(
    event: Event, round: Round, member: PanelMember, replacement: PanelMember | None, blocked: PanelImpossible | None
) -> None:
    context = {
        **round_words(round),
        "name": member.name,
        "reason": member.decline_reason,
        "replacement": replacement.name if replacement else "",
        "blocked": str(blocked) if blocked else "",
        "link": links.panel_page(round),
    }
    queue_messages("evaluation/invitation-declined", hq_staff(round), about=event, context=context)


def member_released_from_duty(event: Event, round: Round, member: PanelMember) -> None:
    context = {**round_words(round), "link": ""}
    queue_message("evaluation/invitation-withdrawn", to=member.expert.user, about=event, context=context)


def conflicts_declared(event: Event, round: Round, member: PanelMember, number: int) -> None:
    context = {**round_words(round), "name": member.name, "number": number, "link": links.monitor_page(round)}
    queue_messages("evaluation/conflicts-declared", hq_staff(round), about=event, context=context)


def declare_again(event: Event, round: Round, members: Iterable[PanelMember]) -> None:
    """After the close: please say once more whether there is a tie."""
    context = {**round_words(round), "link": links.second_declaration_page(round)}
    queue_messages("evaluation/declare-again", [member.expert.user for member in members], about=event, context=context)


def sheets_set_aside(event: Event, round: Round, member: PanelMember, number: int) -> None:
    context = {**round_words(round), "name": member.name, "number": number, "link": links.declarations_page(round)}
    queue_messages("evaluation/sheets-set-aside", hq_staff(round), about=event, context=context)
