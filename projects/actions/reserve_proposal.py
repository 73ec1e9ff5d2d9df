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
    reserve_proposals({proposal.pk: number}, by=by, told={"round": round_ref}, at=at, upheld=upheld)
    return proposal.moved()


@transaction.atomic
def reserve_proposals(
    numbers: Mapping[int, int], *, by: User, told: Mapping[str, str], at: dt.datetime | None = None, upheld: bool = False
) -> dict[int, int]:
    """Put many on the reserve list: {proposal id: its number on the list}; `told` goes into the history of each. All or none;
    raises DomainError "illegal-move". Returns {proposal id: key of its event}."""
    return move(
        locked(numbers, by), ProposalStatus.RESERVE, verb="reserved", by=by, at=at, upheld=upheld,
        data=lambda one: {"number": numbers[one.pk], **told},
    )  # fmt: skip
