"""The pages that libraries bring: signing in is everybody's, Django's admin is the system administrator's."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.permissions.roles import ROLES
from tests.permissions.sweep import MAY, MAY_NOT, SIGN_IN, in_a_word, is_of_a_library, routes

pytestmark = pytest.mark.xdist_group("permissions")
NO_ONE_ELSE = dict.fromkeys(ROLES, MAY_NOT) | {"vis": SIGN_IN, "adm": MAY}
SIGN_IN_PAGES = sorted(route.name for route in routes() if is_of_a_library(route) and not route.takes and ":" not in route.name)
# What only somebody signed in can do: allauth asks a visitor to sign in.
OF_ONESELF = {
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "account_logout",
    "account_confirm_login_code",
}


def found(world, path: str) -> dict[str, str]:
    return {who: in_a_word(client.get(path)) for who, client in world.clients.items()}


@pytest.mark.parametrize("name", [n for n in SIGN_IN_PAGES if n != "account_logout"])
def test_sign_in_pages_answer_everybody(world, name):
    expected = dict.fromkeys(ROLES, MAY) | ({"vis": SIGN_IN} if name in OF_ONESELF else {})
    assert {who: word for who, word in found(world, reverse(name)).items() if word != expected[who]} == {}


@pytest.mark.parametrize("page", ["admin:index", "admin:password_change", "admin:jsi18n", "admin:login", "admin:logout"])
def test_the_admin_site_is_the_administrators(world, page):
    """Also its own sign-in page: the portal has one door."""
    answers = found(world, reverse(page))
    assert {who: word for who, word in answers.items() if who != "adm"} == {
        who: word for who, word in NO_ONE_ELSE.items() if who != "adm"
    }


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_every_list_of_the_admin_site_too(world, model):
    label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert {who: word for who, word in found(world, reverse(f"{label}_changelist")).items() if word != NO_ONE_ELSE[who]} == {}
    row = model._default_manager.first()
    if row is not None:
        assert {
            who: word for who, word in found(world, reverse(f"{label}_change", args=[row.pk])).items() if word != NO_ONE_ELSE[who]
        } == {}


def test_the_admin_site_shows_no_score(world):
    """The system administrator sees no scores: no model that carries them is registered at all."""
    from evaluation.models import Sheet, SheetSeal, Standing

    assert not {Sheet, SheetSeal, Standing} & set(admin.site._registry)
