"""Proposals with their own evaluators: asking people, computing, appointing, and what happens when somebody drops out."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady
from evaluation import access, assignment_pages
from evaluation.actions import compute_assignment as computing
from evaluation.actions.abstain import abstain
from evaluation.actions.announce_draw import PublicValue, announce_draw
from evaluation.actions.appoint_assignment import appoint_assignment
from evaluation.actions.appoint_chair import appoint_chair
from evaluation.actions.cancel_assignment import cancel_assignment
from evaluation.actions.carry_out_draw import carry_out_draw
from evaluation.actions.change_assignment import change_assignment
from evaluation.actions.change_panel import change_panel
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.compute_assignment import compute_assignment, sweep_assignments
from evaluation.actions.declare_conflicts import DeclaredConflict, declare_conflicts
from evaluation.actions.decline_invitation import decline_invitation
from evaluation.actions.enter_public_value import enter_public_value
from evaluation.actions.exchange_places import exchange_places
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.plan_round import Loads
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.reconvene_panel import reconvene_panel
from evaluation.actions.rule_on_pair import rule_on_pair
from evaluation.actions.start_assignment import start_assignment
from evaluation.actions.take_late_proposal import take_late_proposal
from evaluation.actions.tally_round import tally_round
from evaluation.assignment.rules import home_most
from evaluation.models import Assignment, AssignmentRun, PanelMember, Round, Sheet
from evaluation.models.assignment_run import SILENT_FOR
from evaluation.panels import PanelRules
from evaluation.queries import assignment_input, assignments
from evaluation.queries.assignment_input import round_input
from evaluation.queries.duties import duties
from evaluation.queries.needs import capacity
from evaluation.queries.one_panel import one_panel
from evaluation.queries.rounds import panel
from evaluation.states import MemberStatus, PairKind, RoundStatus, RunStatus, SheetStatus
from notifications.models import Message
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    AFTER_CLOSE,
    SCORING_OPENS,
    head_of,
    make_answered_round,
    make_appointed_round,
    make_closed_call,
    make_computed,
    make_eligible,
    make_expert,
    make_individual_round,
    make_mixed_pool,
    make_round,
    operator_of,
    seal,
)

pytestmark = pytest.mark.django_db


def fresh(round: Round) -> Round:
    return Round.objects.joined().get(pk=round.pk)


def declare(member: PanelMember, ties=()) -> PanelMember:
    conflicts = [DeclaredConflict(proposal.pk, "other", "공동연구 중입니다.") for proposal in ties]
    return declare_conflicts(member, by=member.expert.user, conflicts=conflicts, at=SCORING_OPENS)


def declare_all(round: Round) -> None:
    for member in round.members.filter(status=MemberStatus.ACCEPTED).joined():
        if duties(member).exists():
            declare(member)


# --- Planning ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loads", "field"),
    [
        (Loads(4, 0, 2), "seats_each"),
        (Loads(10, 0, 2), "seats_each"),
        (Loads(5, 0, 3), "load_max"),
        (Loads(5, 0, 0), "load_max"),
        (Loads(5, 2, 1), "load_min"),
    ],
)
def test_loads_that_the_rulebook_or_the_proposals_do_not_allow_are_refused_beside_the_field(loads, field):
    with pytest.raises(InvalidInput) as refused:
        make_individual_round(proposals=2, seats=loads.seats_each, loads=(loads.load_min, loads.load_max))
    assert list(refused.value.errors) == [field]


# --- Asking people -----------------------------------------------------------------


def test_as_many_as_the_loads_ask_for_are_proposed_half_of_them_from_elsewhere():
    round = make_individual_round(proposals=4, loads=(0, 4))
    make_mixed_pool(30)
    members = propose_panel(round, by=operator_of(), at=SCORING_OPENS)
    assert len(members) == 6  # 20 seats of 4 proposals each: 5 people, and one more
    assert sum(member.region_id != "capital" for member in members) >= 3
    assert propose_panel(round, by=operator_of(), at=SCORING_OPENS) == []
    assert len(invite_panel(round, by=operator_of(), at=SCORING_OPENS)) == 6


def test_who_takes_part_in_the_competition_is_not_proposed_and_a_tie_to_one_proposal_does_not_bar():
    round = make_individual_round(proposals=2, loads=(0, 2))
    proposal = round.entries.first().proposal
    competitor = make_expert(user=proposal.created_by)
    tied = make_expert(organisation=proposal.lead)
    make_mixed_pool(3)
    propose_panel(round, by=operator_of(), at=SCORING_OPENS)
    seated = set(round.members.values_list("expert", flat=True))
    assert competitor.pk not in seated
    assert tied.pk in seated


def test_somebody_is_asked_by_hand_without_naming_a_section():
    round = make_individual_round()
    member = change_panel(round, by=operator_of(), add=make_expert(), reason="희소 분야", at=SCORING_OPENS)
    assert member.section is None
    assert change_panel(round, by=operator_of(), remove=member, reason="일정", at=SCORING_OPENS) is None


def test_a_pool_that_was_drawn_takes_nobody_by_hand():
    round = make_individual_round(proposals=2, loads=(0, 2))
    make_mixed_pool(20)
    head, at = head_of(), SCORING_OPENS - dt.timedelta(days=3)
    value = PublicValue("other", at + dt.timedelta(hours=1), "시험 값", "다음 값")
    draw = announce_draw(round, by=head, value=value, at=at)
    enter_public_value(draw, by=head, value="7 11 23", proof_url="https://example.kr", at=at + dt.timedelta(hours=2))
    carry_out_draw(draw, by=head, at=at + dt.timedelta(hours=3))
    member = round.members.filter(status=MemberStatus.PROPOSED).first()
    assert (member.section, member.how) == (None, "drawn")
    with pytest.raises(DomainError) as refused:
        change_panel(round, by=head, add=make_expert(), reason="희소 분야", at=SCORING_OPENS)
    assert refused.value.code == "public-draw"
    taken = change_panel(round, by=head, remove=member, reason="일정", at=SCORING_OPENS)
    assert taken is None or taken.how == "drawn"


def test_capacity_counts_what_those_who_accepted_take():
    round = make_answered_round(people=4, proposals=4, loads=(0, 4))
    found = capacity(round, panel(round))
    assert (found.accepted, found.takes, found.is_enough) == (4, 16, False)


# --- Computing ---------------------------------------------------------------------


def test_a_computation_fills_all_seats_within_loads_and_rules():
    round = make_answered_round(people=12, proposals=4, loads=(0, 4))
    run = make_computed(round, is_fair=False)
    assert run.status == RunStatus.DONE
    assert run.seats.count() == 20
    assert not run.unfilled
    assert run.total == sum(run.seats.values_list("suitability", flat=True))
    assert run.total <= run.bound_total
    assert len(run.input_digest) == len(run.result_digest) == 64
    assert max(Counter(run.seats.values_list("member", flat=True)).values()) <= 4


def test_a_computation_is_the_same_whoever_computes_it():
    round = make_answered_round(people=12, proposals=4)
    first, second = make_computed(round), make_computed(round)
    assert first.input_digest == second.input_digest
    assert first.seed != second.seed  # of the number: it cannot be chosen
    AssignmentRun.objects.filter(pk=second.pk).update(status=RunStatus.QUEUED, seed=first.seed)
    second.seats.all().delete()
    again = compute_assignment(second.pk)
    assert again.result_digest == first.result_digest


def test_nobody_judges_what_they_are_tied_to():
    round = make_answered_round(people=12, proposals=4)
    entry = round.entries.first()
    member = round.members.first()
    member.expert.organisation = entry.proposal.lead
    member.expert.save()
    run = make_computed(round)
    assert not run.seats.filter(entry=entry, member=member).exists()
    assert not run.unfilled


def test_pressed_twice_one_computation_is_under_way():
    round = make_answered_round()
    operator = operator_of()
    first = start_assignment(round, by=operator, at=SCORING_OPENS)
    assert start_assignment(round, by=operator, at=SCORING_OPENS) == first
    assert AssignmentRun.objects.count() == 1


def test_a_round_in_sections_is_not_computed_and_strangers_are_refused():
    with pytest.raises(DomainError) as refused:
        start_assignment(make_round(), by=operator_of(), at=SCORING_OPENS)
    assert refused.value.code == "in-sections"
    with pytest.raises(NotAllowed):
        start_assignment(make_answered_round(), by=operator_of("honam"), at=SCORING_OPENS)


def test_where_nobody_accepted_there_is_nothing_to_compute():
    with pytest.raises(DomainError) as refused:
        start_assignment(make_individual_round(), by=operator_of(), at=SCORING_OPENS)
    assert refused.value.code == "nobody-accepted"


def test_too_few_people_leave_seats_empty_and_it_says_what_would_cure_it():
    round = make_answered_round(people=3, proposals=2, loads=(0, 2))
    run = make_computed(round)
    assert len(run.unfilled) == 4
    assert run.obstacles[0]["rule"] == "most"


def test_a_cancelled_computation_writes_nothing(monkeypatch):
    round = make_answered_round()
    operator = operator_of()
    run = start_assignment(round, by=operator, at=SCORING_OPENS)

    def cancelled_meanwhile(given, rules, *, watch, **_asked):
        cancel_assignment(run, by=operator, at=SCORING_OPENS)
        watch.at("flow", 0.5)
        raise AssertionError("the search went on")

    monkeypatch.setattr(computing, "assign", cancelled_meanwhile)
    assert compute_assignment(run.pk) is None
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED
    assert not run.seats.exists()


def test_one_that_fails_says_so_and_another_can_be_started(monkeypatch):
    round = make_answered_round()
    run = start_assignment(round, by=operator_of(), at=SCORING_OPENS)
    with monkeypatch.context() as patched:
        patched.setattr(computing, "assign", lambda *_given, **_asked: 1 / 0)
        compute_assignment(run.pk)
    run.refresh_from_db()
    assert (run.status, run.failure) == (RunStatus.FAILED, "ZeroDivisionError: division by zero")
    assert make_computed(round).status == RunStatus.DONE


def test_a_silent_worker_loses_the_computation_and_its_late_result_is_not_taken(monkeypatch):
    round = make_answered_round()
    run = start_assignment(round, by=operator_of(), at=SCORING_OPENS)
    solve = computing.assign

    def slow(*given, **asked):
        result = solve(*given, **asked)
        AssignmentRun.objects.update(heartbeat_at=timezone.now() - SILENT_FOR - dt.timedelta(seconds=61))
        with monkeypatch.context() as patched:
            patched.setattr(computing, "announce", lambda _pk: None)
            assert sweep_assignments() == [run.pk]
            patched.setattr(computing, "assign", solve)
            assert compute_assignment(run.pk) is not None
        return result

    monkeypatch.setattr(computing, "assign", slow)
    assert compute_assignment(run.pk) is None
    run.refresh_from_db()
    assert (run.status, run.attempts, run.seats.count()) == (RunStatus.DONE, 2, 20)


def test_after_three_lost_workers_it_has_failed():
    round = make_answered_round()
    run = start_assignment(round, by=operator_of(), at=SCORING_OPENS)
    AssignmentRun.objects.filter(pk=run.pk).update(
        status=RunStatus.RUNNING, attempts=3, heartbeat_at=timezone.now() - SILENT_FOR - dt.timedelta(seconds=61)
    )
    assert sweep_assignments() == []
    run.refresh_from_db()
    assert (run.status, run.failure) == (RunStatus.FAILED, "worker-lost")


# --- Appointing --------------------------------------------------------------------


def test_appointing_gives_every_proposal_its_evaluators_and_tells_them():
    round = make_answered_round(people=12, proposals=4)
    run = make_computed(round)
    operator = operator_of()
    appoint_assignment(run, by=operator, at=SCORING_OPENS)
    assert appoint_assignment(run, by=operator, at=SCORING_OPENS).status == RunStatus.APPOINTED
    assert assignments.standing(round).count() == 20
    assert not Sheet.objects.exists()  # not before the declaration
    letters = Message.objects.filter(kind="evaluation/duties-changed")
    assert letters.count() == len(set(run.seats.values_list("member", flat=True)))
    with pytest.raises(DomainError) as refused:
        appoint_assignment(run, by=operator_of(), at=SCORING_OPENS)
    assert refused.value.code == "already-appointed"


def test_facts_that_changed_since_are_checked_again():
    round = make_answered_round(people=12, proposals=4)
    run = make_computed(round)
    seat = run.seats.select_related("member__expert", "entry__proposal").first()
    seat.member.expert.organisation = seat.entry.proposal.lead
    seat.member.expert.save()
    with pytest.raises(DomainError) as refused:
        appoint_assignment(run, by=operator_of(), at=SCORING_OPENS)
    assert refused.value.code == "rule-candidate"
    assert seat.entry.proposal.title in str(refused.value)
    assert not Assignment.objects.exists()


def test_somebody_chosen_by_hand_is_appointed_however_little_they_suit(monkeypatch):
    for name, number in {"BEST": 6, "CHANCE": 0, "OWN": 1}.items():
        monkeypatch.setattr(assignment_input, name, number)
    round = make_answered_round(people=14, proposals=4)
    run, operator = make_computed(round, is_fair=False, each_sector=False), operator_of()
    given, entry = round_input(round), round.entries.order_by("pk")[1]
    offered = {given.members[e].pk for p, e in zip(given.instance.proposal, given.instance.evaluator, strict=True) if p == 1}
    newcomers = one_panel(round, entry, run, leaving=run.seats.filter(entry=entry).first().member_id).newcomers
    outsider = next(one.member for one in newcomers if one.may_come and one.member.pk not in offered)
    leaving = run.seats.filter(entry=entry).first().member
    change_assignment(entry, by=operator, run=run, remove=leaving, add=outsider, reason="희소 분야", at=SCORING_OPENS)
    appoint_assignment(run, by=operator, at=SCORING_OPENS)
    assert assignments.standing(round).filter(entry=entry, member=outsider).exists()


def test_an_outdated_computation_is_not_appointed():
    round = make_answered_round(people=12, proposals=4)
    first, second = make_computed(round), make_computed(round)
    appoint_assignment(second, by=operator_of(), at=timezone.now())
    with pytest.raises(DomainError) as refused:
        appoint_assignment(first, by=operator_of(), at=SCORING_OPENS)
    assert refused.value.code == "outdated"


def test_panels_too_small_for_the_rulebook_are_not_appointed():
    round = make_answered_round(people=4, proposals=2, loads=(0, 2))
    with pytest.raises(DomainError) as refused:
        appoint_assignment(make_computed(round), by=operator_of(), at=SCORING_OPENS)
    assert refused.value.code == "rule-size"


def test_scoring_opens_only_with_every_panel_whole():
    round = make_answered_round(people=12, proposals=4)
    with pytest.raises(NotReady) as refused:
        open_scoring(round, by=operator_of(), at=SCORING_OPENS)
    assert "4" in str(refused.value.problems[0])
    appoint_assignment(make_computed(round), by=operator_of(), at=SCORING_OPENS)
    declare_all(round)
    open_scoring(round, by=operator_of(), at=SCORING_OPENS)
    assert fresh(round).status == RoundStatus.SCORING


# --- From declaration to release ------------------------------------------------------


def test_a_round_goes_all_the_way():
    round = make_appointed_round(people=12, proposals=3)
    declare_all(round)
    open_scoring(round, by=operator_of(), at=SCORING_OPENS)
    assert Sheet.objects.count() == 15
    assert fresh(round).sheet_count == 15
    assert sorted(round.entries.values_list("sheet_count", flat=True)) == [5, 5, 5]
    for sheet in Sheet.objects.all():
        seal(sheet)
    close_due_rounds(at=AFTER_CLOSE)
    tally_round(fresh(round), by=operator_of())
    assert fresh(round).standings.count() == 3


def test_a_second_computation_moves_only_who_must_and_keeps_what_is_signed():
    round = make_appointed_round(people=12, proposals=3)
    declare_all(round)
    open_scoring(round, by=operator_of(), at=SCORING_OPENS)
    signed = seal(Sheet.objects.first())
    run = make_computed(fresh(round))
    assert run.seats.filter(entry__proposal=signed.proposal, member=signed.member).exists()
    before = Sheet.objects.exclude(status=SheetStatus.VOID).count()
    appoint_assignment(run, by=operator_of(), at=SCORING_OPENS)
    found = fresh(round)
    standing = set(assignments.standing(round).values_list("entry__proposal", "member"))
    open_sheets = set(Sheet.objects.unsealed().values_list("proposal", "member"))
    assert open_sheets | {(signed.proposal_id, signed.member_id)} <= standing
    assert found.sheet_count == sum(found.entries.values_list("sheet_count", flat=True)) <= before
    assert found.sheet_count == sum(found.members.values_list("sheet_count", flat=True))


def test_a_panel_reconvened_gives_no_sheet_to_somebody_who_was_replaced():
    round = make_appointed_round(people=14, proposals=3)
    declare_all(round)
    open_scoring(round, by=operator_of(), at=SCORING_OPENS)
    left = Sheet.objects.joined().first()
    entry = round.entries.get(proposal=left.proposal)
    change_assignment(entry, by=operator_of(), remove=left.member, reason="일정", at=SCORING_OPENS)
    close_due_rounds(at=AFTER_CLOSE)
    closes = AFTER_CLOSE + dt.timedelta(days=7)
    reconvene_panel(fresh(round), by=head_of(), closes_at=closes, reason="평가표 부족", at=AFTER_CLOSE)
    left.refresh_from_db()
    assert left.status == SheetStatus.VOID
    assert Sheet.objects.unsealed().filter(proposal=left.proposal).count() == 4


# --- Dropping out ------------------------------------------------------------------------


def full(round: Round) -> bool:
    return set(Counter(assignments.standing(round).values_list("entry", flat=True)).values()) == {5}


def test_who_declines_leaves_seats_that_go_to_the_next_and_nobody_else_moves():
    round = make_appointed_round(people=14, proposals=4)
    member = round.members.filter(assignments__isnull=False).first()
    kept = set(assignments.standing(round).exclude(member=member).values_list("entry", "member"))
    decline_invitation(member, by=member.expert.user, reason="일정", at=SCORING_OPENS)
    after = set(assignments.standing(round).values_list("entry", "member"))
    assert kept <= after
    assert full(round)
    assert member.pk not in {one for _entry, one in after}
    assert not assignments.assignment_problems(round)


def test_a_declared_tie_gives_the_proposal_to_somebody_else():
    round = make_appointed_round(people=14, proposals=4)
    member = next(one for one in round.members.joined() if duties(one).exists())
    entry = duties(member).select_related("proposal").first()
    declare(member, ties=[entry.proposal])
    assert not Assignment.objects.filter(entry=entry, member=member, ended_at__isnull=True).exists()
    assert full(round)
    newcomer = Message.objects.filter(kind="evaluation/duties-changed").order_by("pk").last()
    assert newcomer.recipient != member.expert.user


def test_an_abstention_during_scoring_is_filled_and_the_new_duty_waits_for_a_declaration():
    round = make_appointed_round(people=14, proposals=4)
    declare_all(round)
    open_scoring(round, by=operator_of(), at=SCORING_OPENS)
    sheet = Sheet.objects.select_related("member__expert__user", "proposal").first()
    abstain(sheet, by=sheet.member.expert.user, reason="전문 분야가 아닙니다.", at=SCORING_OPENS)
    assert full(round)
    new = assignments.standing(round).exclude(member__sheets__proposal=sheet.proposal).get(entry__proposal=sheet.proposal)
    member = PanelMember.objects.joined().get(pk=new.member_id)
    before = fresh(round).sheet_count
    declare(member)
    assert Sheet.objects.filter(member=member, proposal=sheet.proposal, status=SheetStatus.OPEN).exists()
    assert fresh(round).sheet_count == before + 1


def test_where_nobody_is_left_the_headquarters_hears_of_it():
    round = make_appointed_round(people=6, proposals=4, loads=(0, 4))
    operator = operator_of()
    for member in round.members.joined()[:2]:
        decline_invitation(member, by=member.expert.user, reason="일정", at=SCORING_OPENS)
    assert not full(round)
    assert Message.objects.filter(kind="evaluation/seats-unfilled", recipient=operator).exists()


def test_where_nobody_is_free_as_few_as_possible_move_for_the_seat():
    round = make_answered_round(people=7, proposals=4, loads=(0, 3))  # 20 seats of 21
    appoint_assignment(make_computed(round, is_fair=False, each_sector=False), by=operator_of(), at=SCORING_OPENS)
    loads = Counter(assignments.standing(round).values_list("member", flat=True))
    (spare,) = [member for member in round.members.joined() if loads[member.pk] < 3]
    own = set(assignments.standing(round).filter(member=spare).values_list("entry", flat=True))
    shared = assignments.standing(round).filter(entry__in=own).exclude(member=spare).select_related("member", "entry__proposal")
    for seat in shared:  # on a panel where the one with time to spare sits already
        with transaction.atomic():
            before = set(assignments.standing(round).values_list("entry", "member"))
            declare(PanelMember.objects.joined().get(pk=seat.member_id), ties=[seat.entry.proposal])
            after = set(assignments.standing(round).values_list("entry", "member"))
            if full(round):
                break
            transaction.set_rollback(True)
    else:
        raise AssertionError("no seat of this pool can be filled by moving somebody")
    assert 1 <= len(before - after) - 1 <= 2  # who declared, and one or two who moved
    assert not assignments.assignment_problems(round)


# --- Late proposals --------------------------------------------------------------------------


def test_a_late_proposal_gets_evaluators_and_nobody_else_moves():
    round = make_appointed_round(people=14, proposals=3)
    late, operator = make_eligible(round.call), operator_of()
    before = set(assignments.standing(round).values_list("entry", "member"))
    entry = take_late_proposal(round, late, by=operator, reason="이의 인용", at=SCORING_OPENS)
    assert take_late_proposal(round, late, by=operator, reason="이의 인용", at=SCORING_OPENS) == entry
    after = set(assignments.standing(round).values_list("entry", "member"))
    assert before < after
    assert {one for one, _member in after - before} == {entry.pk}
    assert full(round)
    assert fresh(round).proposal_count == 4
    late.refresh_from_db()
    assert late.status == "under_evaluation"
    assert not assignments.assignment_problems(fresh(round))


def test_what_does_not_belong_to_the_round_is_not_taken_late():
    round = make_individual_round(proposals=2)
    elsewhere = make_eligible(make_closed_call())
    with pytest.raises(DomainError) as refused:
        take_late_proposal(round, elsewhere, by=operator_of(), reason="이의 인용", at=SCORING_OPENS)
    assert refused.value.code == "not-eligible"
    with pytest.raises(InvalidInput):
        take_late_proposal(round, make_eligible(round.call), by=operator_of(), reason=" ", at=SCORING_OPENS)
    with pytest.raises(DomainError) as refused:
        take_late_proposal(make_round(), elsewhere, by=operator_of(), reason="이의 인용", at=SCORING_OPENS)
    assert refused.value.code == "in-sections"


# --- Speed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("proposals", [2, 5])
def test_gathering_what_the_solver_reads_takes_the_same_statements_for_any_number(proposals):
    call = make_closed_call()
    for _ in range(proposals):
        make_eligible(call)
    round = fresh(make_answered_round(call=call, people=12, loads=(0, 2)))
    with CaptureQueriesContext(
        connection,
    ) as counted:
        round_input(round).digest  # noqa: B018
    assert len(counted) <= 30
    NUMBERS.append(len(counted))
    assert len(set(NUMBERS)) == 1


NUMBERS: list[int] = []


def test_whoever_no_longer_sits_changes_no_places_and_a_rule_stands():
    round = make_appointed_round(people=16, proposals=4)
    first, second = list(assignments.standing(round).select_related("entry__proposal", "member").order_by("entry", "pk"))[:2]
    with pytest.raises(DomainError) as refused:
        exchange_places(
            first.entry,
            leaving=first.member,
            other=second.entry,
            coming=second.member,
            by=operator_of(),
            reason="조정",
            at=SCORING_OPENS,
        )
    assert refused.value.code == "not-on-panel"  # both sit on the same panel
    elsewhere = (
        assignments.standing(round)
        .exclude(entry=first.entry)
        .exclude(member__in=assignments.standing(round).filter(entry=first.entry).values("member"))
    )
    other = elsewhere.select_related("entry__proposal", "member").first()
    rule_on_pair(first.entry, member=other.member, kind=PairKind.BANNED, by=operator_of(), reason="사유", at=SCORING_OPENS)
    with pytest.raises(DomainError) as refused:
        exchange_places(
            first.entry,
            leaving=first.member,
            other=other.entry,
            coming=other.member,
            by=operator_of(),
            reason="조정",
            at=SCORING_OPENS,
        )
    assert refused.value.code.startswith(("rule-", "not-on-panel"))
    assert assignments.standing(round).filter(pk__in=[first.pk, other.pk]).count() == 2


def test_the_share_from_other_regions_is_the_rulebooks():
    for share, at_home in (("0.5", 2), ("0.6", 2), ("0.7", 1), ("0.333", 3), ("0", 5)):
        panel = SimpleNamespace(other_regions_min_share=SimpleNamespace(value=Decimal(share)))
        rules = assignment_input.rules_of(SimpleNamespace(rules=SimpleNamespace(panel=panel)), each_sector=False)
        assert home_most(rules, 5) == at_home
        assert PanelRules(5, 5, 5, Decimal(share)).others_needed(5) == 5 - at_home


def test_a_chair_speaks_for_the_own_proposals_alone():
    round = make_appointed_round(people=14, proposals=4)
    judging = [one for one in round.members.joined() if 0 < duties(one).count() < 4][:2]
    for member in judging:
        appoint_chair(member, by=operator_of(), at=SCORING_OPENS)
    for member in judging:
        own = set(duties(member).values_list("pk", flat=True))
        for entry in round.entries.select_related("round", "proposal"):
            assert access.is_chair(member.expert.user, entry) == (entry.pk in own)
        judged = set(round.entries.filter(pk__in=own).values_list("proposal", flat=True))
        assert set(access.chaired_proposals(member.expert.user, round)) == judged


def test_the_smallest_set_of_demands_that_blocks_is_kept_with_the_result():
    round = make_answered_round(people=4, proposals=2, loads=(0, 2))
    run = make_computed(round)
    assert {one["rule"] for one in run.blocking["demands"]} == {"seats"}
    assert run.blocking["irreducible"]
    told = assignment_pages.blocked(run, set(round.members.values_list("pk", flat=True)))
    assert round.entries.first().proposal.title in " ".join(told["sentences"])


def test_everybody_else_may_not():
    run = make_computed(make_answered_round())
    for person in (head_of("honam"), make_user(Role.AUDITOR), make_user(Role.EVALUATOR)):
        for deed in (appoint_assignment, cancel_assignment):
            with pytest.raises(NotAllowed):
                deed(run, by=person)
