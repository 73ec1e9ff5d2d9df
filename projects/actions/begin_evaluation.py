"""Take eligible proposals into the regional round."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from projects.actions.move_proposals import locked, move
from projects.models import Proposal
from projects.states import ProposalStatus


@transaction.atomic
def begin_evaluation(proposals: Iterable[Proposal], *, by: User, round_ref: str = "", at: dt.datetime | None = None) -> None:
    """The proposals are under evaluation from now on; `round_ref` goes into their history. Nobody is told by this.

    Raises DomainError "illegal-move" for one that is not eligible; then none moves.
    """
    told = {"round": round_ref} if round_ref else {}
    held = locked([proposal.pk for proposal in proposals], by)
    move(held, ProposalStatus.UNDER_EVALUATION, verb="evaluation-began", by=by, at=at, data=lambda _one: told)
