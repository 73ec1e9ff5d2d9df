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
    return select_proposals({proposal.pk: granted_krw}, by=by, round_ref=round_ref, at=at, upheld=upheld)[0]


@transaction.atomic
def select_proposals(
    grants: Mapping[int, int], *, by: User, round_ref: str = "", at: dt.datetime | None = None, upheld: bool = False
) -> list[Proposal]:
    """Select many: `grants` is {proposal id: granted won}. A few statements, whatever their number; all or none.

    Raises InvalidInput for a grant that is nothing or more than was asked; DomainError "illegal-move".
    """
    found = locked(grants, by)
    for proposal in found:
        granted = grants[proposal.pk]
        if not 0 < granted <= proposal.requested_krw:
            message = _("%(ref)s: a grant lies between ₩1 and what was asked for, ₩%(asked)s; ₩%(granted)s does not.")
            values = {"ref": proposal.ref, "asked": f"{proposal.requested_krw:,}", "granted": f"{granted:,}"}
            raise InvalidInput({"granted_krw": message % values})
        proposal.granted_krw = granted
    data = {proposal.pk: {"granted_krw": proposal.granted_krw, "round": round_ref} for proposal in found}
    return move(found, ProposalStatus.SELECTED, verb="selected", by=by, at=at, data=data, upheld=upheld)
