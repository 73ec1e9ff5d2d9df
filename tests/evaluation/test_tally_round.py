"""From sealed sheets to places: by the rulebook alone, every number kept."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.set_adjustments import Entered, set_adjustments
from evaluation.actions.tally_round import tally_round
from evaluation.models import Round, RoundProposal, Sheet, Standing
from evaluation.states import RoundStatus
from projects.models import Proposal
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    AFTER_CLOSE,
    CALL_CLOSED,
    DAY,
    make_closed_call,
    make_closed_round,
    make_eligible,
    make_scoring_round,
    make_tallied_round,
    operator_of,
    seal,
)

pytestmark = pytest.mark.django_db


def standing(proposal: Proposal) -> Standing:
    return Standing.objects.get(proposal=proposal)


def tally(round: Round, **kwargs) -> Round:
    return tally_round(round, by=kwargs.pop("by", operator_of()), **kwargs)


def test_one_highest_and_one_lowest_are_dropped_and_the_rest_averaged():
    call = make_closed_call()
    proposal = make_eligible(call)
    tally(make_closed_round(call, totals={proposal.pk: [60, 70, 75, 80, "82.5", 85, 100]}))
    found = standing(proposal)
    assert (found.mean, found.plain_mean, found.total, found.place) == (Decimal("78.5"), Decimal("78.9286"), Decimal("78.5"), 1)
    fates = {line["seat"]: line["fate"] for line in found.trace["sheets"]}
    assert fates["seat-1"] == "dropped_lowest"
    assert fates["seat-7"] == "dropped_highest"
    assert sum(fate == "counted" for fate in fates.values()) == 5


def test_places_follow_the_totals_and_the_list_has_positions():
    call = make_closed_call()
    proposals = [make_eligible(call) for _ in range(3)]
    totals = {proposals[0].pk: [70] * 7, proposals[1].pk: [90] * 7, proposals[2].pk: [80] * 7}
    round = tally(make_closed_round(call, totals=totals))
    assert list(round.standings.order_by("position").values_list("proposal", "place")) == [
        (proposals[1].pk, 1), (proposals[2].pk, 2), (proposals[0].pk, 3),
    ]  # fmt: skip
    assert round.status == RoundStatus.TALLIED


def test_a_tie_is_broken_by_the_rulebooks_chain_and_the_list_says_how():
    call = make_closed_call()
    early = make_eligible(call, submitted_at=CALL_CLOSED - 3 * DAY)
    late = make_eligible(call, submitted_at=CALL_CLOSED - DAY)
    tally(make_closed_round(call))
    assert (standing(early).place, standing(late).place) == (1, 2)
    assert standing(late).tie["broken_by"] == "submitted_at"
    assert standing(early).tie["tied_total"] is True


def test_what_is_not_sealed_does_not_count_and_too_few_sheets_are_no_result():
    round = make_scoring_round(proposals=2)
    scored, unscored = Proposal.objects.order_by("pk")
    for sheet in Sheet.objects.filter(proposal=scored).order_by("pk")[:3]:
        seal(sheet, 88)
    for sheet in Sheet.objects.filter(proposal=unscored).order_by("pk")[:2]:
        seal(sheet, 99)
    close_due_rounds(at=AFTER_CLOSE)
    tally(round)
    assert (standing(scored).total, standing(scored).trace["flags"]) == (Decimal("88.00"), ["not_trimmed"])
    found = standing(unscored)
    assert (found.outcome, found.place, found.total, found.position) == ("no_result", None, None, 2)


def test_below_the_line_is_failed():
    call = make_closed_call()
    below, at_line = make_eligible(call), make_eligible(call)
    tally(make_closed_round(call, totals={below.pk: ["69.5"] * 7, at_line.pk: [70] * 7}))
    assert (standing(below).outcome, standing(at_line).outcome) == ("failed", "passed")


def test_bonus_and_penalty_count_within_their_caps():
    call = make_closed_call()
    proposal = make_eligible(call, partner_region="honam")
    round = make_closed_round(call)
    entry = RoundProposal.objects.get(proposal=proposal)
    set_adjustments(
        entry, by=operator_of(),
        adjustments=[
            Entered("bonus", "leading_and_sme", Decimal(3), "대기업 참여 확인"),
            Entered("bonus", "cross_region", Decimal(9), "두 광역권"),
            Entered("penalty", "recent_sanction", Decimal(1), "2025년 제재"),
        ],
    )  # fmt: skip
    tally(round)
    found = standing(proposal)
    assert (found.mean, found.bonus, found.penalty, found.total) == (80, 5, 1, 84)


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ([Entered("bonus", "beauty", Decimal(1), "증빙")], "beauty"),
        ([Entered("penalty", "cross_region", Decimal(1), "증빙")], "cross_region"),
        ([Entered("bonus", "cross_region", Decimal(0), "증빙")], "cross_region"),
        ([Entered("bonus", "cross_region", Decimal(1), " ")], "cross_region"),
        ([Entered("bonus", "cross_region", Decimal(1), "증빙")] * 2, "cross_region"),
    ],
)
def test_adjustments_are_of_the_rulebook_and_have_evidence(entered, field):
    round = make_scoring_round(proposals=1)
    with pytest.raises(InvalidInput) as refusal:
        set_adjustments(round.entries.get(), by=operator_of(), adjustments=entered)
    assert list(refusal.value.errors) == [field]


def test_an_adjustment_after_the_tally_sends_the_round_back():
    round = make_tallied_round(proposals=1)
    entry = round.entries.get()
    set_adjustments(entry, by=operator_of(), adjustments=[Entered("penalty", "recent_sanction", Decimal(5), "제재 공문")])
    round.refresh_from_db()
    assert (round.status, round.standings.count()) == (RoundStatus.CLOSED, 0)
    tally(round)
    assert Standing.objects.get().total == 75


def test_tallying_again_does_nothing():
    round = make_tallied_round()
    rows = list(Standing.objects.values())
    tally(round)
    assert list(Standing.objects.values()) == rows
    assert Event.objects.filter(stream=round.stream, verb="tallied").count() == 1


def test_nothing_is_tallied_before_the_close():
    with pytest.raises(DomainError) as refusal:
        tally(make_scoring_round())
    assert refusal.value.code == "illegal-move"


def test_only_who_runs_the_round_tallies():
    round = make_closed_round()
    for other in (operator_of("honam"), make_user(Role.EVALUATOR), make_user(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            tally(round, by=other)


def test_a_tally_is_a_few_statements_whatever_the_number_of_proposals():
    small, large = make_closed_round(proposals=1, members=5), make_closed_round(proposals=6, members=5)
    by = operator_of()
    by.active_grants  # noqa: B018  (cached before counting)
    with CaptureQueriesContext(connection) as few:
        tally(small, by=by)
    with CaptureQueriesContext(connection) as many:
        tally(large, by=by)
    assert len(many) <= len(few) <= 12


def test_a_round_of_sub_items_is_tallied_by_its_own_rulebook():
    round = make_tallied_round(code="2026", proposals=2)
    assert set(round.standings.values_list("outcome", flat=True)) == {"passed"}
    assert set(round.standings.first().trace["criterion_means"]) == {"cooperation", "technology", "business", "impact"}


def test_a_list_over_several_tracks_breaks_ties_by_what_they_share():
    call = make_closed_call("2026")
    first = make_eligible(call, track="one_year", submitted_at=CALL_CLOSED - 3 * DAY, requested_krw=100_000_000)
    second = make_eligible(call, track="joint_business", submitted_at=CALL_CLOSED - DAY)
    tally(make_closed_round(call))
    assert (standing(first).place, standing(second).place) == (1, 2)
