"""Reading notices, choosing mails, and the demonstration's mailbox, in a browser."""

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from notifications.states import MailStatus
from tests.factories.accounts import make_user
from tests.factories.notifications import make_notice, make_sent_mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def central():
    user = make_user("central", email="central@example.kr")
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_notice_is_read_and_leads_where_it_says(journey, central, phone):
    make_notice(central, subject="과제가 접수되었습니다", link="/notifications/preferences/")
    person = journey.person(central, phone=phone)
    person.go("/notifications/")
    person.looks_right("notices")
    expect(person.page.locator(".bell-count")).to_contain_text("1")
    person.page.get_by_role("button", name="과제가 접수되었습니다").click()
    person.page.wait_for_url("**/notifications/preferences/")
    expect(person.page.locator(".bell-count")).to_have_count(0)
    person.looks_right("mail settings")
    person.page.get_by_text("내 권역의 새 공고").click()
    person.press("저장")
    person.sees("저장했습니다.")
    assert list(central.declined_mail.values_list("kind", flat=True)) == ["projects/call-published"]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_letters_given_up_are_sent_again(journey, central, phone):
    letter = make_notice(make_user(), mail_status=MailStatus.DEAD, attempts=6, last_error="SMTPServerDisconnected: timed out")
    person = journey.person(central, phone=phone)
    person.go("/notifications/undelivered/")
    person.looks_right("undelivered mail")
    person.page.get_by_label("이 쪽의 항목 모두 선택").check()
    person.press("다시 보내기")
    person.sees("이메일 1건을 다시 보냅니다.")
    letter.refresh_from_db()
    assert letter.mail_status == MailStatus.QUEUED


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_demonstration_shows_what_was_sent(journey, settings, phone):
    settings.DEMO = True
    mail = make_sent_mail(subject="접수증을 보냅니다", to="lead@demo.cluster.kr", attachments=["접수증.pdf"])
    visitor = journey.person(phone=phone)
    visitor.go("/notifications/mailbox/?q=lead")
    visitor.looks_right("mailbox")
    visitor.press(mail.subject)
    visitor.sees("접수증.pdf")
    visitor.looks_right("one mail")
