"""The tally in whole numbers and the exact one say the same, text for text."""

import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import fast_tally, ranking, scoring
from evaluation.actions.set_adjustments import Entered, set_adjustments
from evaluation.models import RoundProposal, Sheet
from evaluation.queries import tallied as queries
from evaluation.queries.judged import judged
from evaluation.ranking import EPOCH, Entry, TieBreaker
from evaluation.scoring import AdjustmentRule, ScoredItem, ScoringRules
from evaluation.sealing import plain_points
from tests.factories.evaluation import (
    CALL_CLOSED,
    make_closed_call,
    make_closed_round,
    make_eligible,
    make_scoring_round,
    operator_of,
    seal,
)

D = Decimal
ITEMS = (ScoredItem("need", "b", D(20)), ScoredItem("able", "a", D(30)), ScoredItem("plan", "b", D(50)))
CODES = sorted(item.code for item in ITEMS)


def rules_of(**given) -> ScoringRules:
    usual = {
        "items": ITEMS, "step": D("0.5"), "drop_highest": 1, "drop_lowest": 1, "trim_from": 5, "when_fewer": "plain_mean", "sheets_min": 3, "places": 2,
        "rounding": "half_up", "pass_line": D(70), "bonuses": (AdjustmentRule("joint", D(3)), AdjustmentRule("far", D(2), needs_evidence=False)),
        "bonus_cap": D(4), "penalties": (AdjustmentRule("late", D(100)),), "penalty_cap": D(90),
    }  # fmt: skip
    return ScoringRules(**usual | given)


all_rules = st.builds(
    rules_of,
    step=st.sampled_from([D("0.5"), D("0.1"), D("1"), D("0.25"), D("0.0001")]),
    drop_highest=st.integers(0, 2), drop_lowest=st.integers(0, 2), trim_from=st.integers(5, 6),
    when_fewer=st.sampled_from(["plain_mean", "reconvene"]), sheets_min=st.integers(1, 4), places=st.integers(0, 4),
    rounding=st.sampled_from(["half_up", "half_even", "down"]), pass_line=st.sampled_from([D(70), D("60.5")]),
)  # fmt: skip


@st.composite
def rounds(draw):
    """Rules, per proposal the points of each seat, and bonus and penalty points."""
    rules = draw(all_rules)
    proposals = []
    for _ in range(draw(st.integers(1, 5))):
        seats = draw(st.lists(st.integers(1, 12), unique=True, max_size=8))
        sheets = {
            seat: {item.code: plain(draw(st.integers(0, int(item.maximum / rules.step))) * rules.step) for item in ITEMS}
            for seat in seats
        }
        asked = draw(
            st.lists(
                st.sampled_from([("joint", "3", "증빙"), ("joint", "5", " "), ("far", "2.50", ""), ("no", "1", "x")]), max_size=2
            )
        )
        less = draw(st.lists(st.sampled_from([("late", "1.5", '제재 \\ "공문"'), ("late", "95", "제재")]), max_size=1))
        proposals.append((sheets, [adjustment(*one) for one in asked], [adjustment(*one) for one in less]))
    return rules, proposals


def plain(points: Decimal) -> Decimal:
    return D(plain_points(points))


def adjustment(code: str, points: str, evidence: str) -> scoring.Adjustment:
    return scoring.Adjustment(code, D(points), evidence)


def in_numbers(rules: ScoringRules, proposals) -> fast_tally.Tally:
    lines = [
        (number, seat, *(int(points[code] * fast_tally.SCALE) for code in CODES))
        for number, (sheets, _bonus, _penalty) in enumerate(proposals)
        for seat, points in sheets.items()
    ]
    table = np.array(lines, np.int64).reshape(-1, 2 + len(CODES))[::-1]
    sheets = fast_tally.Sheets(table[:, 0], table[:, 1], table[:, 2:])
    return fast_tally.tally(sheets, rules, [fast_tally.adjusted(rules, bonus, penalty) for _sheets, bonus, penalty in proposals])


def exactly(rules: ScoringRules, proposals) -> list[scoring.Trace]:
    return [
        scoring.tally(
            [scoring.Sheet(f"seat-{seat}", points) for seat, points in sheets.items()], rules, bonuses=bonus, penalties=penalty
        )
        for sheets, bonus, penalty in proposals
    ]


@settings(max_examples=300, deadline=None)
@given(rounds())
def test_every_trace_is_the_exact_one_text_for_text(given):
    rules, proposals = given
    found = in_numbers(rules, proposals)
    exact = exactly(rules, proposals)
    assert [json.loads(text) for text in fast_tally.traces(found)] == [trace.as_json() for trace in exact]
    for number, trace in enumerate(exact):
        assert found.has_result[number] == (trace.total is not None)
        if trace.total is not None:
            assert fast_tally.total_text(int(found.total[number]), rules.places) == format(trace.total, "f")
            assert found.passed[number] == trace.passed


entries = st.lists(
    st.tuples(st.integers(70, 72), st.integers(0, 2), st.booleans(), st.booleans(), st.integers(0, 2), st.integers(0, 2)),
    max_size=12,
)
chains = st.lists(
    st.sampled_from([TieBreaker("criterion", "a"), TieBreaker("joint"), TieBreaker("cross_region"), TieBreaker("plain_mean"), TieBreaker("submitted_at")]),
    max_size=4, unique=True,
)  # fmt: skip


