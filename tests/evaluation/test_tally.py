"""Score sheets to a total: the programme's worked examples, and what must hold whatever the scores."""

import itertools
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.scoring import (
    Adjustment,
    AdjustmentRule,
    ScoredItem,
    ScoringRules,
    Sheet,
    SheetProblem,
    check_sheet,
    points_for_grade,
    tally,
)

D = Decimal
RULES = ScoringRules(
    items=(
        ScoredItem("technology.need", "technology", D(20)),
        ScoredItem("technology.method", "technology", D(30)),
        ScoredItem("business", "business", D(50)),
    ),
    step=D("0.5"),
    drop_highest=1,
    drop_lowest=1,
    trim_from=5,
    when_fewer="plain_mean",
    sheets_min=3,
    places=2,
    rounding="half_up",
    pass_line=D(70),
    bonuses=(AdjustmentRule("joint", D(3)), AdjustmentRule("cross_region", D(2), needs_evidence=False)),
    bonus_cap=D(4),
    penalties=(AdjustmentRule("sanction", D(5)),),
    penalty_cap=D(5),
    grades={"excellent": D(1), "good": D("0.8"), "fair": D("0.6")},
    comment_below=D("0.6"),
    comment_above=D("0.95"),
    comment_characters=10,
    overall_characters=5,
)


def sheets(*totals: str | int) -> list[Sheet]:
    """One sheet per total, all of it on the business criterion (values above 50 are fine for the tally)."""
    return [Sheet(f"seat-{number}", {"business": D(total)}) for number, total in enumerate(totals, 1)]


def total_of(*totals: str | int, **kwargs) -> Decimal | None:
    return tally(sheets(*totals), RULES, **kwargs).total


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((60, 70, 80, 90, 100), "80.00"),
        ((84, 81, 78, 90, 88, 70, 85), "83.20"),  # 84 81 78 88 85
        ((90, 90, 80, 70, 70), "80.00"),  # of equal extremes only one each goes
        ((80, 80, 80, 80, 80), "80.00"),
        ((0, 100, 70, 70, "70.02"), "70.01"),  # 70.00666... rounds up at the second place
        ((0, 100, 70, 70, "70.01"), "70.00"),  # 70.00333...
        ((1, 99, "69.99", "69.99", "70.005"), "70.00"),  # 69.995 exactly: half goes up
    ],
)
def test_one_highest_and_one_lowest_are_dropped(totals, expected):
    assert total_of(*totals) == D(expected)


def test_fewer_than_five_sheets_are_averaged_plainly_and_flagged():
    trace = tally(sheets(60, 70, 90, 100), RULES)
    assert (trace.total, trace.trimmed, trace.flags, trace.counted) == (D("80.00"), False, ("not_trimmed",), 4)


def test_fewer_than_five_sheets_give_no_result_where_the_rulebook_reconvenes():
    trace = tally(sheets(60, 70, 90, 100), replace(RULES, when_fewer="reconvene"))
    assert (trace.total, trace.outcome, trace.flags) == (None, "no_result", ("too_few_sheets",))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_sheets_give_no_result(count):
    trace = tally(sheets(*[90] * count), RULES)
    assert (trace.total, trace.passed, trace.flags) == (None, False, ("too_few_sheets",))


@pytest.mark.parametrize(("mean", "outcome"), [("69.99", "failed"), ("70", "passed"), ("69.994", "failed"), ("69.995", "passed")])
def test_the_pass_line_looks_at_the_rounded_total(mean, outcome):
    assert tally(sheets(*[mean] * 5), RULES).outcome == outcome


def test_bonus_and_penalty_stay_within_item_and_cap():
    trace = tally(
        sheets(*[70] * 5),
        RULES,
        bonuses=[Adjustment("joint", D(9), "agreement.pdf"), Adjustment("cross_region", D(2))],
        penalties=[Adjustment("sanction", D(1), "decision 3")],
    )
    assert [(line.granted, line.why) for line in trace.bonuses] == [(D(3), "capped"), (D(2), "granted")]
    assert (trace.bonus, trace.penalty, trace.total) == (D(4), D(1), D("73.00"))
    assert trace.flags == ("bonus_capped",)


