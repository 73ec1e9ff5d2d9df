"""Letters while scores are given."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from audit.models import Event
from evaluation import links
from evaluation.messages.people import hq_staff, round_words
from evaluation.models import PanelMember, Round, Sheet
from evaluation.queries.blind import as_known
from notifications.outbox import queue_each, queue_message, queue_messages


def scoring_opened(event: Event, round: Round, members: Iterable[PanelMember]) -> None:
    context = {
        **round_words(round),
        **_times(round),
        "link": links.evaluators_page(round),
    }
    queue_messages("evaluation/scoring-opened", [member.expert.user for member in members], about=event, context=context)


def scoring_extended(event: Event, round: Round, members: Iterable[PanelMember], reason: str) -> None:
    context = {
        **round_words(round),
        **_times(round),
        "reason": reason,
        "link": links.evaluators_page(round),
    }
    queue_messages("evaluation/scoring-extended", [member.expert.user for member in members], about=event, context=context)


def schedule_changed(event: Event, round: Round, members: Iterable[PanelMember], reason: str) -> None:
    """To everybody on the panel and to HQ; times that are not planned are left out of the letter."""
    context = {**round_words(round), **_times(round), "reason": reason, "link": links.evaluators_page(round)}
    queue_messages("evaluation/schedule-changed", [member.expert.user for member in members], about=event, context=context)
    staff = context | {"link": links.round_page(round)}
    queue_messages("evaluation/schedule-changed", hq_staff(round), about=event, context=staff)


def _times(round: Round) -> dict[str, Any]:
    return {
        "opens_at": round.scoring_opens_at,
        "closes_at": round.scoring_closes_at,
        "answers_end_at": round.answers_end_at,
        "discussion_ends_at": round.discussion_ends_at,
        "adjusting_ends_at": round.adjusting_ends_at,
    }


def panel_reconvened(event: Event, round: Round, members: Iterable[PanelMember], reason: str) -> None:
    context = {
        **round_words(round),
        "closes_at": round.scoring_closes_at,
        "reason": reason,
        "link": links.evaluators_page(round),
    }
    queue_messages("evaluation/panel-reconvened", [member.expert.user for member in members], about=event, context=context)


def closing_soon(event: Event, round: Round, missing: Mapping[PanelMember, int], *, until: dt.datetime) -> None:
    """To each evaluator, with the number of sheets still to seal, and until when."""
    letters = [
        (
            member.expert.user,
            {
                **round_words(round),
                "missing": number,
                "closes_at": until,
                "link": links.evaluators_page(round),
            },
        )
        for member, number in missing.items()
    ]
    queue_each("evaluation/reminder-closing", letters, about=event)


def sheet_reopened(event: Event, round: Round, sheet: Sheet, reason: str) -> None:
    context = {
        **round_words(round),
        "proposal": as_known(round, [sheet.proposal])[sheet.proposal_id].ref,
        "reason": reason,
        "closes_at": round.scoring_closes_at,
        "link": links.evaluators_page(round),
    }
    queue_message("evaluation/sheet-reopened", to=sheet.member.expert.user, about=event, context=context)


def evaluator_abstained(event: Event, round: Round, sheet: Sheet) -> None:
    context = {
        **round_words(round),
        "name": sheet.member.name,
        "proposal": sheet.proposal.ref,
        "reason": sheet.abstain_reason,
        "link": links.monitor_page(round),
    }
    queue_messages("evaluation/evaluator-abstained", hq_staff(round), about=event, context=context)


def round_closed(event: Event, round: Round, unsealed: Mapping[PanelMember, int]) -> None:
    """To HQ; whose sheets do not count is in it."""
    context = {
        **round_words(round),
        "closed_at": round.closed_at,
        "sheets": round.sheet_count,
        "sealed": round.sealed_count,
        "unsealed": [{"name": member.name, "number": number} for member, number in unsealed.items()],
        "link": links.round_page(round),
    }
    queue_messages("evaluation/round-closed", hq_staff(round), about=event, context=context)
