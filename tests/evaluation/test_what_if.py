"""The list under other assumptions: the arithmetic, the log, the board."""

import time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import NotAllowed
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.run_what_if import run_what_if
from evaluation.models import Round, Standing, WhatIf
from evaluation.queries.what_if import bands, official_assumption, officially_selected, options
from evaluation.selection import Candidate, SelectionRules, select
from evaluation.what_if import Assumption, Option, what_if
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    give_budget,
    head_of,
    make_closed_call,
    make_eligible,
    make_scoring_round,
    make_tallied_round,
    operator_of,
)

MILLION = 1_000_000
LINE = Decimal(70)


def listed(*amounts: int, **more) -> list[Option[int]]:
    """From the best on, one point apart."""
    return [Option(n, n, Decimal(100 - n), amount, **more) for n, amount in enumerate(amounts, start=1)]


def assume(budget: int, mode: str = "skip_fill", **more) -> Assumption:
    return Assumption(budget_krw=budget, mode=mode, pass_line=more.pop("pass_line", LINE), **more)


drawn = st.lists(st.tuples(st.integers(1, 60), st.integers(50, 100), st.booleans()), max_size=12)


@given(drawn, st.integers(0, 300), st.sampled_from(["stop", "skip_fill"]), st.sampled_from(["none", "first", "required"]))
def test_with_the_rulebooks_assumptions_it_is_the_official_selection(rows, budget, mode, joint):
    rows = sorted(rows, key=lambda row: -row[1])
    found = [Option(n, n, Decimal(total), amount, is_joint) for n, (amount, total, is_joint) in enumerate(rows, start=1)]
    candidates = [Candidate(one.key, one.position, one.total >= LINE, one.amount_krw, one.joint) for one in found]
    official = select(candidates, budget, SelectionRules(mode, joint))
    outcome = what_if(found, assume(budget, mode, joint=joint))
    assert set(outcome.chosen) == {decision.key for decision in official.recommended}
    assert outcome.left_krw == official.left_krw


@given(drawn, st.integers(0, 300), st.integers(0, 100), st.none() | st.integers(1, 5), st.sampled_from(["stop", "skip_fill"]))
def test_no_assumption_is_ever_overspent_or_below_the_line(rows, budget, share, most, mode):
    found = [Option(n, n, Decimal(total), amount, is_joint, n % 3) for n, (amount, total, is_joint) in enumerate(rows, start=1)]
    outcome = what_if(found, assume(budget, mode, joint_share=share, projects_max=most, per_lead_max=2))
    chosen = [one for one in found if one.key in outcome.chosen]
    assert sum(one.amount_krw for one in chosen) == outcome.spent_krw <= budget
    assert all(one.total >= LINE for one in chosen)
    assert most is None or len(chosen) <= most
    assert all(sum(one.lead == lead for one in chosen) <= 2 for lead in range(3))


def test_money_kept_for_joint_projects_goes_to_them_first():
    found = [Option(1, 1, Decimal(95), 60), Option(2, 2, Decimal(90), 60), Option(3, 3, Decimal(80), 60, joint=True)]
    assert what_if(found, assume(120)).chosen == (1, 2)
    kept = what_if(found, assume(120, joint_share=50))
    assert kept.chosen == (1, 3)
    assert kept.overtaken == 1


def test_quotas_pass_over_and_end():
    same = listed(10, 10, 10, lead="a")
    assert what_if(same, assume(100, per_lead_max=2)).chosen == (1, 2)
    assert what_if(listed(10, 10, 10), assume(100, "stop", projects_max=1)).chosen == (1,)


def test_a_knapsack_buys_the_highest_sum_and_says_whom_it_overtakes():
    found = listed(100, 60, 40)  # 99 points for 100, or 98 + 97 for 100
    outcome = what_if(found, assume(100, "knapsack"))
    assert (set(outcome.chosen), outcome.overtaken, outcome.proved) == ({2, 3}, 1, True)
    assert what_if([], assume(100, "knapsack")).chosen == ()


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(70, 100)), min_size=1, max_size=8), st.integers(0, 90))
def test_the_knapsack_is_as_good_as_trying_everything(rows, budget):
    found = [Option(n, n, Decimal(total), amount * MILLION) for n, (amount, total) in enumerate(rows)]
    best = max(
        sum(one.total for one in found if mask >> one.key & 1)
        for mask in range(1 << len(found))
        if sum(one.amount_krw for one in found if mask >> one.key & 1) <= budget * MILLION
    )
    outcome = what_if(found, assume(budget * MILLION, "knapsack"))
    assert sum(found[key].total for key in outcome.chosen) == best


