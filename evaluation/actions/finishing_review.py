"""The common ground of answering an appeal: its review is confirmed and released like any round, with a packet to verify."""

import datetime as dt

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from evaluation.actions.confirm_ranking import DECISIONS
from evaluation.actions.packing import make_packet
from evaluation.models import Release, Round, Standing
from evaluation.queries.ranking import choose, to_choose_from
from evaluation.states import Decision, RoundStatus


def finish_review(review: Round, *, budget_krw: int, by: User, at: dt.datetime) -> Release:
    """The locked review, tallied, becomes a released round within the money that is open to it. No proposal moves, no money
    and no letter: those are the appeal's."""
    review.become(RoundStatus.CONFIRMED)
    selection = choose(review, standings := list(to_choose_from(review)), budget_krw, {})
    for standing, decision in zip(standings, selection.decisions, strict=True):
        standing.decision = DECISIONS[decision.outcome].value
        standing.decision_reason, standing.order = decision.reason, decision.order
        standing.reserve_number, standing.budget_left_krw = decision.reserve_number, decision.left_after_krw
        standing.granted_krw = decision.amount_krw if standing.decision == Decision.SELECTED else None
    Standing.objects.write_decisions(standings)
    review.budget_krw, review.confirmed_at = budget_krw, at
    review.save(update_fields=["status", "budget_krw", "confirmed_at"])
    record(
        stream=review.stream, verb="confirmed", by=by, at=at,
        data={
            "budget_krw": budget_krw, "spent_krw": selection.spent_krw, "selected": len(selection.recommended),
            "reserve": len(selection.reserve), "among_equals": {},
        },
    )  # fmt: skip
    review.become(RoundStatus.RELEASED)
    packet, content = make_packet(review, at=at)
    release = Release.objects.create(round=review, by=by, at=at, content=content, sha256=sha256_hex(content))
    review.released_at = at
    review.save(update_fields=["status", "released_at"])
    record(
        stream=review.stream, verb="released", by=by, at=at,
        data={"sha256": release.sha256, "packet_sha256": packet.sha256, "selected": len(selection.recommended)},
    )  # fmt: skip
    return release