def test_points_without_evidence_or_rule_do_not_count():
    trace = tally(
        sheets(*[70] * 5),
        RULES,
        bonuses=[Adjustment("joint", D(3), "  "), Adjustment("charm", D(3), "x"), Adjustment("joint", D(-3), "x")],
    )
    assert [line.why for line in trace.bonuses] == ["no_evidence", "not_in_rulebook", "capped"]
    assert trace.total == D("70.00")


def test_the_same_bonus_twice_earns_its_maximum_once():
    trace = tally(sheets(*[70] * 5), RULES, bonuses=[Adjustment("joint", D(2), "a"), Adjustment("joint", D(2), "b")])
    assert [line.granted for line in trace.bonuses] == [D(2), D(1)]


def test_a_penalty_never_goes_below_zero():
    trace = tally(sheets(*[1] * 5), RULES, penalties=[Adjustment("sanction", D(5), "x")])
    assert (trace.total, trace.flags) == (D("0.00"), ("floored",))


def test_criterion_means_are_those_of_the_counted_sheets():
    given_sheets = [
        Sheet(f"seat-{n}", {"technology.need": D(need), "technology.method": D(20), "business": D(business)})
        for n, (need, business) in enumerate([(10, 50), (10, 10), (12, 30), (14, 30), (16, 30)], 1)
    ]
    trace = tally(given_sheets, RULES)
    assert [line.seat for line in trace.sheets if line.fate != "counted"] == ["seat-2", "seat-1"]
    assert trace.criterion_means == {"technology": D(34), "business": D(30)}


def test_two_sheets_of_one_seat_are_refused():
    with pytest.raises(ValueError, match="two sheets"):
        tally([Sheet("seat-1", {"business": D(1)})] * 2, RULES)


def test_the_trace_tells_every_step_in_plain_values():
    trace = tally(
        sheets(84, 81, 78, 90, 88, 70, 85),
        RULES,
        bonuses=[Adjustment("cross_region", D(2))],
        penalties=[Adjustment("sanction", D("0.5"), "x")],
    )
    fates = {"70": "dropped_lowest", "90": "dropped_highest"}
    assert trace.as_json() == {
        "sheets": [
            {"seat": f"seat-{seat}", "total": total, "fate": fates.get(total, "counted")}
            for seat, total in ((6, "70"), (3, "78"), (2, "81"), (1, "84"), (7, "85"), (5, "88"), (4, "90"))
        ],
        "trimmed": True,
        "mean": "83.2",
        "plain_mean": "82.28571428571428571428571429",
        "bonuses": [{"code": "cross_region", "asked": "2", "granted": "2", "why": "granted", "evidence": ""}],
        "bonus": "2",
        "penalties": [{"code": "sanction", "asked": "0.5", "granted": "0.5", "why": "granted", "evidence": "x"}],
        "penalty": "0.5",
        "unrounded": "84.7",
        "total": "84.70",
        "pass_line": "70",
        "outcome": "passed",
        "criterion_means": {"technology": "0", "business": "83.2"},
        "flags": [],
    }


def test_a_trace_without_a_result_has_no_numbers():
    told = tally(sheets(90, 80), RULES).as_json()
    assert [told[name] for name in ("mean", "plain_mean", "unrounded", "total", "criterion_means")] == [
        None,
        None,
        None,
        None,
        {},
    ]
    assert (told["outcome"], told["flags"]) == ("no_result", ["too_few_sheets"])


@given(st.integers(0, 8))
def test_plain_values_name_every_field_of_the_trace(count):
    trace = tally(sheets(*[80] * count), RULES, bonuses=[Adjustment("joint", D(3), "x")])
    told = trace.as_json()
    only_where_ruled = {"checks", "informing"}
    assert list(told) == [field.name for field in fields(trace) if field.name not in only_where_ruled]
    for line, said in zip((*trace.sheets, *trace.bonuses), (*told["sheets"], *told["bonuses"]), strict=True):
        assert list(said) == [field.name for field in fields(line)]


