"""Signing in by e-mail, in both languages, and where the wrong person ends up."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import Role
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    user = make_user(Role.CENTRAL)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_sign_in_changes_the_session_key(client, person):
    client.get(reverse("account_login"))
    client.session["x"] = 1
    before = client.session.session_key
    page = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert page.status_code == 302
    assert client.session.session_key != before


def test_a_wrong_password_says_so_and_keeps_the_address(client, person):
    page = client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})
    assert page.status_code == 200
    assert person.email in page.text


def test_a_page_for_members_leads_to_sign_in_and_back(client):
    page = client.get(reverse("accounts:profile"))
    assert page.status_code == 302
    assert page.url == f"{reverse('account_login')}?next={reverse('accounts:profile')}"


def test_a_machine_is_told_to_sign_in(client):
    page = client.get(reverse("accounts:profile"), headers={"accept": "application/json"})
    assert (page.status_code, page.json()["code"]) == (401, "sign-in")


def test_the_wrong_role_is_refused(client, person):
    client.force_login(make_user(Role.COMPANY_OWNER))
    assert client.get(reverse("accounts:people-list")).status_code == 403


@pytest.mark.parametrize(("language", "word"), [("ko", "로그인"), ("en", "Sign in")])
def test_the_sign_in_page_speaks_both_languages(client, language, word):
    page = client.get(reverse("account_login"), headers={"accept-language": language})
    assert word in page.text


def test_too_many_wrong_passwords_are_slowed_down(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    for _ in range(3):
        client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})
    page = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert page.status_code == 200  # not signed in, though the password is right
    assert "_auth_user_id" not in client.session
