"""Pass-or-fail questions decide whatever the points; lines that inform are shown and never counted."""

import json
import pathlib
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from cluster_portal.shared.errors import InvalidInput, NotReady
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.release_round import release_round
from evaluation.actions.save_score import save_score
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.actions.tally_round import tally_round
from evaluation.models import Round, Sheet, Standing
from evaluation.scoring import ScoredItem, ScoringRules, SheetProblem, check_sheet, sheet_total, tally
from evaluation.scoring import Sheet as Given
from evaluation.states import Decision
from programme.actions.load_rulebooks import load_rulebooks
from programme.models import Rulebook
from programme.models.rulebook import digest
from programme.rulebook import RulebookErrors, read_rulebook
from programme.rulebook_page import readable
from tests.evaluation.packets import export, verifier
from tests.evaluation.test_offline_sheets import filled_in, take, taken_away, upload
from tests.factories.evaluation import (
    AFTER_CLOSE,
    COMMENT,
    OVERALL,
    SCORING_OPENS,
    fill,
    give_budget,
    head_of,
    make_closed_call,
    make_eligible,
    make_scoring_round,
    operator_of,
    points_of,
    summarise,
)

D = Decimal
SHIPPED = pathlib.Path(__file__).resolve().parents[2] / "programme" / "rulebooks" / "2010.json"
RULES = ScoringRules(
    items=(ScoredItem("plan", "plan", D(60)), ScoredItem("team", "team", D(40))), step=D("0.5"), drop_highest=1, drop_lowest=1,
    trim_from=5, when_fewer="plain_mean", sheets_min=3, places=2, rounding="half_up", pass_line=D(70), comment_characters=5,
    checks=("ethics",), informing=(ScoredItem("green", "green", D(10)),),
)  # fmt: skip
QUESTION = {"code": "ethics", "name": {"ko": "연구윤리 준수", "en": "Research ethics kept"}}
GREEN = {"code": "green", "name": {"ko": "탄소 감축 기여", "en": "Contribution to carbon reduction"}, "points": "10"}


def sheets(*answers: int | None, total: int = 80, green: str | None = None) -> list[Given]:
    """One sheet per answer to the question; none where it was left out."""
    extra = {} if green is None else {"green": D(green)}
    return [
        Given(f"seat-{n}", {"plan": D(60), "team": D(total - 60)} | extra | ({} if answer is None else {"ethics": D(answer)}))
        for n, answer in enumerate(answers, 1)
    ]


def by(rule: str) -> ScoringRules:
    return replace(RULES, fails_by=rule)


@pytest.mark.parametrize(
    ("rule", "answers", "failed"),
    [
        ("majority", (1, 1, 1, 0, 0), False),
        ("majority", (1, 1, 0, 0, 0), True),
        ("majority", (1, 1, 0, 0), False),  # half is no majority
        ("majority", (0, None, None), True),  # who did not answer speaks neither for nor against
        ("any", (1, 1, 1, 1, 0), True),
        ("any", (1, 1, 1), False),
        ("all", (0, 0, 0, 0, 1), False),
        ("all", (0, 0, 0), True),
        ("all", (None, None, None), False),
    ],
)
def test_so_many_sheets_fail_a_proposal(rule, answers, failed):
    trace = tally(sheets(*answers), by(rule))
    assert (trace.checks[0].failed, trace.outcome) == (failed, "failed" if failed else "passed")
    assert ("check_failed" in trace.flags) == failed
    assert trace.total == D("80.00")  # the points are what they are


def test_a_sheet_dropped_from_the_mean_still_answers():
    given = [*sheets(1, 1, 1), Given("low", {"plan": D(1), "ethics": D(0)}), Given("high", {"plan": D(99), "ethics": D(0)})]
    line = tally(given, RULES).checks[0]
    assert (line.passes, line.fails) == (3, 2)


