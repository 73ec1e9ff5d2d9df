import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.naming import give_code_names
from evaluation.actions.plan_round import enter_proven_bonuses
from evaluation.actions.refilling import refill
from evaluation.actions.seating import require_staffing
from evaluation.actions.start_assignment import require_individual
from evaluation.models import Round, RoundProposal
from evaluation.queries.assignments import late_proposals, standing
from projects.actions.begin_evaluation import begin_evaluation
from projects.models import Proposal


@transaction.atomic
def take_late_proposal(
    round: Round, proposal: Proposal, *, by: User, reason: str, at: dt.datetime | None = None
) -> RoundProposal:
    """Let a proposal that became eligible after the planning into the round, while its panels can still change.

    Where panels are appointed already it gets evaluators by rule at once, moving as few others as possible; those
    concerned are told. Pressed twice, it is in the round once.

    Raises:
        InvalidInput: without a reason.
        DomainError: code "in-sections", "panel-closed"; "not-eligible" for a proposal that does not belong here.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_individual(round)
    require_staffing(round, at)
    if (already := round.entries.filter(proposal=proposal).first()) is not None:
        return already
    if not late_proposals(round).filter(pk=proposal.pk).exists():
        raise DomainError(_("This proposal is not an eligible one of the call and region."), code="not-eligible")
    entry = RoundProposal.objects.create(round=round, proposal=proposal)
    round.proposal_count += 1
    round.save(update_fields=["proposal_count"])
    give_code_names(round)
    begin_evaluation([proposal], by=by, round_ref=round.ref, at=at)
    enter_proven_bonuses(round, [entry], by, at)
    record(
        stream=round.stream, verb="proposal-taken-late", by=by, at=at, data={"proposal": proposal.ref, "reason": reason.strip()}
    )
    if standing(round).exists():
        refill(round, [entry.pk], by=by, at=at)
    return entry
