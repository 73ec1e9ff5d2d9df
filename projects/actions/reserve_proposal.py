"""A released round's result: on the reserve list, to move up if money is left."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from projects.actions.move_proposals import locked, move
from projects.models import Proposal
from projects.states import ProposalStatus


def reserve_proposal(
    proposal: Proposal, *, number: int, by: User, round_ref: str = "", at: dt.datetime | None = None, upheld: bool = False
) -> Proposal:
    """One proposal; see `reserve_proposals`."""
    return reserve_proposals({proposal.pk: number}, by=by, round_ref=round_ref, at=at, upheld=upheld)[0]


@transaction.atomic
def reserve_proposals(
    numbers: Mapping[int, int], *, by: User, round_ref: str = "", at: dt.datetime | None = None, upheld: bool = False
) -> list[Proposal]:
    """Put many on the reserve list: {proposal id: its number on the list}. All or none; raises DomainError "illegal-move"."""
    found = locked(numbers, by)
    data = {proposal.pk: {"number": numbers[proposal.pk], "round": round_ref} for proposal in found}
    return move(found, ProposalStatus.RESERVE, verb="reserved", by=by, at=at, data=data, upheld=upheld)