@given(st.lists(st.sampled_from([0, 1]), min_size=3, max_size=9), st.lists(st.integers(0, 100), min_size=3, max_size=9))
def test_what_is_checked_or_informs_never_moves_a_total(answers, totals):
    plain = [Given(f"s{n}", {"plan": D(total)}) for n, total in enumerate(totals)]
    more = [
        Given(one.seat, {**one.points, "ethics": D(answers[n % len(answers)]), "green": D(n % 10)}) for n, one in enumerate(plain)
    ]
    without, with_them = tally(plain, RULES), tally(more, RULES)
    assert (without.total, without.mean, without.criterion_means) == (with_them.total, with_them.mean, with_them.criterion_means)
    assert not with_them.passed or without.passed
    assert all(sheet_total(one.points, RULES) == one.points["plan"] for one in more)


def test_the_mean_of_what_informs_is_over_those_who_answered():
    trace = tally([*sheets(1, 1, green="4"), *sheets(1, 1, 1)[2:]], RULES)
    assert trace.informing == {"green": D(4)}
    assert trace.as_json()["informing"] == {"green": "4"}
    assert tally(sheets(1, 1, 1), RULES).as_json()["informing"] == {"green": None}


def test_rules_without_checks_leave_the_trace_as_it_was():
    made = tally(sheets(None, None, None), replace(RULES, checks=(), informing=())).as_json()
    assert {"checks", "informing"}.isdisjoint(made)


@pytest.mark.parametrize(
    ("points", "comments", "codes"),
    [
        ({}, {}, ["unanswered"]),
        ({"ethics": D(1)}, {}, []),
        ({"ethics": D(0)}, {}, ["comment_missing"]),
        ({"ethics": D(0)}, {"ethics": "이유를 적습니다"}, []),
        ({"ethics": D("0.5")}, {}, ["not_pass_or_fail"]),
        ({"ethics": D(1), "green": D(11)}, {}, ["above_maximum"]),
        ({"ethics": D(1), "green": D("NaN")}, {}, ["not_a_number"]),
    ],
)
def test_a_check_is_answered_and_a_fail_explained(points, comments, codes):
    problems = check_sheet({"plan": D(50), "team": D(30)} | points, RULES, comments=comments)
    assert [problem.code for problem in problems] == codes
    assert SheetProblem("unanswered", "ethics") not in check_sheet(points, RULES, complete=False)


# --- In the rulebook ----------------------------------------------------------------------


def ruled(**changes) -> dict:
    document = json.loads(SHIPPED.read_bytes()) | {"code": "2010-checked"}
    why = {"ko": "시험용 규칙입니다.", "en": "A rule for tests."}
    value = {"items": [QUESTION], "fails_by": "majority"} | changes
    document["tracks"][0]["checks"] = {"value": value, "source": "choice", "note": why}
    document["tracks"][0]["informing"] = {"value": [GREEN], "source": "choice", "note": why}
    return document


def test_a_rulebook_without_checks_keeps_its_digest():
    document = read_rulebook(SHIPPED.read_bytes())
    assert {"checks", "informing"}.isdisjoint(document.plain()["tracks"][0])
    assert read_rulebook(document.plain()) == document


def test_a_rulebook_with_checks_survives_the_round_trip_and_is_read_on_its_page():
    document = read_rulebook(ruled())
    assert read_rulebook(json.dumps(document.plain())) == document
    lines = [said.lines for group in readable([document]) for row in group.rows for cell in row.cells for said in cell]
    assert any("연구윤리 준수" in line for line in lines)
    assert any("탄소 감축 기여 10" in line for line in lines)


def test_one_code_stands_for_one_line_of_the_sheet():
    with pytest.raises(RulebookErrors):
        read_rulebook(ruled(items=[QUESTION | {"code": "business"}]))


# --- In a round ---------------------------------------------------------------------------


@pytest.fixture
def round(db):
    load_rulebooks(by=User.objects.system())
    plain = read_rulebook(ruled()).plain()
    Rulebook.objects.create(
        code="2010-checked", version=1, title_ko="시험", title_en="Test", document=plain, sha256=digest(plain)
    )
    call = make_closed_call("2010-checked")
    for _ in range(2):
        make_eligible(call, requested_krw=100_000_000)
    return make_scoring_round(call, members=5)


def answered(sheet: Sheet, answer: str, comment: str = COMMENT) -> Sheet:
    filled = fill(sheet)
    points, comments = points_of(filled) | {"ethics": answer, "green": "7"}, {"ethics": comment}
    return save_score(
        filled, by=filled.member.expert.user, version=filled.version, points=points, comments=comments, overall=OVERALL,
        at=SCORING_OPENS,
    )  # fmt: skip