@pytest.mark.parametrize("broken", [assume(-1), assume(1, "alphabet"), assume(1, joint_share=101)])
def test_what_makes_no_sense_is_refused(broken):
    with pytest.raises(ValueError, match=r"."):
        what_if([], broken)


def test_twenty_thousand_take_a_second():
    found = [Option(n, n, Decimal(100) - Decimal(n) / 1000, 1 + n * 7919 % 500, n % 2 == 0, n % 9000) for n in range(20_000)]
    began = time.process_time()
    what_if(found, assume(1_000_000, joint="first", joint_share=30, per_lead_max=2))
    assert time.process_time() - began < 1


def test_a_picture_has_as_many_stretches_as_it_can_hold():
    found = bands(listed(*[1] * 45), {1, 2}, {2, 3}, number=20)
    assert (len(found), found[0].first, found[0].last, found[-1].last) == (15, 1, 3, 45)
    assert found[0].counts == (1, 1, 1, 0)


# --- Kept and shown -------------------------------------------------------------------------


def tallied(number: int = 3) -> Round:
    """Each asks 300 million; the money carries two."""
    call = make_closed_call()
    proposals = [make_eligible(call, requested_krw=300 * MILLION) for _ in range(number)]
    round = make_tallied_round(call, members=5, totals={one.pk: [95 - 5 * n] * 5 for n, one in enumerate(proposals)})
    give_budget(round, 600 * MILLION)
    return round


def board(round: Round) -> str:
    return reverse("evaluation:round-what-if", args=[round.ref])


@pytest.mark.django_db
def test_more_money_moves_somebody_in_and_the_run_is_kept():
    round = tallied()
    operator = operator_of()
    before = list(Standing.objects.values())
    run = run_what_if(round, assume(900 * MILLION, joint="first"), by=operator)
    assert (run.outcome["moved_in"], run.outcome["moved_out"], run.outcome["selected"]) == (1, 0, 3)
    assert run.outcome["in"] == [Standing.objects.get(position=3).proposal_id]
    assert list(Standing.objects.values()) == before
    event = Event.objects.get(stream=round.stream, verb="what-if-run")
    assert (event.actor, event.data["budget_krw"]) == (operator.key, 900 * MILLION)


@pytest.mark.django_db
def test_the_official_assumption_moves_nobody_before_and_after_the_confirmation():
    round = tallied()
    give = official_assumption(round)
    assert run_what_if(round, give, by=operator_of()).outcome["moved_in"] == 0
    confirm_ranking(round, by=head_of())
    round = Round.objects.joined().get(pk=round.pk)
    assert official_assumption(round) == give
    assert len(officially_selected(round)) == 2
    run = run_what_if(round, give, by=operator_of())
    assert (run.outcome["moved_in"], run.outcome["moved_out"]) == (0, 0)


@pytest.mark.django_db
def test_only_who_runs_the_round_tries_and_only_after_the_tally():
    round = tallied(1)
    for other in (operator_of("honam"), make_user(Role.EVALUATOR), make_user(Role.AUDITOR), make_user(Role.MINISTRY)):
        with pytest.raises(NotAllowed):
            run_what_if(round, assume(1), by=other)
    early = make_scoring_round()
    with pytest.raises(NotAllowed):
        run_what_if(early, assume(1), by=operator_of())


@pytest.mark.django_db
def test_the_board_runs_and_shows_who_moves(client):
    round = tallied()
    client.force_login(operator_of())
    assert client.get(board(round)).status_code == 200
    sent = {
        "budget_krw": "900000000",
        "mode": "knapsack",
        "pass_line": "70",
        "joint": "none",
        "joint_share": "",
        "projects_max": "",
        "per_lead_max": "",
    }
    answer = client.post(board(round), sent)
    assert answer.status_code == 302
    shown = client.get(answer.url).content.decode()
    assert Standing.objects.get(position=3).proposal.title in shown
    assert "배낭" in shown
    wrong = client.post(board(round), sent | {"pass_line": "170"})
    assert wrong.status_code == 422
    assert WhatIf.objects.count() == 1
    assert client.get(f"{board(round)}?run=0").status_code == 404


@pytest.mark.django_db
def test_the_board_costs_the_same_for_one_and_for_three(client):
    client.force_login(operator_of())
    counts = []
    for round in (tallied(3), tallied(5)):
        run = run_what_if(round, assume(10**10), by=operator_of())
        client.get(f"{board(round)}?run={run.pk}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{board(round)}?run={run.pk}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_what_is_walked_is_what_stands_on_the_list():
    round = tallied(2)
    assert [(one.key, one.amount_krw) for one in options(round)] == [
        (one.proposal_id, one.asked_krw) for one in round.standings.order_by("position")
    ]
