"""A released round's result: not selected."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from projects.actions.move_proposals import locked, move
from projects.models import Proposal
from projects.states import ProposalStatus


def reject_proposal(proposal: Proposal, *, by: User, round_ref: str = "", at: dt.datetime | None = None) -> Proposal:
    """One proposal; also one whose reserve place ran out. See `reject_proposals`."""
    return reject_proposals([proposal.pk], by=by, round_ref=round_ref, at=at)[0]


@transaction.atomic
def reject_proposals(ids: Iterable[int], *, by: User, round_ref: str = "", at: dt.datetime | None = None) -> list[Proposal]:
    """Turn many down, by their ids. All or none; raises DomainError "illegal-move"."""
    found = locked(list(ids), by)
    data = {proposal.pk: {"round": round_ref} for proposal in found}
    return move(found, ProposalStatus.REJECTED, verb="rejected", by=by, at=at, data=data)
