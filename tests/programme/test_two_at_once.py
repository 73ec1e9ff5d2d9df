"""Two offices, two connections, one moment. Each of these fails when its row is not held."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import Role, User
from audit.models import Event
from cluster_portal.shared.errors import DomainError
from programme.actions.close_year import close_year
from programme.actions.commit_budget import commit_budget
from programme.actions.freeze_rulebook import freeze_rulebook
from programme.actions.give_back_budget import give_back_budget
from programme.actions.set_regional_budget import set_regional_budget
from programme.actions.succeed_rulebook import succeed_rulebook
from programme.models import Rulebook
from programme.queries import budget_of
from tests.factories.accounts import make_user
from tests.factories.clusters import make_region
from tests.factories.programme import make_budget, make_rulebook, make_year, shipped_document

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def central():
    return make_user(Role.CENTRAL)


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Each deed on a connection of its own, all let go together: "done", or the code each was refused with, sorted."""
    start, outcomes = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(10)
            deed()
            outcomes.append("done")
        except DomainError as refused:
            outcomes.append(refused.code)
        except Exception as broken:
            outcomes.append(repr(broken))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


def test_two_rounds_released_at_once_never_overspend():
    capital, year = make_region("capital"), make_year()
    make_budget(year, capital, 1000)
    release = lambda: commit_budget(year, capital, amount_krw=600, by=User.objects.system(), why="round")  # noqa: E731
    assert at_once(release, release) == ["done", "over-budget"]
    assert budget_of(year, capital).committed_krw == 600


def test_what_was_committed_once_is_given_back_once():
    capital, year = make_region("capital"), make_year()
    make_budget(year, capital, 1000)
    commit_budget(year, capital, amount_krw=600, by=User.objects.system(), why="round")
    give = lambda: give_back_budget(year, capital, amount_krw=600, by=User.objects.system(), why="x")  # noqa: E731
    assert at_once(give, give) == ["done", "not-committed"]
    assert budget_of(year, capital).committed_krw == 0


def test_two_first_budgets_of_a_region_follow_each_other(central):
    capital, year = make_region("capital"), make_year()
    setting = [
        lambda amount=amount: set_regional_budget(year, capital, amount_krw=amount, reason="x", by=central)
        for amount in (500, 700)
    ]
    assert at_once(*setting) == ["done", "done"]
    first, second = Event.objects.filter(stream=year.stream, verb="budget set").order_by("seq")
    assert (first.data["from_krw"], second.data["from_krw"]) == (0, first.data["to_krw"])
    assert budget_of(year, capital).amount_krw == second.data["to_krw"]


def test_a_year_is_closed_once(central):
    year = make_year()
    assert at_once(lambda: close_year(year, by=central), lambda: close_year(year, by=central)) == ["done", "illegal-move"]
    assert Event.objects.filter(stream=year.stream, verb="closed").count() == 1


def test_a_rulebook_frozen_by_two_at_once_is_frozen_once(central):
    rulebook = make_rulebook()
    assert at_once(lambda: freeze_rulebook(rulebook, by=central), lambda: freeze_rulebook(rulebook, by=central)) == ["done"] * 2
    assert Event.objects.filter(stream=rulebook.stream, verb="frozen").count() == 1


def test_two_who_write_the_next_version_at_once_make_one(central):
    old = make_rulebook()
    writing = [
        lambda line=line: succeed_rulebook(old, document=shipped_document(scoring__pass_line=line), change_note="x", by=central)
        for line in ("60", "65")
    ]
    assert at_once(*writing) == ["already-succeeded", "done"]
    assert Rulebook.objects.filter(code="2010").count() == 2
