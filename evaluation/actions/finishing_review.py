"""The common ground of answering an appeal: its review is confirmed and released like any round, with a packet to verify."""

import datetime as dt

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from evaluation.actions.deciding import decide
from evaluation.actions.packing import make_packet
from evaluation.models import Release, Round
from evaluation.states import RoundStatus


def finish_review(review: Round, *, budget_krw: int, by: User, at: dt.datetime) -> Release:
    """The locked review, tallied, becomes a released round within the money that is open to it. No proposal moves, no money
    and no letter: those are the appeal's."""
    review.become(RoundStatus.CONFIRMED)
    selected = decide(review, budget_krw, {}, by=by, at=at)
    review.become(RoundStatus.RELEASED)
    packet, content = make_packet(review, at=at)
    release = Release.objects.create(round=review, by=by, at=at, content=content, sha256=sha256_hex(content))
    review.released_at = at
    review.save(update_fields=["status", "released_at"])
    record(
        stream=review.stream, verb="released", by=by, at=at,
        data={"sha256": release.sha256, "packet_sha256": packet.sha256, "selected": selected},
    )  # fmt: skip
    return release
