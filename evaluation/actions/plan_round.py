import datetime as dt
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, NotReady, require
from clusters.models import Region
from evaluation import access
from evaluation.actions.naming import give_code_names
from evaluation.actions.scheduling import answer_errors, schedule_errors, times_of
from evaluation.bonuses import Participant, proven_bonuses
from evaluation.models import Adjustment, Round, RoundProposal, Section
from evaluation.phases import Schedule
from evaluation.states import AdjustmentKind, Formation, RoundStatus
from projects.access import forget_wall, walled_off
from projects.actions.begin_evaluation import begin_evaluation
from projects.actions.find_recusals import find_recusals
from projects.models import Call, Partner, Proposal
from projects.states import CallStatus, PartnerStatus, ProposalStatus

WAITING = (ProposalStatus.SUBMITTED, ProposalStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Loads:
    """Each proposal has its own evaluators: how many, and how many proposals each of them judges at least and at most."""

    seats_each: int
    load_min: int
    load_max: int

    def as_columns(self) -> dict[str, Any]:
        return {"formation": Formation.INDIVIDUAL, **asdict(self)}


@transaction.atomic
def plan_round(
    call: Call,
    region: Region,
    *,
    by: User,
    scoring_opens_at: dt.datetime,
    scoring_closes_at: dt.datetime,
    discussion_ends_at: dt.datetime | None = None,
    adjusting_ends_at: dt.datetime | None = None,
    answers_end_at: dt.datetime | None = None,
    loads: Loads | None = None,
    is_blind: bool = False,
    at: dt.datetime | None = None,
) -> Round:
    """Begin one region's evaluation of a closed call.

    Every eligible proposal of the region enters the round and is under evaluation from now on; the set does not change
    after, because conflicts are judged over it (`take_late_proposal` where each has its own evaluators). One section holds them all until `form_sections` divides them; with
    `loads` there are no sections, and each proposal gets its own evaluators. A blind round gives each its code name. Bonus points that the proposals' own facts
    prove are entered with their evidence.

    Raises:
        DomainError: code "call-open", "wrong-region" or "round-exists".
        InvalidInput: for times that do not fit, or loads that the rulebook or the number of proposals does not allow.
        NotReady: while proposals wait for screening, or when none is eligible.
    """
    at = at or timezone.now()
    call = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("rulebook").get(pk=call.pk)
    require(access.may_plan_round(by, call, region))
    find_recusals(at=at)
    forget_wall(by)
    require(
        not Proposal.objects.filter(call=call, region=region, pk__in=walled_off(by)).exists(),
        _("You keep away from a proposal of this region. A colleague plans the round."),
    )
    schedule = Schedule(scoring_opens_at, scoring_closes_at, discussion_ends_at, adjusting_ends_at, answers_end_at)
    _require_fits(call, region, schedule, is_blind, at)
    proposals = Proposal.objects.filter(call=call, region=region)
    waiting = proposals.filter(status__in=WAITING).count()
    if waiting:
        message = ngettext("%(n)d proposal still waits for screening.", "%(n)d proposals still wait for screening.", waiting)
        raise NotReady([message % {"n": waiting}])
    eligible = list(proposals.filter(status=ProposalStatus.ELIGIBLE).only("pk").order_by("pk"))
    if not eligible:
        raise NotReady([_("No proposal of this region is eligible.")])
    if loads:
        _require_loads(loads, call, len(eligible))
    earlier = Round.objects.filter(call=call, region=region, appeal_of=None).count()
    round = Round.objects.create(
        ref=f"{call.ref}-{region.pk}" + (f"-{earlier + 1}" if earlier else ""),
        call=call, region=region, rulebook=call.rulebook, created_by=by, is_demo=call.is_demo,
        scoring_opens_at=scoring_opens_at, scoring_closes_at=scoring_closes_at, discussion_ends_at=discussion_ends_at,
        adjusting_ends_at=adjusting_ends_at, answers_end_at=answers_end_at, proposal_count=len(eligible), is_blind=is_blind,
        **(loads.as_columns() if loads else {}),
    )  # fmt: skip
    section = None if loads else Section.objects.create(round=round, number=1)
    entries = RoundProposal.objects.bulk_create(
        [RoundProposal(round=round, proposal=one, section=section) for one in eligible], batch_size=2000
    )
    give_code_names(round)
    begin_evaluation(eligible, by=by, round_ref=round.ref, at=at)
    enter_proven_bonuses(round, entries, by, at)
    record(
        stream=round.stream, verb="planned", by=by, at=at,
        data={
            "call": call.ref, "region": region.pk, "rulebook_sha256": round.rulebook.sha256, "proposals": len(eligible),
            **times_of(schedule),
            **({"blind": True} if is_blind else {}),
            **(loads.as_columns() if loads else {}),
        },
    )  # fmt: skip
    return round


def _require_fits(call: Call, region: Region, schedule: Schedule, is_blind: bool, at: dt.datetime) -> None:
    if call.status == CallStatus.DRAFT or call.is_open(at) or at < call.opens_at:
        raise DomainError(_("The call has not closed yet."), code="call-open")
    if call.region_id and call.region_id != region.pk:
        raise DomainError(_("This call is for another region."), code="wrong-region")
    if Round.objects.filter(call=call, region=region, appeal_of=None).exclude(status=RoundStatus.RELEASED).exists():
        raise DomainError(_("This call already has an open round in this region."), code="round-exists")
    if errors := schedule_errors(schedule, at) | answer_errors(schedule, call.rulebook.rules, is_blind=is_blind):
        raise InvalidInput(errors)


def _require_loads(loads: Loads, call: Call, proposals: int) -> None:
    panel = call.rulebook.rules.panel
    errors: dict[str, Any] = {}
    if not panel.size_min.value <= loads.seats_each <= panel.size_max.value:
        errors["seats_each"] = _("The rulebook says %(least)d to %(most)d evaluators.") % {
            "least": panel.size_min.value, "most": panel.size_max.value,
        }  # fmt: skip
    if loads.load_max > proposals:
        errors["load_max"] = _("There are only %(n)d proposals.") % {"n": proposals}
    elif loads.load_max < 1:
        errors["load_max"] = _("At least one proposal.")
    if loads.load_min > loads.load_max:
        errors["load_min"] = _("The minimum is above the maximum.")
    if errors:
        raise InvalidInput(errors)


def enter_proven_bonuses(round: Round, entries: list[RoundProposal], by: User, at: dt.datetime) -> None:
    """Points that the proposals' own facts prove, with their evidence."""
    allowed = {bonus.code: bonus.points for bonus in round.rules.scoring.bonuses.value}
    if not allowed:
        return
    participants = defaultdict(list)
    partners = Partner.objects.filter(proposal__rounds__round=round, status=PartnerStatus.CONSENTED, organisation__isnull=False)
    columns = ("proposal", "organisation__name_ko", "organisation__kind", "plant__complex__region__name_ko")
    for proposal, name, kind, region in partners.values_list(*columns):
        participants[proposal].append(Participant(name, kind, region or ""))
    Adjustment.objects.bulk_create(
        [
            Adjustment(
                entry=entry, kind=AdjustmentKind.BONUS, code=bonus.code, points=bonus.points,
                evidence=bonus.evidence[:300], by=by, at=at,
            )
            for entry in entries
            for bonus in proven_bonuses(participants[entry.proposal_id], allowed)
        ],
        batch_size=2000,
    )  # fmt: skip
