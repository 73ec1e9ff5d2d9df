"""The common part of moving up from a reserve list: with a region's money, or the pool's."""

import datetime as dt

from accounts.models import User
from audit.record import record
from evaluation.actions.asking_plans import ask_for_plans
from evaluation.afterwards import Waiting
from evaluation.messages import afterwards as messages
from evaluation.models import ListChange, Round
from evaluation.states import ListChangeKind
from programme.actions.commit_budget import commit_budget
from projects.actions.select_proposal import select_proposal
from projects.models import Proposal


def move_up(round: Round, proposal: Proposal, one: Waiting, *, by: User, at: dt.datetime, from_pool: bool = False) -> ListChange:
    """Commit the money, select, remember, tell. Within the caller's transaction."""
    commit_budget(round.call.year, round.region, amount_krw=one.amount_krw, by=by, why=f"{round.ref} {proposal.ref}")
    select_proposal(proposal, granted_krw=one.amount_krw, by=by, round_ref=round.ref, at=at)
    change = ListChange.objects.create(
        round=round, proposal=proposal, kind=ListChangeKind.PROMOTED, amount_krw=one.amount_krw, number=one.number,
        from_pool=from_pool, by=by, at=at,
    )  # fmt: skip
    event = record(
        stream=round.stream, verb="promoted", by=by, at=at,
        data={"proposal": proposal.ref, "number": one.number, "granted_krw": one.amount_krw, "from_pool": from_pool},
    )  # fmt: skip
    messages.promoted(event, change)
    ask_for_plans(round, [proposal.pk], by=by, at=at)
    return change
