"""The interface kit is tested on its own component page, by the system administrator."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.accounts import make_user
from tests.journeys.kit import Person

BROWSER_FILES = {"test_components_axe.py", "test_autosave.py", "test_behaviours.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/ui/" in str(item.path) and item.path.name in BROWSER_FILES:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture
def admin(transactional_db):
    return make_user("admin")


def signed_in(person: Person, user: User, address: str) -> Person:
    """Give the browser a session; how people sign in is another test's matter."""
    client = Client()
    client.force_login(user)
    person.page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    return person


@pytest.fixture
def builder(journey, admin):
    """The administrator in front of a desktop browser."""
    return signed_in(journey.person(), admin, journey.address)


@pytest.fixture
def builder_on_phone(journey, admin):
    return signed_in(journey.person(phone=True), admin, journey.address)
