"""Experts, rounds and sheets for tests, at every stage of a round. Plain functions; every default is ordinary.

Proposals here are rows as handing in and screening leave them; the way there is tested with projects.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, Role, User
from clusters.models import Plant
from consultants.models import Expert
from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.appoint_assignment import appoint_assignment
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.compute_assignment import compute_assignment
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.declare_again import declare_again
from evaluation.actions.declare_conflicts import DeclaredConflict, declare_conflicts
from evaluation.actions.declaring_again import is_asked, waited_for
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.plan_round import Loads, plan_round
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.save_score import save_score
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.actions.seating import seat
from evaluation.actions.start_assignment import start_assignment
from evaluation.actions.tally_round import tally_round
from evaluation.actions.write_summary import write_summary
from evaluation.models import AssignmentRun, PanelMember, Round, Sheet
from evaluation.rulebook_rules import scoring_rules
from evaluation.states import Appointment, MemberStatus, RoundStatus
from programme.models import RegionalBudget
from projects.models import Call, Partner, Proposal
from projects.states import PartnerRole, PartnerStatus, ProposalStatus
from tests.factories.accounts import make_organisation, make_user
from tests.factories.projects import eligible_plant, make_call, make_region

_numbers = count(1)
NOW = timezone.now().replace(microsecond=0)  # one moment for the whole run, so that relative times agree
DAY = dt.timedelta(days=1)
CALL_OPENED, CALL_CLOSED = NOW - 40 * DAY, NOW - 10 * DAY
SCORING_OPENS, SCORING_CLOSES = NOW - DAY, NOW + 4 * DAY
AFTER_CLOSE = SCORING_CLOSES + dt.timedelta(seconds=10)
COMMENT = "근거를 적은 충분히 긴 의견입니다."
OVERALL = "종합하면 협력 체계와 사업화 계획이 뚜렷한 과제입니다."


# --- People ---------------------------------------------------------------------------


def make_expert(
    region: str = "dongnam", *, organisation: Organisation | None = None, retired: bool = False, **fields: Any
) -> Expert:
    """An evaluator of the pool, at a university of their own unless said otherwise."""
    user = fields.pop("user", None) or make_user(Role.EVALUATOR)
    home = None if retired else organisation or make_organisation(f"시험대학교{next(_numbers)}", kind="university")
    return Expert.objects.create(
        user=user, organisation=home, region=make_region(region), sector=fields.pop("sector", "academia"), **fields
    )


def make_pool(*, home: int = 4, away: int = 6, region: str = "capital", away_region: str = "dongnam") -> list[Expert]:
    return [make_expert(region) for _ in range(home)] + [make_expert(away_region) for _ in range(away)]


def operator_of(region: str = "capital") -> User:
    return make_user(Role.HQ_OPERATOR, region=region)


def head_of(region: str = "capital") -> User:
    return make_user(Role.HQ_HEAD, region=region)


# --- Proposals --------------------------------------------------------------------------


def make_closed_call(code: str = "2010", **fields: Any) -> Call:
    return make_call(code=code, opens_at=CALL_OPENED, closes_at=CALL_CLOSED, **fields)


def make_eligible(
    call: Call, *, region: str = "capital", lead: Organisation | None = None, partner: Organisation | None = None,
    partner_region: str = "", joint: bool = True, requested_krw: int = 300_000_000, status: str = ProposalStatus.ELIGIBLE, **fields: Any,
) -> Proposal:  # fmt: skip
    """A handed-in and screened proposal: its lead, and one partner unless it is not joint."""
    number = next(_numbers)
    lead = lead or make_organisation(f"주관{number}")
    owner = make_user(Role.COMPANY_OWNER, organisation=lead)
    plant = eligible_plant(lead, region)
    track = fields.pop("track", call.tracks[0])
    proposal = Proposal.objects.create(
        ref=f"{call.ref}-p{number}", call=call, track=track, title=fields.pop("title", f"공동 개발 {number}"), lead=lead, plant=plant,
        complex=plant.complex, region=plant.complex.region, status=status, cap_krw=call.rulebook.rules.track(track).grant_cap_krw.value,
        requested_krw=requested_krw, total_krw=requested_krw * 4 // 3, created_by=owner,
        submitted_at=fields.pop("submitted_at", CALL_CLOSED - dt.timedelta(hours=number)), **fields,
    )  # fmt: skip
    _join(proposal, lead, plant, PartnerRole.LEAD, owner)
    if joint:
        partner = partner or make_organisation(f"참여{number}")
        signer = make_user(Role.COMPANY_OWNER, organisation=partner)
        _join(proposal, partner, eligible_plant(partner, partner_region or region), PartnerRole.PARTICIPANT, signer)
    return Proposal.objects.get(pk=proposal.pk)


def _join(proposal: Proposal, organisation: Organisation, plant: Plant, role: str, signer: User) -> Partner:
    return Partner.objects.create(
        proposal=proposal, organisation=organisation, plant=plant, role=role, status=PartnerStatus.CONSENTED,
        consent_digest="0" * 64, consented_at=proposal.submitted_at, consented_by=signer,
    )  # fmt: skip


# --- Rounds -------------------------------------------------------------------------------


def make_round(
    call: Call | None = None, *, proposals: int = 2, region: str = "capital", code: str = "2010", **times: Any
) -> Round:
    """Planned on a closed call with `proposals` eligible ones (or those the given call has)."""
    if call is None:
        call = make_closed_call(code)
        for _ in range(proposals):
            make_eligible(call, region=region)
    return plan_round(
        call, make_region(region), by=operator_of(region),
        scoring_opens_at=times.get("opens_at", SCORING_OPENS), scoring_closes_at=times.get("closes_at", SCORING_CLOSES),
        at=min(NOW - 5 * DAY, times.get("opens_at", SCORING_OPENS)),
    )  # fmt: skip


def make_staffed_round(call: Call | None = None, *, members: int = 7, **round: Any) -> Round:
    """Its panel accepted, pledged and declared no conflict. A pool for it is made if there is none."""
    made = make_round(call, **round)
    if not Expert.objects.exists():
        make_pool(home=members // 2, away=members - members // 2, region=made.region_id)
    operator, at = operator_of(made.region_id), made.scoring_opens_at
    propose_panel(made, by=operator, at=at)
    for member in invite_panel(made, by=operator, at=at):
        enter(member, at=at)
    return Round.objects.joined().get(pk=made.pk)


def enter(member: PanelMember, *, conflicts: Mapping[Proposal, str] | None = None, at: dt.datetime | None = None) -> PanelMember:
    """Accept, pledge, declare."""
    user, at = member.expert.user, at or SCORING_OPENS
    accept_invitation(member, by=user, at=at)
    give_pledge(member, by=user, at=at)
    ties = [DeclaredConflict(proposal.pk, kind, "공동연구 중입니다.") for proposal, kind in (conflicts or {}).items()]
    declare_conflicts(member, by=user, conflicts=ties, at=at)
    return PanelMember.objects.joined().get(pk=member.pk)


def make_individual_round(
    call: Call | None = None, *, proposals: int = 4, seats: int = 5, loads: tuple[int, int] | None = None, region: str = "capital"
) -> Round:
    """Each proposal has its own evaluators; nobody is asked yet."""
    if call is None:
        call = make_closed_call()
        for _ in range(proposals):
            make_eligible(call, region=region)
    return plan_round(
        call, make_region(region), by=operator_of(region), scoring_opens_at=SCORING_OPENS, scoring_closes_at=SCORING_CLOSES,
        loads=Loads(seats, *(loads or (0, min(4, proposals)))), at=NOW - 5 * DAY,
    )  # fmt: skip


def make_mixed_pool(people: int = 12, *, region: str = "capital", away_region: str = "dongnam") -> list[Expert]:
    """A third of the home region; industry, academia and research in turn, each person of an organisation of their own."""
    sectors = ("industry", "academia", "research")
    return [make_expert(region if number % 3 == 2 else away_region, sector=sectors[number // 3 % 3]) for number in range(people)]


def make_answered_round(*, people: int = 12, **round: Any) -> Round:
    """An individual round whose people accepted and pledged: ready to compute who judges what."""
    made = make_individual_round(**round)
    for expert in make_mixed_pool(people):
        (member,) = seat(made, [expert], section=None, how=Appointment.AUTOMATIC, at=SCORING_OPENS)
        PanelMember.objects.filter(pk=member.pk).update(status=MemberStatus.INVITED, invited_at=SCORING_OPENS)
    Round.objects.filter(pk=made.pk).update(status=RoundStatus.INVITING)
    for member in made.members.joined():
        accept_invitation(member, by=member.expert.user, at=SCORING_OPENS)
        give_pledge(member, by=member.expert.user, at=SCORING_OPENS)
    return Round.objects.joined().get(pk=made.pk)


def make_computed(round: Round, **asked: Any) -> AssignmentRun:
    """A computation that is done."""
    run = start_assignment(round, by=operator_of(round.region_id), at=SCORING_OPENS, **asked)
    compute_assignment(run.pk)
    return AssignmentRun.objects.select_related("round").get(pk=run.pk)


def make_appointed_round(**answered: Any) -> Round:
    made = make_answered_round(**answered)
    appoint_assignment(make_computed(made), by=operator_of(made.region_id), at=SCORING_OPENS)
    return Round.objects.joined().get(pk=made.pk)


def make_scoring_round(call: Call | None = None, **staffed: Any) -> Round:
    made = make_staffed_round(call, **staffed)
    open_scoring(made, by=operator_of(made.region_id), at=made.scoring_opens_at)
    return Round.objects.joined().get(pk=made.pk)


# --- Sheets ----------------------------------------------------------------------------------


def points_of(sheet: Sheet, total: Decimal | int | str = 80) -> dict[str, str]:
    """Points for every line that add up to `total`, filling the lines in order."""
    left = Decimal(total)
    points = {}
    for item in scoring_rules(sheet.round.rules, sheet.proposal.track).items:
        given = min(left, item.maximum)
        points[item.code], left = format(given, "f"), left - given
    assert left == 0, "more points than the sheet has"
    return points


def fill(sheet: Sheet, total: Decimal | int | str = 80, *, at: dt.datetime | None = None) -> Sheet:
    """A complete draft: points, a comment on every line, an overall comment."""
    sheet = Sheet.objects.joined().get(pk=sheet.pk)
    points = points_of(sheet, total)
    return save_score(
        sheet, by=sheet.member.expert.user, version=sheet.version, points=points,
        comments=dict.fromkeys(points, COMMENT), overall=OVERALL, at=at or sheet.round.scoring_opens_at,
    )  # fmt: skip


def seal(sheet: Sheet, total: Decimal | int | str = 80, *, at: dt.datetime | None = None) -> Sheet:
    at = at or sheet.round.scoring_opens_at
    filled = fill(sheet, total, at=at)
    seal_sheet(filled, by=filled.member.expert.user, version=filled.version, at=at)
    return Sheet.objects.joined().get(pk=sheet.pk)


def seal_all(round: Round, totals: Mapping[int, list[int | str]] | None = None) -> None:
    """Seal every sheet of the round; `totals` is {proposal id: total per seat, in order}, else 80 each."""
    for sheet in Sheet.objects.filter(round=round).joined().order_by("proposal", "member__seat"):
        given = (totals or {}).get(sheet.proposal_id)
        place = sheet.member.seat - 1
        seal(sheet, given[place] if given else 80)


# --- After the close ------------------------------------------------------------------------------


def make_closed_round(call: Call | None = None, *, totals: Any = None, declared_again: bool = True, **scoring: Any) -> Round:
    made = make_scoring_round(call, **scoring)
    seal_all(made, totals)
    close_due_rounds(at=made.scoring_closes_at + dt.timedelta(seconds=10))
    if declared_again:
        declare_everybody_again(made)
    return Round.objects.joined().get(pk=made.pk)


def declare_everybody_again(round: Round) -> None:
    """No tie after the scoring either, where the rulebook asks."""
    round = Round.objects.joined().get(pk=round.pk)
    if is_asked(round):
        for member in waited_for(round).joined():
            declare_again(member, by=member.expert.user)


def make_tallied_round(call: Call | None = None, **closed: Any) -> Round:
    made = make_closed_round(call, **closed)
    tally_round(made, by=operator_of(made.region_id))
    return Round.objects.joined().get(pk=made.pk)


def give_budget(round: Round, amount_krw: int) -> RegionalBudget:
    return RegionalBudget.objects.update_or_create(
        year_id=round.call.year_id, region=round.region, defaults={"amount_krw": amount_krw}
    )[0]


def summarise(round: Round) -> None:
    """A summary opinion on every proposal."""
    operator = operator_of(round.region_id)
    for entry in round.entries.select_related("round", "proposal"):
        write_summary(entry, by=operator, strengths="협력이 뚜렷합니다.", improvements="판로 계획을 보완하십시오.")


def make_confirmed_round(call: Call | None = None, *, budget_krw: int = 1_000_000_000, **closed: Any) -> Round:
    """Confirmed and with every summary opinion written: ready for the release."""
    made = make_tallied_round(call, **closed)
    give_budget(made, budget_krw)
    summarise(made)
    confirm_ranking(made, by=head_of(made.region_id))
    return Round.objects.joined().get(pk=made.pk)
