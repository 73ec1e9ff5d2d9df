"""A released round's result: selected, with a grant.

The letters are the round's, which knows scores and reasons; nothing is sent from here.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import InvalidInput
from projects.actions.move_proposals import locked, move
from projects.models import Proposal
from projects.states import ProposalStatus


def select_proposal(
    proposal: Proposal, *, granted_krw: int, by: User, round_ref: str = "", at: dt.datetime | None = None, upheld: bool = False
) -> Proposal:
    """One proposal; also one that moves up from the reserve list. See `select_proposals`."""
    select_proposals({proposal.pk: granted_krw}, by=by, told={"round": round_ref}, at=at, upheld=upheld)
    return proposal.moved()


@transaction.atomic
def select_proposals(
    grants: Mapping[int, int], *, by: User, told: Mapping[str, str], at: dt.datetime | None = None, upheld: bool = False
) -> dict[int, int]:
    """Select many: `grants` is {proposal id: granted won}, `told` goes into the history of each. A few statements, whatever
    their number; all or none. Returns {proposal id: key of its event}.

    Raises InvalidInput for a grant that is nothing or more than was asked; DomainError "illegal-move".
    """
    found = locked(grants, by)
    for one in found:
        granted = grants[one.pk]
        if not 0 < granted <= one.requested_krw:
            message = _("%(ref)s: a grant lies between ₩1 and what was asked for, ₩%(asked)s; ₩%(granted)s does not.")
            values = {"ref": one.ref, "asked": f"{one.requested_krw:,}", "granted": f"{granted:,}"}
            raise InvalidInput({"granted_krw": message % values})
    return move(
        found, ProposalStatus.SELECTED, verb="selected", by=by, at=at, upheld=upheld,
        data=lambda one: {"granted_krw": grants[one.pk], **told}, grant=lambda one: grants[one.pk],
    )  # fmt: skip
