"""Years and what each region may spend: nothing without a reason, nothing beyond what is there."""

import pytest
from django.db.utils import IntegrityError

from accounts.models import Role, User
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from programme.actions.close_year import close_year
from programme.actions.commit_budget import commit_budget
from programme.actions.give_back_budget import give_back_budget
from programme.actions.open_year import open_year
from programme.actions.plan_year import plan_year
from programme.actions.set_regional_budget import set_regional_budget
from programme.actions.set_year_rulebook import set_year_rulebook
from programme.models import ProgrammeYear, RegionalBudget
from programme.queries import budget_lines, budget_of, together
from programme.states import YearStatus
from tests.factories.accounts import make_user
from tests.factories.clusters import make_region
from tests.factories.programme import make_budget, make_rulebook, make_year


@pytest.fixture
def central(db):
    return make_user(Role.CENTRAL)


@pytest.fixture
def capital(db):
    return make_region("capital")


def test_a_year_is_planned_opened_and_closed(central):
    year = plan_year(2026, rulebook=make_rulebook(), by=central)
    assert year.status == YearStatus.PLANNED
    assert open_year(year, by=central).status == YearStatus.OPEN
    assert close_year(year, by=central).status == YearStatus.CLOSED
    assert open_year(year, by=central).status == YearStatus.OPEN
    assert list(Event.objects.filter(stream="year/2026").values_list("verb", flat=True)) == [
        "planned",
        "opened",
        "closed",
        "opened",
    ]


def test_a_year_not_yet_open_cannot_be_closed(central):
    with pytest.raises(DomainError) as caught:
        close_year(make_year(is_open=False), by=central)
    assert caught.value.code == "illegal-move"


@pytest.mark.parametrize("number", [2026, 2004, 2101])
def test_a_year_exists_once_and_within_reason(central, number):
    make_year(2026)
    with pytest.raises(InvalidInput):
        plan_year(number, rulebook=make_rulebook(), by=central)
    assert ProgrammeYear.objects.count() == 1


def test_another_rulebook_is_chosen_until_the_year_closes(central):
    year, other = make_year(), make_rulebook("2026")
    assert set_year_rulebook(year, rulebook=other, by=central).rulebook == other
    close_year(year, by=central)
    with pytest.raises(DomainError) as caught:
        set_year_rulebook(year, rulebook=make_rulebook("2009"), by=central)
    assert caught.value.code == "year-closed"


def test_a_budget_is_set_and_changed_with_its_reason(central, capital):
    year = make_year()
    set_regional_budget(year, capital, amount_krw=6_600_000_000, reason="연초 배정", by=central)
    set_regional_budget(year, capital, amount_krw=7_000_000_000, reason="추가 배정", by=central)
    set_regional_budget(year, capital, amount_krw=7_000_000_000, reason="again", by=central)
    assert budget_of(year, capital).amount_krw == 7_000_000_000
    assert [event.data for event in Event.objects.filter(stream="year/2026", verb="budget set")] == [
        {"region": "capital", "from_krw": 0, "to_krw": 6_600_000_000, "why": "연초 배정"},
        {"region": "capital", "from_krw": 6_600_000_000, "to_krw": 7_000_000_000, "why": "추가 배정"},
    ]


@pytest.mark.parametrize(("amount", "reason", "field"), [(-1, "x", "amount_krw"), (99, "x", "amount_krw"), (500, " ", "reason")])
def test_what_a_budget_cannot_be(central, capital, amount, reason, field):
    year = make_year()
    make_budget(year, capital, 1000)
    commit_budget(year, capital, amount_krw=100, by=central, why="round/1")
    with pytest.raises(InvalidInput) as caught:
        set_regional_budget(year, capital, amount_krw=amount, reason=reason, by=central)
    assert list(caught.value.errors) == [field]
    assert budget_of(year, capital).amount_krw == 1000


def test_a_budget_of_nothing_is_a_budget(central, capital):
    year = make_year()
    assert set_regional_budget(year, capital, amount_krw=0, reason="사업 없음", by=central).pk
    assert budget_lines(year)[0].is_set


def test_a_closed_year_keeps_its_budgets(central, capital):
    year = make_year()
    make_budget(year, capital, 1000)
    close_year(year, by=central)
    with pytest.raises(DomainError):
        set_regional_budget(year, capital, amount_krw=2000, reason="x", by=central)


@pytest.mark.parametrize("role", [Role.HQ_HEAD, Role.HQ_OPERATOR, Role.MINISTRY, Role.AUDITOR, Role.ADMIN, Role.COMPANY_OWNER])
def test_only_the_programme_office_sets_budgets(capital, role):
    with pytest.raises(NotAllowed):
        set_regional_budget(make_year(), capital, amount_krw=1, reason="x", by=make_user(role))
    assert not RegionalBudget.objects.exists()


def test_money_is_committed_to_the_last_won_and_given_back(central, capital):
    year = make_year()
    make_budget(year, capital, 1000)
    assert commit_budget(year, capital, amount_krw=1000, by=central, why="round/1").left_krw == 0
    with pytest.raises(DomainError) as caught:
        commit_budget(year, capital, amount_krw=1, by=central, why="round/2")
    assert caught.value.code == "over-budget"
    assert give_back_budget(year, capital, amount_krw=400, by=central, why="proposal/7 withdrew").left_krw == 400
    with pytest.raises(DomainError) as caught:
        give_back_budget(year, capital, amount_krw=601, by=central, why="x")
    assert caught.value.code == "not-committed"
    assert [event.data["amount_krw"] for event in Event.objects.filter(verb__in=["budget committed", "budget given back"])] == [
        1000,
        400,
    ]


def test_a_head_commits_the_money_of_the_own_region_alone(capital):
    year = make_year()
    make_budget(year, capital, 1000)
    assert commit_budget(year, capital, amount_krw=10, by=make_user(Role.HQ_HEAD, region="capital"), why="x").left_krw == 990
    for stranger in (
        make_user(Role.HQ_HEAD, region="jeju"),
        make_user(Role.HQ_OPERATOR, region="capital"),
        make_user(Role.MINISTRY),
    ):
        for deed in (commit_budget, give_back_budget):
            with pytest.raises(NotAllowed):
                deed(year, capital, amount_krw=1, by=stranger, why="x")
    assert budget_of(year, capital).committed_krw == 10


def test_a_region_without_a_budget_has_nothing_to_commit(central, capital):
    with pytest.raises(DomainError) as caught:
        commit_budget(make_year(), capital, amount_krw=0, by=central, why="x")
    assert caught.value.code == "no-budget"


@pytest.mark.parametrize(
    "fields", [{"amount_krw": -1}, {"amount_krw": 10, "committed_krw": 11}, {"amount_krw": 10, "committed_krw": -1}]
)
def test_the_database_refuses_what_can_never_be(capital, fields):
    with pytest.raises(IntegrityError):
        RegionalBudget.objects.create(year=make_year(), region=capital, **fields)


def test_the_sums_of_all_regions(capital):
    year = make_year()
    make_region("jeju")
    make_budget(year, capital, 1000)
    make_budget(make_year(2027), capital, 5)
    commit_budget(year, capital, amount_krw=300, by=User.objects.system(), why="x")
    lines = budget_lines(year)
    assert {line.region.pk: (line.amount_krw, line.is_set, line.used_percent) for line in lines} == {
        "capital": (1000, True, 30),
        "jeju": (0, False, None),
    }
    assert together(lines) == (1000, 300, 700)
