"""What a release makes known: the public's list, the applicant's disclosure, and what stays closed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Grant, Role
from evaluation.actions.release_round import release_round
from evaluation.models import Round, Standing
from evaluation.states import Decision
from tests.factories.accounts import make_organisation, make_user
from tests.factories.evaluation import COMMENT, head_of, make_confirmed_round

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def make_released(**confirmed) -> Round:
    round = make_confirmed_round(**({"proposals": 2, "members": 5, "budget_krw": 300_000_000} | confirmed))
    release_round(round, by=head_of())
    return Round.objects.joined().get(pk=round.pk)


def standing_of(round: Round, decision: str) -> Standing:
    return Standing.objects.select_related("proposal__lead").filter(round=round, decision=decision).first()


def owner_of(standing: Standing):
    return Grant.objects.get(organisation=standing.proposal.lead, role=Role.COMPANY_OWNER).user


def test_before_the_release_there_is_nothing(client):
    round = make_confirmed_round(proposals=1, members=5)
    standing = Standing.objects.select_related("proposal__lead").get(round=round)
    assert round.call.title_ko not in text_of(client.get(url("result-list")))
    assert client.get(url("result-round", round.ref)).status_code == 404
    client.force_login(owner_of(standing))
    assert client.get(url("result-detail", standing.proposal.ref)).status_code == 404
    assert client.get(url("result-print", standing.proposal.ref)).status_code == 404


def test_everybody_reads_the_list_without_scores(client):
    round = make_released()
    page = text_of(client.get(url("result-round", round.ref)))
    selected, reserve = standing_of(round, Decision.SELECTED), standing_of(round, Decision.RESERVE)
    assert selected.proposal.title in page
    assert reserve.proposal.title in page
    assert round.release.sha256 in page
    assert "80.00" not in page
    assert round.call.title_ko in text_of(client.get(url("result-list")))


def test_who_was_not_selected_is_not_named_in_public(client):
    round = make_confirmed_round(proposals=1, members=5, totals=None, budget_krw=0)
    Standing.objects.filter(round=round).update(decision=Decision.REJECTED, reserve_number=None)
    release_round(round, by=head_of())
    title = Standing.objects.select_related("proposal").get(round=round).proposal.title
    assert title not in text_of(client.get(url("result-round", round.ref)))


def test_an_applicant_reads_the_score_and_its_reasons(client):
    round = make_released()
    standing = standing_of(round, Decision.SELECTED)
    client.force_login(owner_of(standing))
    answer = client.get(url("result-detail", standing.proposal.ref))
    page = text_of(answer)
    assert "80.00" in page
    assert "협력이 뚜렷합니다." in page
    assert COMMENT in page
    assert not any(member.name in page for member in round.members.all()), "2010 discloses no names"
    assert "₩300,000,000" in page
    paper = client.get(url("result-print", standing.proposal.ref))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_rulebook_of_2026_names_the_panel_but_never_beside_a_score(client):
    round = make_released(code="2026")
    standing = standing_of(round, Decision.SELECTED)
    client.force_login(owner_of(standing))
    found = client.get(url("result-detail", standing.proposal.ref)).context["found"]
    assert [name for name, _where in found.evaluators] == sorted(member.name for member in round.members.all())


def test_another_firm_finds_no_disclosure(client):
    round = make_released()
    client.force_login(make_user(Role.COMPANY_OWNER, organisation=make_organisation("다른 기업")))
    ref = standing_of(round, Decision.SELECTED).proposal.ref
    assert client.get(url("result-detail", ref)).status_code == 404
    assert client.get(url("result-print", ref)).status_code == 404


@pytest.mark.parametrize("name", ["result-round", "result-detail"])
def test_a_result_costs_the_same_with_one_and_with_three(client, name):
    counts = []
    for proposals in (1, 3):
        round = make_released(proposals=proposals, budget_krw=2_000_000_000)
        standing = standing_of(round, Decision.SELECTED)
        client.force_login(owner_of(standing))
        address = url(name, round.ref if name == "result-round" else standing.proposal.ref)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
