"""The common ground of what a round does to proposals: many at once, each with its history."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import append_many
from cluster_portal.shared.canonical import canonical_json
from cluster_portal.shared.errors import DomainError, require
from projects import access
from projects.models import Proposal
from projects.models.proposal import stream_of
from projects.states import ProposalStatus


class Held(NamedTuple):
    """What a move asks of a locked proposal, without an object for each of thousands."""

    pk: int
    ref: str
    status: str
    region_id: str | None
    requested_krw: int
    granted_krw: int | None


def locked(ids: Iterable[int], by: User) -> list[Held]:
    """The proposals, locked in the order of their keys, and all of them this person's to decide. One statement."""
    rows = Proposal.objects.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk")
    held = [Held(*row) for row in rows.values_list(*Held._fields)]
    require(access.may_decide_all(by, held))
    return held


def move(
    held: Sequence[Held],
    status: ProposalStatus,
    *,
    verb: str,
    by: User,
    at: dt.datetime | None,
    data: Callable[[Held], dict[str, Any]],
    grant: Callable[[Held], int] | None = None,
    upheld: bool = False,
) -> dict[int, int]:
    """Move each (as the states allow), with its `grant` or without one, and write its history. Two statements for any number.
    Returns {proposal id: key of its event}.

    What was not selected is decided again only where an appeal was `upheld`; else DomainError "illegal-move".
    """
    if not held:
        return {}
    for was in sorted({one.status for one in held}):
        first = next(one for one in held if one.status == was)
        if was == ProposalStatus.REJECTED and not upheld:
            message = _("%(ref)s was not selected; only an upheld appeal changes that.")
            raise DomainError(message % {"ref": first.ref}, code="illegal-move")
        Proposal(status=was).become(status)
    Proposal.objects.move([one.pk for one in held], status, [grant(one) if grant else None for one in held])
    rows = ((stream_of(one.pk), canonical_json(data(one))) for one in held)
    events = append_many(rows, verb=verb, by=by, at=at or timezone.now())
    return {one.pk: events[stream_of(one.pk)] for one in held}
