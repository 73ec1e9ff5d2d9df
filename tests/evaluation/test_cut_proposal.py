"""What the panel takes off a proposal, and that the selection grants no more."""

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.cut_proposal import cut_proposal
from evaluation.actions.release_round import release_round
from evaluation.models import PanelCut, Round, RoundProposal, Standing
from evaluation.queries.what_if import options
from evaluation.states import Decision
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    give_budget,
    head_of,
    make_closed_call,
    make_closed_round,
    make_confirmed_round,
    make_eligible,
    make_scoring_round,
    make_tallied_round,
    operator_of,
    summarise,
)
from tests.factories.projects import owner_of

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def entry_of(round: Round, number: int = 0) -> RoundProposal:
    return list(round.entries.select_related("round__rulebook", "proposal").order_by("pk"))[number]


def cut(entry: RoundProposal, **given):
    return cut_proposal(
        entry,
        by=given.pop("by", None) or operator_of(),
        **{"recommended_krw": 200 * MILLION, "reason": "장비비가 큽니다."} | given,
    )


def two(make=make_tallied_round) -> Round:
    """Each asks 300 million; the money carries 500."""
    call = make_closed_call()
    proposals = [make_eligible(call, requested_krw=300 * MILLION) for _ in range(2)]
    round = make(call, members=5, totals={one.pk: [95 - 5 * n] * 5 for n, one in enumerate(proposals)})
    give_budget(round, 500 * MILLION)
    return round


def test_a_cut_lets_the_next_one_in():
    round = two()
    cut(entry_of(round))
    assert [one.amount_krw for one in options(round)] == [200 * MILLION, 300 * MILLION]
    confirm_ranking(round, by=head_of())
    assert list(Standing.objects.order_by("position").values_list("decision", "granted_krw")) == [
        (Decision.SELECTED, 200 * MILLION), (Decision.SELECTED, 300 * MILLION),
    ]  # fmt: skip


def test_a_cut_is_replaced_taken_back_and_kept_in_the_history():
    round = two(make_closed_round)
    entry = entry_of(round)
    cut(entry)
    cut(entry)
    cut(entry, recommended_krw=None, scope="2차년도 과제를 뺍니다.")
    assert PanelCut.objects.get().recommended_krw is None
    assert cut(entry, recommended_krw=None, scope="", reason="") is None
    assert cut(entry, recommended_krw=None, scope="", reason="") is None
    verbs = list(Event.objects.filter(stream=round.stream, verb__startswith="cut").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["cut-entered", "cut-entered", "cut-taken-back"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"recommended_krw": 300 * MILLION}, "recommended_krw"),
        ({"recommended_krw": 0}, "recommended_krw"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_cut_is_less_than_asked_and_has_its_reason(given, field):
    with pytest.raises(InvalidInput) as refusal:
        cut(entry_of(two(make_closed_round)), **given)
    assert list(refusal.value.errors) == [field]


def test_cuts_have_their_time():
    with pytest.raises(DomainError) as early:
        cut(entry_of(make_scoring_round(proposals=1)))
    confirmed = make_confirmed_round(proposals=1, members=5)
    with pytest.raises(DomainError) as late:
        cut(entry_of(confirmed))
    assert (early.value.code, late.value.code) == ("not-closed", "confirmed")


def test_only_who_runs_the_round_enters_cuts():
    entry = entry_of(two(make_closed_round))
    for other in (operator_of("honam"), make_user(Role.EVALUATOR), make_user(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            cut(entry, by=other)


def test_the_page_enters_a_cut_and_the_applicant_reads_it_after_the_release(client):
    round = two()
    entry = entry_of(round)
    client.force_login(operator_of())
    page = reverse("evaluation:cut-edit", args=[round.ref, entry.proposal.ref])
    assert client.get(page).status_code == 200
    wrong = client.post(page, {"recommended_krw": "900000000", "scope": "", "reason": "이유"})
    assert wrong.status_code == 422
    assert "이유" in wrong.content.decode()
    assert (
        client.post(page, {"recommended_krw": "200000000", "scope": "시제품을 한 종으로", "reason": "중복 장비"}).status_code
        == 302
    )
    summarise(round)
    confirm_ranking(round, by=head_of())
    release_round(round, by=head_of())
    client.force_login(owner_of(entry.proposal.lead))
    shown = client.get(reverse("evaluation:result-detail", args=[entry.proposal.ref])).content.decode()
    assert "시제품을 한 종으로" in shown
    assert "중복 장비" in shown
