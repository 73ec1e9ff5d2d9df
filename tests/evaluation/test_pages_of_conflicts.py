"""Conflicts of a round in the browser: found, narrowed, ruled on together, taken away, checked before anyone is invited."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from audit.models import PersonalDataAccess
from consultants.models import Expert, FormerEmployment
from evaluation.models import ConflictRuling, Round
from projects.models import Proposal
from tests.factories.accounts import make_user
from tests.factories.evaluation import SCORING_OPENS, make_closed_call, make_eligible, make_expert, make_round, operator_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hq(db) -> User:
    return operator_of()


@pytest.fixture
def round(db) -> Round:
    return make_round(proposals=2)


def worked_at(proposal: Proposal, **fields) -> Expert:
    expert = make_expert(**fields)
    FormerEmployment.objects.create(
        expert=expert, organisation=proposal.lead, started_on=dt.date(2020, 1, 1), ended_on=SCORING_OPENS.date()
    )
    return expert


def proposals(round: Round) -> list[Proposal]:
    return list(Proposal.objects.filter(rounds__round=round).order_by("pk"))


def page(round: Round, query: str = "") -> str:
    return reverse("evaluation:conflict-list", args=[round.ref]) + query


def keys(client, round: Round, query: str = "") -> list[str]:
    return [line.key for line in client.get(page(round, query)).context["page"].items]


def test_every_conflict_says_rule_facts_and_source(client, round, hq):
    first, _second = proposals(round)
    expert = worked_at(first)
    client.force_login(hq)
    answer = client.get(page(round))
    (line,) = answer.context["page"].items
    assert (line.expert, line.proposal, line.level) == (expert, first, "programme")
    text = answer.content.decode()
    assert f"{first.lead.name} 근무" in text
    assert "프로필의 경력" in text
    assert answer.context["pairs"] == 1


def test_the_list_is_narrowed(client, round, hq):
    first, second = proposals(round)
    one, other = worked_at(first), make_expert(organisation=second.lead)
    client.force_login(hq)
    for query, wanted in (
        ("?rule=former_employment", [one.pk]),
        (f"?q={other.user.name}", [other.pk]),
        (f"?q={second.lead.name}", [other.pk]),
        ("?level=statutory", []),
        ("?state=open", [one.pk, other.pk]),
        (f"?expert={one.pk}", [one.pk]),
        ("?rule=nonsense", [one.pk, other.pk]),
    ):
        found = [line.expert.pk for line in client.get(page(round, query)).context["page"].items]
        assert found == wanted, query


def test_those_ticked_are_ruled_on_and_open_again_when_facts_change(client, round, hq):
    experts = [worked_at(one) for one in proposals(round)]
    client.force_login(hq)
    send = reverse("evaluation:conflict-rule", args=[round.ref])
    ticked = keys(client, round)
    wrong = client.post(send, {"conflict": ticked, "outcome": "no_conflict", "reason": ""})
    assert wrong.status_code == 422
    assert wrong.context["ticked"] == ticked
    assert client.post(send, {"outcome": "stands", "reason": "x"}).status_code == 422
    done = client.post(send + "?state=open", {"conflict": ticked, "outcome": "no_conflict", "reason": "증명서 확인"})
    assert done.url == page(round, "?state=open")
    assert ConflictRuling.objects.count() == 2
    assert keys(client, round, "?state=lifted") == ticked
    FormerEmployment.objects.filter(expert=experts[0]).update(ended_on=SCORING_OPENS.date() - dt.timedelta(days=1))
    (line,) = client.get(page(round, "?state=reopened")).context["page"].items
    assert (line.expert, line.was.reason) == (experts[0], "증명서 확인")


def test_a_waiver_the_law_does_not_know_is_said_beside_the_ruling(client, round, hq):
    worked_at(proposals(round)[0])
    client.force_login(hq)
    send = reverse("evaluation:conflict-rule", args=[round.ref])
    answer = client.post(send, {"conflict": keys(client, round), "outcome": "waived", "reason": "전문가 부족"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["outcome"]


def test_the_auditor_reads_and_does_not_rule(client, round):
    worked_at(proposals(round)[0])
    client.force_login(make_user(Role.AUDITOR))
    answer = client.get(page(round))
    assert len(answer.context["page"].items) == 1
    assert not answer.context["may_rule"]


def test_the_table_asks_for_a_reason_and_is_counted(client, round, hq):
    expert = worked_at(proposals(round)[0])
    client.force_login(hq)
    export = reverse("evaluation:conflict-export", args=[round.ref])
    assert client.post(export, {"reason": ""}).status_code == 422
    table = b"".join(client.post(export, {"reason": "위촉 전 점검"}).streaming_content).decode()
    assert expert.name in table
    assert PersonalDataAccess.objects.get(actor=hq.key, what="conflicts of a round").why == "위촉 전 점검"


def test_names_are_checked_before_an_invitation(client, round, hq):
    tied, free = worked_at(proposals(round)[0]), make_expert()
    client.force_login(hq)
    check = reverse("evaluation:conflict-check", args=[round.ref])
    assert client.post(check, {"names": " , "}).status_code == 422
    answer = client.post(check, {"names": f"{tied.user.email}\n{free.name}, 없는 사람"})
    text = answer.content.decode()
    assert [one.asked for one in answer.context["checked"]] == [tied.user.email, free.name, "없는 사람"]
    assert "해당 없음" in text
    assert PersonalDataAccess.objects.filter(actor=hq.key, what="conflict check of names").exists()


def test_people_are_picked_from_a_small_pool_and_typed_of_a_large_one(client, round, hq, monkeypatch):
    tied = worked_at(proposals(round)[0])
    client.force_login(hq)
    check = reverse("evaluation:conflict-check", args=[round.ref])
    answer = client.post(check, {"names": "", "picked": [tied.pk]})
    assert [(one.asked, len(one.experts[0][2])) for one in answer.context["checked"]] == [(tied.name, 1)]
    monkeypatch.setattr("evaluation.queries.pool.PICKED_FROM", 0)
    assert "picked" not in client.get(check).context["form"].fields


def test_a_long_list_has_pages(client, round, hq, monkeypatch):
    monkeypatch.setattr("evaluation.conflict_pages.Table.page.__defaults__", (2,))
    first, _second = proposals(round)
    experts = [worked_at(first) for _ in range(3)]
    client.force_login(hq)
    shown = client.get(page(round)).context["page"]
    assert [line.expert for line in shown.items] == experts[:2]
    following = client.get(page(round, f"?cursor={shown.next_cursor}")).context["page"]
    assert ([line.expert for line in following.items], following.next_cursor) == (experts[2:], None)


def test_the_list_costs_the_same_with_one_and_with_three(client, hq):
    counts = []
    client.force_login(hq)
    for number in (1, 3):
        call = make_closed_call()
        for _ in range(number):
            worked_at(make_eligible(call))
        made = make_round(call)
        client.get(page(made))
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(page(made)).context["page"].items) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]