@given(entries, chains)
def test_places_are_those_of_the_exact_ranking(rows, chain):
    listed = [
        Entry(key, D(total), {"a": D(mean)}, joint, cross, D(plain_mean), EPOCH + dt.timedelta(seconds=second))
        for key, (total, mean, joint, cross, plain_mean, second) in enumerate(rows, start=1)
    ]
    table = np.array(
        [[total, mean, joint, cross, plain_mean, second] for total, mean, joint, cross, plain_mean, second in rows], np.int64
    ).reshape(-1, 6)
    column = {
        "criterion": -table[:, 1],
        "joint": 1 - table[:, 2],
        "cross_region": 1 - table[:, 3],
        "plain_mean": -table[:, 4],
        "submitted_at": table[:, 5],
    }
    found = fast_tally.rank(table[:, 0], [column[step.by] for step in chain], np.arange(1, len(rows) + 1))
    exact = ranking.rank(listed, chain)
    assert [int(one) + 1 for one in found.order] == [one.key for one in exact]
    for one in exact:
        entry = one.key - 1
        step = chain[found.broken_by[entry]].name if found.broken_by[entry] >= 0 else ""
        assert (found.place[entry], found.tied_total[entry], found.shared[entry], step) == (
            one.place,
            one.tied_total,
            one.shared,
            one.broken_by,
        )


def test_rules_that_whole_numbers_cannot_carry_are_left_to_the_exact_tally():
    assert fast_tally.can_tally(rules_of(), 20)
    assert not fast_tally.can_tally(rules_of(step=D("0.00001")), 7)
    assert not fast_tally.can_tally(rules_of(places=6), 7)
    assert not fast_tally.can_tally(rules_of(trim_from=2), 7)
    assert not fast_tally.can_tally(rules_of(), 21)


# --- From the database --------------------------------------------------------------------------


def both(round):
    proposals, adjustments = judged(round), queries.adjustments_of(round)
    found = queries.compute(round, proposals, adjustments)
    assert found is not None
    rows = queries.in_numbers(found, proposals, adjustments)
    assert rows is not None
    return rows, queries.exactly(round, adjustments)


def same(fast, exact) -> None:
    assert [
        (row.proposal_id, row.position, row.place, row.total, row.mean, row.plain_mean, row.bonus, row.penalty, row.outcome)
        for row in fast
    ] == [
        (row.proposal_id, row.position, row.place, row.total, row.mean, row.plain_mean, row.bonus, row.penalty, row.outcome)
        for row in exact
    ]
    assert [json.loads(row.trace) for row in fast] == [json.loads(row.trace) for row in exact]
    assert [json.loads(row.tie) for row in fast] == [json.loads(row.tie) for row in exact]


@pytest.mark.django_db
def test_a_round_with_ties_points_and_missing_sheets_is_tallied_the_same_both_ways():
    call = make_closed_call()
    moment = CALL_CLOSED
    proposals = [make_eligible(call, submitted_at=moment) for _ in range(2)] + [make_eligible(call) for _ in range(2)]
    totals = {
        one.pk: given
        for one, given in zip(proposals, ([80] * 7, [80] * 7, [79, 80, 80.5, 81, 80, 60, 99], [70] * 7), strict=True)
    }
    round = make_closed_round(call, totals={pk: [str(one) for one in given] for pk, given in totals.items()})
    entry = RoundProposal.objects.get(proposal=proposals[3])
    set_adjustments(entry, by=operator_of(), adjustments=[Entered("bonus", "cross_region", D(1), '역슬래시 \\ 와 "따옴표"\t탭')])
    same(*both(round))


@pytest.mark.django_db
def test_two_tracks_and_no_result_are_tallied_the_same_both_ways():
    call = make_closed_call("2026")
    make_eligible(call, track="one_year", requested_krw=100_000_000)
    make_eligible(call, track="joint_business")
    round = make_scoring_round(call)
    for sheet in Sheet.objects.filter(round=round).order_by("proposal", "pk")[:9]:
        seal(sheet, 81)
    type(round).objects.filter(pk=round.pk).update(status="closed", closed_at=moment_after(round))
    round.refresh_from_db()
    same(*both(round))


def moment_after(round):
    return round.scoring_closes_at


@pytest.mark.django_db
def test_points_that_are_no_plain_numbers_are_left_to_the_exact_tally():
    round = make_closed_round(proposals=1, members=5)
    proposals, adjustments = judged(round), queries.adjustments_of(round)
    assert queries.compute(round, proposals, adjustments) is not None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE evaluation_sheet DISABLE TRIGGER sealed_sheet_stays")
        cursor.execute("UPDATE evaluation_sheet SET points = jsonb_set(points, '{technology}', '\"2e1\"')")
        cursor.execute("ALTER TABLE evaluation_sheet ENABLE TRIGGER sealed_sheet_stays")
    assert queries.compute(round, proposals, adjustments) is None
    assert queries.tallied(round)[0].total is not None


@pytest.mark.django_db
def test_the_sheets_of_a_round_come_in_one_copy():
    round = make_closed_round(proposals=2, members=5)
    with CaptureQueriesContext(connection) as asked:
        queries.tallied(round)
    assert len(asked) <= 6
