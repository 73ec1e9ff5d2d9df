"""The common ground of changes by hand: one proposal's panel, as a computation proposes it or as it is appointed."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.assigning import Duty, give, take
from evaluation.actions.seating import require_staffing
from evaluation.actions.start_assignment import require_individual
from evaluation.models import AssignmentRun, PanelMember, ProposedSeat, Round, RoundProposal
from evaluation.queries.assignments import standing
from evaluation.states import RunStatus


def locked_for_change(
    entry: RoundProposal, run: AssignmentRun | None, *, by: User, reason: str, at: dt.datetime
) -> tuple[Round, AssignmentRun | None]:
    """The round and, where its proposal is changed, the run, locked in this order.

    Raises:
        InvalidInput: without a reason.
        DomainError: code "already-appointed", "panel-closed", "in-sections".
    """
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(entry.round)
    require(access.may_run_round(by, round))
    require_individual(round)
    require_staffing(round, at)
    if run is not None:
        run = AssignmentRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
        if run.status != RunStatus.DONE:
            raise DomainError(_("This assignment has been appointed already."), code="already-appointed")
    return round, run


def sits(round: Round, entry: RoundProposal, run: AssignmentRun | None, member: PanelMember) -> bool:
    rows = ProposedSeat.objects.filter(run=run) if run else standing(round)
    return rows.filter(entry=entry, member=member).exists()


def reseat(
    round: Round, entry: RoundProposal, run: AssignmentRun | None, *, off: PanelMember | None, on: Duty | None, at: dt.datetime
) -> None:
    """Raises DomainError, code "has-sealed", if the one who is to go has signed."""
    if run is not None:
        if off is not None:
            run.seats.filter(entry=entry, member=off).delete()
        if on is not None:
            ProposedSeat.objects.create(
                run=run, entry=entry, member_id=on.member, suitability=on.suitability, how=on.how, reason=on.reason
            )
        return
    if off is not None:
        take(round, list(standing(round).filter(entry=entry, member=off).select_related("entry")), at=at)
    if on is not None:
        give(round, [on], at=at)
