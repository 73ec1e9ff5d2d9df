"""What the shipped rulebooks hand to the arithmetic, and that it is fast enough for the largest round."""

import datetime as dt
import pathlib
import random
import time
from decimal import Decimal

import pytest

from evaluation.ranking import Entry, TieBreaker, rank
from evaluation.rulebook_rules import scoring_rules, selection_rules, tie_break_chain
from evaluation.scoring import Sheet, tally
from evaluation.selection import Candidate, select
from programme.rulebook import read_rulebook

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "programme" / "rulebooks"


def document(code: str):
    return read_rulebook((FOLDER / f"{code}.json").read_bytes())


@pytest.mark.parametrize(
    ("code", "track", "items"),
    [("2009", "single", 4), ("2010", "joint", 4), ("2026", "joint_business", 12), ("2026", "one_year", 10)],
)
def test_the_sheet_adds_up_to_one_hundred(code, track, items):
    rules = scoring_rules(document(code), track)
    assert len(rules.items) == items
    assert sum(item.maximum for item in rules.items) == 100


def test_the_reform_funds_joint_projects_first():
    rules = selection_rules(document("2010"), "joint")
    assert (rules.mode, rules.joint, rules.grant_cap_krw) == ("skip_fill", "first", 500_000_000)
    assert tie_break_chain(document("2010"), "joint")[0] == TieBreaker("criterion", "business")


def test_a_round_recomputes_under_another_rulebook():
    """Rules are data: the same sheets, other rules, another total."""
    sheets = [Sheet(f"seat-{n}", {"business": Decimal(total)}) for n, total in enumerate((60, 70, 80, 90, 100), 1)]
    assert tally(sheets, scoring_rules(document("2010"), "joint")).total == Decimal("80.00")
    with pytest.raises(KeyError):
        scoring_rules(document("2010"), "one_year")


def test_twenty_thousand_proposals_take_seconds():
    rules, chain = scoring_rules(document("2010"), "joint"), tie_break_chain(document("2010"), "joint")
    draw = random.Random(7)  # noqa: S311 - a fixed draw, so that every run times the same work
    began = time.process_time()
    traces = [
        tally(
            [Sheet(f"s{n}", {item.code: Decimal(draw.randint(0, int(item.maximum))) for item in rules.items}) for n in range(7)],
            rules,
        )
        for _ in range(20_000)
    ]
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    standings = rank(
        [Entry(key, trace.total, trace.criterion_means, submitted_at=moment) for key, trace in enumerate(traces)], chain
    )
    select(
        [Candidate(s.key, s.place, traces[s.key].passed, 10**8) for s in standings],
        10**12,
        selection_rules(document("2010"), "joint"),
    )
    assert len(standings) == 20_000
    assert time.process_time() - began < 20
