"""A released round's result: not selected."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from accounts.models import User
from projects.actions.move_proposals import locked, move
from projects.models import Proposal
from projects.states import ProposalStatus


def reject_proposal(proposal: Proposal, *, by: User, round_ref: str = "", at: dt.datetime | None = None) -> Proposal:
    """One proposal; also one whose reserve place ran out. See `reject_proposals`."""
    reject_proposals([proposal.pk], by=by, told={"round": round_ref}, at=at)
    return proposal.moved()


@transaction.atomic
def reject_proposals(ids: Iterable[int], *, by: User, told: Mapping[str, str], at: dt.datetime | None = None) -> dict[int, int]:
    """Turn many down, by their ids; `told` goes into the history of each. All or none; raises DomainError "illegal-move".
    Returns {proposal id: key of its event}."""
    return move(locked(ids, by), ProposalStatus.REJECTED, verb="rejected", by=by, at=at, data=lambda _one: dict(told))
