"""Signing in by e-mail, in both languages, and where the wrong person ends up."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
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


def test_the_confirmation_leads_back_to_where_one_was_going(client):
    going = "/accounts/invitations/abc/"
    secret = "a-long-enough-phrase-7"
    typed = {"name": "새 사람", "email": "new@example.kr", "password1": secret, "password2": secret, "next": going}
    assert client.post(reverse("account_signup"), typed).status_code == 302
    assert User.objects.get(email="new@example.kr").name == "새 사람"
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]
    elsewhere = Client()  # the mail may be opened on the phone
    page = elsewhere.get(link)
    form = re.search(r'<form method="post" action="(/accounts/confirm-email/[^"]+)">.*?name="next" value="([^"]+)"', page.text)
    answer = elsewhere.post(form[1], {"next": form[2]})
    assert (answer.status_code, answer["Location"]) == (302, going)
    assert EmailAddress.objects.get(email="new@example.kr").verified


def test_the_confirmation_never_leads_outside(client):
    secret = "a-long-enough-phrase-7"
    typed = {"name": "새 사람", "email": "new@example.kr", "password1": secret, "password2": secret}
    client.post(reverse("account_signup"), typed | {"next": "https://evil.example/"})
    assert "evil" not in mail.outbox[0].body


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_links_of_sign_in_mails_stand_alone(client, person, language):
    asks = {"headers": {"accept-language": language}}
    secret = "a-long-enough-phrase-7"
    for address in ("new@example.kr", person.email):
        typed = {"name": "새 사람", "email": address, "password1": secret, "password2": secret}
        client.post(reverse("account_signup"), typed, **asks)
    for address in (person.email, "nobody@example.kr"):
        client.post(reverse("account_reset_password"), {"email": address}, **asks)
    assert len(mail.outbox) == 4
    for letter in mail.outbox:
        links = [line for line in letter.body.splitlines() if "http://" in line]
        assert len(links) == 1 and re.fullmatch(r"http://testserver/\S+/", links[0])
        spoken = letter.subject + letter.body.replace("산업단지 클러스터 포털", "")
        assert bool(re.search("[가-힣]", spoken)) is (language == "ko")
