"""The headquarters' pages: planning, panel, monitor, ranking, trace, confirmation, release; and who is kept out."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from consultants.models import Expert
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.propose_panel import propose_panel
from evaluation.models import Round, Sheet, Standing
from evaluation.queries.ranking import ranking_page, totals
from evaluation.ranking_pages import lines
from evaluation.states import Decision, MemberStatus, RoundStatus, SheetStatus
from notifications.models import Message
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    NOW,
    OVERALL,
    enter,
    fill,
    give_budget,
    head_of,
    make_closed_call,
    make_closed_round,
    make_confirmed_round,
    make_eligible,
    make_expert,
    make_pool,
    make_round,
    make_scoring_round,
    make_tallied_round,
    operator_of,
    seal,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def fresh(round: Round) -> Round:
    return Round.objects.joined().get(pk=round.pk)


# --- Planning and panel ---------------------------------------------------------------------


def test_a_round_is_planned_from_what_waits(client):
    call = make_closed_call(status="closed")
    proposal = make_eligible(call)
    client.force_login(operator_of())
    assert call.title_ko in text_of(client.get(url("round-list")))
    opens = NOW + dt.timedelta(days=1)
    sent = {
        "what": f"{call.ref}/capital",
        "scoring_opens_at": f"{opens:%Y-%m-%dT%H:%M}",
        "scoring_closes_at": f"{opens + dt.timedelta(days=10):%Y-%m-%dT%H:%M}",
    }
    answer = client.post(url("round-plan"), sent)
    round = Round.objects.get()
    assert answer.url == url("round-panel", round.ref)
    assert [entry.proposal for entry in round.entries.all()] == [proposal]


def test_times_that_do_not_fit_are_said_beside_the_field(client):
    call = make_closed_call(status="closed")
    make_eligible(call)
    client.force_login(operator_of())
    opens = NOW + dt.timedelta(days=1)
    same = f"{opens:%Y-%m-%dT%H:%M}"
    answer = client.post(url("round-plan"), {"what": f"{call.ref}/capital", "scoring_opens_at": same, "scoring_closes_at": same})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"scoring_closes_at"}
    assert not Round.objects.exists()


def test_the_panel_is_filled_changed_and_invited(client):
    round = make_round()
    make_pool()
    make_expert("dongnam")
    client.force_login(operator_of())
    assert client.post(url("panel-propose", round.ref)).url == url("round-panel", round.ref)
    members = list(round.members.all())
    assert len(members) == 7
    page = client.get(url("round-panel", round.ref))
    assert page.context["check"].is_sound
    out = next(one for one in members if one.region_id == "dongnam")
    # Somebody of the same region keeps the balance, whoever the panel's own order has seated.
    unseated = Expert.objects.exclude(pk__in=[one.expert_id for one in members])
    add = (unseated.filter(region="dongnam").first() or unseated.first()).pk
    assert client.post(url("panel-change", round.ref), {"remove": out.pk, "add": add, "reason": ""}).status_code == 422
    assert client.post(url("panel-change", round.ref), {"remove": out.pk, "add": add, "reason": "전문 분야"}).status_code == 302
    out.refresh_from_db()
    assert out.status == MemberStatus.REPLACED
    assert round.members.seated().filter(expert=add, reason="전문 분야").exists()
    client.post(url("panel-invite", round.ref))
    assert fresh(round).status == RoundStatus.INVITING
    assert set(round.members.seated().values_list("status", flat=True)) == {MemberStatus.INVITED}


def test_a_broken_rule_is_named(client):
    round = make_round()
    for _ in range(6):
        make_expert("capital")
    client.force_login(operator_of())
    page = text_of(client.post(url("panel-propose", round.ref), follow=True))
    assert "alert error" in page
    assert not round.members.exists()


# --- Scoring -------------------------------------------------------------------------------------


def test_the_monitor_shows_states_and_never_a_score_before_the_close(client):
    round = make_scoring_round(proposals=1, members=5)
    sheets = list(Sheet.objects.filter(round=round).joined())
    seal(sheets[0], "93.5")
    fill(sheets[1], 61)
    client.force_login(head_of())
    for name in ("round-monitor", "round-detail", "entry-list"):
        page = text_of(client.get(url(name, round.ref)))
        assert "93.5" not in page
        assert OVERALL not in page
    cells = client.get(url("round-monitor", round.ref)).context["rows"][0].cells
    assert sorted(str(cell.tone) for cell in cells) == sorted(["ok", "info", "neutral", "neutral", "neutral"])
    assert client.get(url("round-ranking", round.ref)).status_code == 403


def test_a_sealed_sheet_is_given_back_with_a_reason(client):
    round = make_scoring_round(proposals=1, members=5)
    sheet = seal(Sheet.objects.filter(round=round).first(), 80)
    client.force_login(operator_of())
    assert client.post(url("sheet-reopen", round.ref, sheet.pk), {"reason": ""}).status_code == 422
    assert client.post(url("sheet-reopen", round.ref, sheet.pk), {"reason": "점수를 잘못 적음"}).url == url(
        "round-monitor", round.ref
    )
    assert Sheet.objects.get(pk=sheet.pk).status == SheetStatus.DRAFT


def test_more_time_needs_a_later_time_and_a_reason(client):
    round = make_scoring_round(proposals=1, members=5)
    client.force_login(operator_of())
    later = round.scoring_closes_at + dt.timedelta(days=2)
    seoul = dt.timezone(dt.timedelta(hours=9))
    earlier = {
        "closes_at": f"{(round.scoring_closes_at - dt.timedelta(days=1)).astimezone(seoul):%Y-%m-%dT%H:%M}",
        "reason": "출장",
    }
    assert client.post(url("round-extend", round.ref), earlier).status_code == 422
    assert (
        client.post(
            url("round-extend", round.ref), {"closes_at": f"{later.astimezone(seoul):%Y-%m-%dT%H:%M}", "reason": "출장"}
        ).status_code
        == 302
    )
    assert fresh(round).scoring_closes_at == later.replace(second=0)


def test_only_the_head_closes_early(client):
    round = make_scoring_round(proposals=1, members=5)
    for sheet in Sheet.objects.filter(round=round):
        seal(sheet, 80)
    client.force_login(operator_of())
    assert client.get(url("round-close", round.ref)).status_code == 403
    client.force_login(head_of())
    assert client.post(url("round-close", round.ref), {"reason": "모두 확정"}).status_code == 302
    assert fresh(round).status == RoundStatus.CLOSED


# --- After the close --------------------------------------------------------------------------------


def test_points_with_evidence_then_the_tally(client):
    round = make_closed_round(proposals=1, members=5)
    proposal = round.entries.get().proposal
    client.force_login(operator_of())
    address = url("adjustment-edit", round.ref, proposal.ref)
    given = {"penalty-recent_sanction-points": "2", "penalty-recent_sanction-evidence": ""}
    assert client.post(address, given).status_code == 422
    assert client.post(address, given | {"penalty-recent_sanction-evidence": "제재 통지 2025-3"}).status_code == 302
    assert client.post(url("round-tally", round.ref)).url == url("round-ranking", round.ref)
    standing = Standing.objects.get(round=round)
    assert (standing.mean, standing.penalty) == (80, 2)
    trace = text_of(client.get(url("round-trace", round.ref, proposal.ref)))
    assert "제재 통지 2025-3" in trace
    assert trace.count('<li class="is-dropped">') == 2


def test_an_opinion_is_written_beside_the_comments(client):
    round = make_closed_round(proposals=1, members=5)
    proposal = round.entries.get().proposal
    client.force_login(operator_of())
    address = url("opinion-edit", round.ref, proposal.ref)
    assert OVERALL in text_of(client.get(address))
    assert client.post(address, {"strengths": "협력", "improvements": " "}).status_code == 422
    assert client.post(address, {"strengths": "협력", "improvements": "판로"}).url == url("entry-list", round.ref)
    assert round.opinions.get().improvements == "판로"


def test_equals_at_the_line_are_put_in_order_by_people(client):
    call = make_closed_call()
    same = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for _ in range(2):
        make_eligible(call, requested_krw=300_000_000, submitted_at=same)
    round = make_tallied_round(call, members=5)
    give_budget(round, 400_000_000)
    client.force_login(head_of())
    page = client.get(url("round-confirm", round.ref))
    assert len(page.context["tied"]) == 2
    assert fresh(round).status == RoundStatus.TALLIED
    client.post(url("round-confirm", round.ref), {"confirm": "1"})
    assert fresh(round).status == RoundStatus.TALLIED, "an order is asked for"
    first, second = (row.standing.proposal_id for row in page.context["tied"])
    odd = {"confirm": "1", f"order-{first}": "9" * 5000, f"order-{'9' * 50}": "1", "order-": "1"}
    assert client.post(url("round-confirm", round.ref), odd).status_code == 200
    client.post(url("round-confirm", round.ref), {"confirm": "1", f"order-{first}": "2", f"order-{second}": "1"})
    assert fresh(round).status == RoundStatus.CONFIRMED
    assert dict(Standing.objects.values_list("proposal", "decision")) == {second: Decision.SELECTED, first: Decision.RESERVE}


def test_the_release_previews_its_letters_and_happens_once(client):
    round = make_confirmed_round(proposals=2, members=5, budget_krw=300_000_000)
    client.force_login(head_of())
    page = client.get(url("round-release", round.ref))
    assert {one.decision: one.proposals for one in page.context["letters"]} == {"selected": 1, "reserve": 1, "rejected": 0}
    expected = sum(one.people for one in page.context["letters"])
    before = Message.objects.count()
    assert client.post(url("round-release", round.ref)).url == url("result-round", round.ref)
    client.post(url("round-release", round.ref))
    assert Message.objects.count() - before == expected


def test_the_ranking_draws_the_budgets_line_under_the_last_selected(client):
    round = make_confirmed_round(proposals=2, members=5, budget_krw=300_000_000)
    client.force_login(operator_of())
    lines = client.get(url("round-ranking", round.ref)).context["lines"]
    assert [(line.decision, line.line_below) for line in lines] == [
        (Decision.SELECTED.label, True),
        (Decision.RESERVE.label, False),
    ]
    assert lines[0].spent == lines[0].granted == "300,000,000"


def test_the_budgets_line_is_drawn_once_on_all_pages_together():
    round = make_confirmed_round(proposals=3, members=5, budget_krw=600_000_000)
    head, last = head_of(), totals(round).last_selected
    assert last == 2
    first = ranking_page(head, round, size=1)
    pages = [first, ranking_page(head, round, first.next_cursor, size=2)]
    drawn = [[line.line_below for line in lines(round, page, last_selected=last)] for page in pages]
    assert drawn == [[False], [True, False]]


def test_evidence_without_points_is_not_lost_in_silence(client):
    round = make_closed_round(proposals=1, members=5)
    client.force_login(operator_of())
    address = url("adjustment-edit", round.ref, round.entries.get().proposal.ref)
    answer = client.post(address, {"penalty-recent_sanction-points": "", "penalty-recent_sanction-evidence": "제재 통지"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"penalty-recent_sanction-points"}


# --- Who is kept out ------------------------------------------------------------------------------------


def test_another_regions_headquarters_finds_nothing(client):
    round = make_scoring_round(proposals=1, members=5)
    client.force_login(head_of("honam"))
    for name in ("round-detail", "round-panel", "round-monitor", "entry-list", "round-ranking", "round-release"):
        assert client.get(url(name, round.ref)).status_code == 404, name
    for name in ("round-open", "round-tally", "panel-propose", "panel-invite"):
        assert client.post(url(name, round.ref)).status_code == 404, name


def test_the_ministry_sees_the_ranking_when_it_is_confirmed(client):
    ministry = make_user(Role.MINISTRY)
    round = make_tallied_round(proposals=1, members=5)
    client.force_login(ministry)
    assert client.get(url("round-ranking", round.ref)).status_code == 404
    confirmed = make_confirmed_round(proposals=1, members=5)
    assert client.get(url("round-ranking", confirmed.ref)).status_code == 200
    trace = client.get(url("round-trace", confirmed.ref, confirmed.entries.get().proposal.ref))
    assert trace.context["sheets"] == []
    assert confirmed.members.first().name not in text_of(trace)


def test_the_auditor_reads_no_name_beside_a_declared_conflict_before_the_close(client):
    round = make_round(proposals=2)
    make_pool(home=3, away=4)
    operator = operator_of()
    propose_panel(round, by=operator, at=round.scoring_opens_at)
    invited = invite_panel(round, by=operator, at=round.scoring_opens_at)[0]
    member = enter(invited, conflicts={round.entries.first().proposal: "kin"})
    address = url("round-panel", round.ref)
    client.force_login(make_user(Role.AUDITOR))
    page = text_of(client.get(address))
    assert member.name not in page
    assert "공동연구 중입니다." not in page
    client.force_login(operator)
    page = text_of(client.get(address))
    assert member.name in page
    assert "공동연구 중입니다." in page


# --- Constant queries ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["round-list", "round-monitor", "round-ranking", "entry-list"])
def test_a_list_costs_the_same_with_one_and_with_three(client, name):
    head, counts = head_of(), []
    client.force_login(head)
    for proposals in (1, 3):
        round = (make_confirmed_round if name == "round-ranking" else make_scoring_round)(proposals=proposals, members=5)
        address = url(name) if name == "round-list" else url(name, round.ref)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