def test_a_complete_sheet_has_no_problem():
    points = {"technology.need": D(16), "technology.method": D("24.5"), "business": D(40)}
    assert check_sheet(points, RULES, overall="good work") == []


def test_what_keeps_a_sheet_from_being_signed():
    points = {"technology.need": D("20.5"), "technology.method": D("3.3"), "business": None, "charm": D(1)}
    assert check_sheet(points, RULES, overall="ok") == [
        SheetProblem("above_maximum", "technology.need", D(20)),
        SheetProblem("off_step", "technology.method", D("0.5")),
        SheetProblem("missing", "business"),
        SheetProblem("unknown", "charm"),
        SheetProblem("overall_comment_missing", "", 5),
    ]


@pytest.mark.parametrize(("given_points", "code"), [(D("-1"), "below_zero"), (D("NaN"), "not_a_number"), (70.0, "not_a_number")])
def test_a_wrong_number_is_refused_in_a_draft_too(given_points, code):
    assert [problem.code for problem in check_sheet({"business": given_points}, RULES, complete=False)] == [code]


@pytest.mark.parametrize(("points", "due"), [("29.5", True), ("30", False), ("47.5", False), ("48", True)])
def test_outside_the_usual_band_a_comment_is_due(points, due):
    sheet = {"technology.need": D(15), "technology.method": D(24), "business": D(points)}
    found = check_sheet(sheet, RULES, overall="good work")
    assert [problem.code for problem in found] == (["comment_missing"] if due else [])
    assert check_sheet(sheet, RULES, comments={"business": "because of the market"}, overall="good work") == []


@pytest.mark.parametrize(("grade", "points"), [("excellent", "20"), ("good", "16"), ("fair", "12")])
def test_a_grade_is_points_of_the_item(grade, points):
    assert str(points_for_grade(grade, RULES.items[0], RULES)) == points


half_points = st.integers(0, 200).map(lambda halves: D(halves) / 2)
panels = st.lists(half_points, min_size=3, max_size=9)


@given(panels, st.randoms(use_true_random=False))
def test_the_order_of_sheets_never_matters(totals, random):
    given_sheets = sheets(*totals)
    shuffled = random.sample(given_sheets, len(given_sheets))
    assert tally(shuffled, RULES) == tally(given_sheets, RULES)


@given(panels)
def test_the_mean_lies_among_the_scores(totals):
    trace = tally(sheets(*totals), RULES)
    kept = sorted(totals)[1:-1] if len(totals) >= 5 else sorted(totals)
    assert kept[0] <= trace.mean <= kept[-1]
    assert trace.counted == len(kept)
    assert abs(trace.total - trace.mean) <= D("0.005")


@given(st.lists(half_points, min_size=5, max_size=9), half_points)
def test_one_wild_score_cannot_leave_the_others_range(totals, wild):
    trace = tally(sheets(*totals[:-1], wild), RULES)
    assert min(totals[:-1]) <= trace.mean <= max(totals[:-1])


@given(panels, st.integers(0, 8), half_points)
def test_a_better_score_never_lowers_the_total(totals, which, more):
    better = list(totals)
    better[which % len(totals)] += more
    assert total_of(*better) >= total_of(*totals)


@given(panels, st.lists(st.tuples(st.sampled_from(["joint", "cross_region", "charm"]), half_points), max_size=4))
def test_bonus_never_exceeds_its_cap_nor_hurts(totals, asked):
    bonuses = [Adjustment(code, points, "evidence") for code, points in asked]
    trace = tally(sheets(*totals), RULES, bonuses=bonuses)
    assert D(0) <= trace.bonus <= RULES.bonus_cap
    assert trace.total >= total_of(*totals)


@given(st.lists(st.sampled_from([D(70), D(80)]), min_size=5, max_size=7))
def test_exactly_one_each_is_dropped_however_many_are_equal(totals):
    fates = [line.fate for line in tally(sheets(*totals), RULES).sheets]
    assert [len(list(group)) for _, group in itertools.groupby(sorted(fates))] == [len(totals) - 2, 1, 1]
