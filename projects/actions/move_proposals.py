"""The common ground of what a round does to proposals: many at once, each with its history."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import append_many
from cluster_portal.shared.errors import DomainError, require
from projects import access
from projects.models import Proposal
from projects.states import ProposalStatus


def locked(ids: Mapping[int, Any] | list[int], by: User) -> list[Proposal]:
    """The proposals, locked in the order of their keys, and all of them this person's to decide. One statement."""
    proposals = list(Proposal.objects.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk"))
    for proposal in proposals:
        require(access.may_decide(by, proposal))
    return proposals


def move(
    proposals: list[Proposal],
    status: ProposalStatus,
    *,
    verb: str,
    by: User,
    at: dt.datetime | None,
    data: Mapping[int, dict[str, Any]],
    upheld: bool = False,
) -> list[Proposal]:
    """Move each (as the states allow), with the grant it bears, and write its history. A few statements for any number.

    What was not selected is decided again only where an appeal was `upheld`; else DomainError "illegal-move".
    """
    if not proposals:
        return []
    for proposal in proposals:
        if proposal.status == ProposalStatus.REJECTED and not upheld:
            message = _("%(ref)s was not selected; only an upheld appeal changes that.")
            raise DomainError(message % {"ref": proposal.ref}, code="illegal-move")
        proposal.become(status)
    Proposal.objects.write_decisions(proposals)
    rows = [{"stream": proposal.stream, "data": data.get(proposal.pk, {})} for proposal in proposals]
    append_many(rows, verb=verb, by=by, at=at or timezone.now())
    return proposals