def test_a_sheet_is_signed_with_its_answers_and_they_are_in_no_total(round):
    sheet = Sheet.objects.filter(round=round).first()
    filled, who = fill(sheet), sheet.member.expert.user
    with pytest.raises(NotReady):
        seal_sheet(filled, by=who, version=filled.version, at=SCORING_OPENS)
    with pytest.raises(InvalidInput):
        save_score(filled, by=who, version=filled.version, points={"ethics": "2"}, at=SCORING_OPENS)
    ready = answered(filled, "1")
    seal = seal_sheet(ready, by=who, version=ready.version, at=SCORING_OPENS)
    assert (seal.total, seal.points["ethics"], seal.points["green"]) == (80, "1", "7")


def test_a_proposal_that_fails_a_check_is_not_selected_is_told_why_and_anybody_can_recompute_it(round, tmp_path):
    failing = round.entries.order_by("pk").first().proposal_id
    for sheet in Sheet.objects.filter(round=round).joined().order_by("member__seat"):
        ready = answered(sheet, "0" if sheet.proposal_id == failing and sheet.member.seat <= 3 else "1")
        seal_sheet(ready, by=sheet.member.expert.user, version=ready.version, at=SCORING_OPENS)
    close_due_rounds(at=AFTER_CLOSE)
    tally_round(round, by=operator_of())
    give_budget(round, 10**10)
    confirm_ranking(round, by=head_of())
    failed, passed = Standing.objects.get(round=round, proposal=failing), Standing.objects.exclude(proposal=failing).get()
    assert (failed.total, failed.outcome, failed.decision, failed.decision_reason) == (
        80,
        "failed",
        Decision.REJECTED,
        "check_failed",
    )
    assert (passed.total, passed.decision) == (80, Decision.SELECTED)
    client = Client()
    client.force_login(operator_of(), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("evaluation:round-trace", args=[round.ref, failed.proposal.ref])).content.decode()
    assert "연구윤리 준수" in page and "탄소 감축 기여" in page
    summarise(round)
    release_round(round, by=head_of())
    folder, script = export(round, tmp_path / "packet"), verifier()
    assert script.differences(folder) == []
    scores = (folder / "scores.csv").read_text(encoding="utf-8")
    assert "ethics" in scores.splitlines()[0] and "green" in scores.splitlines()[0]
    selection = folder / "selection.csv"
    selection.write_text(selection.read_text(encoding="utf-8").replace("check_failed", "below_pass_line"), encoding="utf-8")
    assert "selection.csv" in script.differences(folder)[0]


def test_the_sheets_page_asks_the_question_and_saves_the_answer(round):
    sheet = Sheet.objects.filter(round=round).joined().first()
    Round.objects.filter(pk=round.pk).update(scoring_opens_at=SCORING_OPENS)
    client = Client()
    client.force_login(sheet.member.expert.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = [round.ref, sheet.proposal.ref]
    page = client.get(reverse("evaluation:sheet", args=address)).content.decode()
    assert 'name="points-ethics"' in page and 'name="points-green"' in page
    saved = client.post(
        reverse("evaluation:sheet-autosave", args=address), {"field": "points-ethics", "value": "0", "version": sheet.version}
    )
    assert saved.status_code == 200
    assert saved.json()["totals"]["filled"] == "1"
    assert "#due-ethics" in saved.json()["html"]


def test_answers_are_filled_in_offline_in_words_of_either_language(round):
    sheet = Sheet.objects.filter(round=round).joined().order_by("pk").first()
    for words, answer in (("적합", "1"), ("FAIL", "0")):
        page = upload(sheet, filled_in(taken_away(sheet), sheet, points={"ethics": words, "green": 7}))
        assert page.context["cards"][0].lines[0].filled == ("적합" if answer == "1" else "부적합")
        take(sheet, page)
        sheet = Sheet.objects.joined().get(pk=sheet.pk)
        assert (sheet.points["ethics"], sheet.points["green"]) == (answer, "7")
    refused = upload(sheet, filled_in(taken_away(sheet), sheet, points={"ethics": "글쎄"}))
    assert refused.context["cards"][0].lines[0].verdict == "refuse"
