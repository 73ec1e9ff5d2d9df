"""A selected proposal falls away after the release: given up by its firms, or not agreed in time."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from projects.actions.move_proposals import locked, move
from projects.models import Proposal
from projects.states import ProposalStatus


@transaction.atomic
def drop_out_proposal(
    proposal: Proposal, *, reason: str, by: User, round_ref: str = "", at: dt.datetime | None = None
) -> Proposal:
    """Its grant is gone; the money is the caller's to give back. Raises DomainError "illegal-move" unless it is selected."""
    move(
        locked([proposal.pk], by), ProposalStatus.DROPPED_OUT, verb="dropped-out", by=by, at=at,
        data=lambda one: {"freed_krw": one.granted_krw, "reason": reason, "round": round_ref},
    )  # fmt: skip
    return proposal.moved()
