import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.seating import require_staffing
from evaluation.actions.start_assignment import require_individual
from evaluation.models import PairRule, PanelMember, Round, RoundProposal
from evaluation.queries.assignment_input import round_input
from evaluation.states import PairKind


@transaction.atomic
def rule_on_pair(
    entry: RoundProposal, member: PanelMember, *, by: User, kind: PairKind, reason: str, at: dt.datetime | None = None
) -> PairRule:
    """Pin somebody to a proposal, or ban them from it, with a reason. Every computation from now on keeps to it; what is
    appointed stays until it is changed. A new word on the same pair takes the place of the old one.

    Raises:
        InvalidInput: without a reason.
        DomainError: code "rule-candidate" when somebody tied is pinned, "rule-seats" when more are pinned than seats.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(entry.round)
    require(access.may_run_round(by, round))
    require_individual(round)
    require_staffing(round, at)
    standing = PairRule.objects.filter(entry=entry, lifted_at__isnull=True)
    standing.filter(member=member).update(lifted_at=at)
    if kind == PairKind.PINNED:
        given = round_input(round, entries=[entry.pk])
        place = given.member_places.get(member.pk)
        if place is None or given.forbidden[0, place]:
            raise DomainError(_("This person has a tie to the proposal, or did not accept."), code="rule-candidate")
        if standing.filter(kind=PairKind.PINNED).count() >= (round.seats_each or 0):
            raise DomainError(_("As many are pinned as there are seats."), code="rule-seats")
    rule = PairRule.objects.create(entry=entry, member=member, kind=kind, reason=reason.strip(), by=by, at=at)
    record(
        stream=round.stream, verb=f"pair-{kind}", by=by, at=at,
        data={"proposal": entry.proposal.ref, "seat": member.seat_name, "reason": rule.reason},
    )  # fmt: skip
    return rule
