"""Notices of one's own, mail that may be declined, the demonstration's mailbox, and letters given up."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Event, PersonalDataAccess
from cluster_portal.shared.errors import InvalidInput, NotAllowed
from notifications import attachments
from notifications.actions.retry_messages import retry_messages
from notifications.actions.set_declined_mail import set_declined_mail
from notifications.attachments import Attachment
from notifications.kinds import DECLINABLE, groups_of
from notifications.models import Message, SentMail
from notifications.states import MailStatus
from tests.factories.accounts import make_user
from tests.factories.notifications import make_notice, make_sent_mail

pytestmark = pytest.mark.django_db
LIST = "/notifications/"


@pytest.fixture
def person(client):
    user = make_user()
    client.force_login(user)
    return user


# Notices


def test_one_sees_ones_own_notices_only(client, person):
    make_notice(person, subject="접수되었습니다")
    make_notice(make_user(), subject="남의 알림")
    page = client.get(LIST).content.decode()
    assert "접수되었습니다" in page
    assert "남의 알림" not in page


def test_opening_a_notice_marks_it_read_and_leads_there(client, person):
    notice = make_notice(person, link="/projects/")
    other = make_notice(person)
    response = client.post(f"{LIST}{notice.pk}/open/")
    assert (response.status_code, response["Location"]) == (302, "/projects/")
    notice.refresh_from_db()
    other.refresh_from_db()
    assert notice.read_at is not None
    assert other.read_at is None


@pytest.mark.parametrize("link", ["", "https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_a_notice_never_leads_outside(client, person, link):
    response = client.post(f"{LIST}{make_notice(person, link=link).pk}/open/")
    assert response["Location"] == LIST


def test_looking_changes_nothing_and_somebody_elses_notice_is_not_found(client, person):
    notice, foreign = make_notice(person), make_notice(make_user())
    client.get(LIST)
    assert client.get(f"{LIST}{notice.pk}/open/").status_code == 405
    assert client.post(f"{LIST}{foreign.pk}/open/").status_code == 404
    assert Message.objects.filter(read_at__isnull=False).count() == 0


def test_all_are_read_at_once(client, person):
    foreign = make_notice(make_user())
    for _number in range(3):
        make_notice(person)
    assert client.post(f"{LIST}read/")["Location"] == LIST
    assert list(Message.objects.filter(read_at=None)) == [foreign]


def test_the_unread_tab_leaves_the_read_ones_out(client, person):
    read = make_notice(person, subject="읽은 알림")
    make_notice(person, subject="새 알림")
    client.post(f"{LIST}{read.pk}/open/")
    page = client.get(f"{LIST}?show=unread").content.decode()
    assert "새 알림" in page
    assert "읽은 알림" not in page


def test_what_a_notice_says_is_text(client, person):
    make_notice(person, subject="<b>굵게</b>", body="<script>alert(1)</script>")
    page = client.get(LIST).content.decode()
    assert "&lt;b&gt;굵게" in page
    assert "<script>alert" not in page


def test_many_notices_page_by_key_and_cost_the_same_queries(client, person):
    make_notice(person)
    client.get(LIST)  # the first page of a session also marks the session
    with CaptureQueriesContext(connection) as with_one:
        client.get(LIST)
    for number in range(24):
        make_notice(person, subject=f"알림 {number:02d}")
    with CaptureQueriesContext(connection) as with_many:
        first = client.get(LIST)
    assert len(with_many) == len(with_one)
    assert len(first.context["page"]) == 20
    second = client.get(LIST, {"cursor": first.context["page"].next_cursor})
    assert len(second.context["page"]) == 5


# Preferences


def test_declined_news_stay_inside_the_portal(client, person):
    kept = [kind for kind in DECLINABLE if kind != "projects/call-published"]
    assert client.post(f"{LIST}preferences/", {"wanted": kept}).status_code == 302
    assert list(person.declined_mail.values_list("kind", flat=True)) == ["projects/call-published"]
    page = client.get(f"{LIST}preferences/")
    assert page.context["form"].initial["wanted"] == kept
    event = Event.objects.filter(stream=person.key, verb="mail-declined").get()
    assert event.data == {"declined": ["projects/call-published"]}


def test_a_declined_group_is_not_mailed_but_shown(person, settings):
    from notifications import outbox

    set_declined_mail({"evaluation/reminder-*"}, by=person)
    assert outbox._declined("evaluation/reminder-open-sheets", [person]) == {person.pk}
    assert outbox._declined("projects/call-published", [person]) == set()
    assert outbox._declined("evaluation/result-released", [person]) == set()


def test_wanting_all_again_forgets_and_saving_twice_is_one_event(person):
    set_declined_mail({"*/digest-*"}, by=person)
    set_declined_mail({"*/digest-*"}, by=person)
    set_declined_mail(set(), by=person)
    assert not person.declined_mail.exists()
    assert Event.objects.filter(stream=person.key, verb="mail-declined").count() == 2


@pytest.mark.django_db(transaction=True)
def test_settings_saved_twice_at_once_are_saved_once():
    person, saved = make_user(), []

    def again():
        saved.append(set_declined_mail({"*/digest-*"}, by=person))
        connection.close()

    other = threading.Thread(target=again)
    with transaction.atomic():
        set_declined_mail({"*/digest-*"}, by=person)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()
    other.join()
    assert saved == [None]  # no error
    assert Event.objects.filter(stream=person.key, verb="mail-declined").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_letter_revived_twice_at_once_is_revived_once():
    letter, staff = dead_letter(), make_user("central")
    revived = []

    def again():
        revived.append(retry_messages([letter.pk], by=staff))
        connection.close()

    other = threading.Thread(target=again)
    with transaction.atomic():
        revived.append(retry_messages([letter.pk], by=staff))
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()
    other.join()
    assert revived == [1, 0]
    assert Event.objects.filter(stream=f"message/{letter.pk}").count() == 1


@pytest.mark.parametrize("kind", ["projects/proposal-submitted", "projects/proposal-returned", "evaluation/result-released"])
def test_legal_notices_cannot_be_declined(client, person, kind):
    assert groups_of(kind) == []
    with pytest.raises(InvalidInput):
        set_declined_mail({kind}, by=person)
    assert client.post(f"{LIST}preferences/", {"wanted": [kind]}).status_code == 422
    assert not person.declined_mail.exists()


# The demonstration's mailbox


def test_the_mailbox_exists_in_the_demonstration_only(client, settings):
    mail = make_sent_mail()
    settings.DEMO = False
    assert client.get(f"{LIST}mailbox/").status_code == 404
    assert client.get(f"{LIST}mailbox/{mail.pk}/").status_code == 404


def test_sent_mail_is_searched_and_shown(client, settings):
    settings.DEMO = True
    mail = make_sent_mail(subject="접수증을 보냅니다", to="lead@demo.cluster.kr", attachments=["접수증.pdf"])
    make_sent_mail(subject="다른 소식")
    for words in ("접수증", "LEAD@demo", "본문 문장"):
        found = client.get(f"{LIST}mailbox/", {"q": words}).context["page"].items
        assert mail in found
    assert [row.subject for row in client.get(f"{LIST}mailbox/", {"q": "접수증"}).context["page"]] == ["접수증을 보냅니다"]
    assert "접수증.pdf" in client.get(f"{LIST}mailbox/{mail.pk}/").content.decode()


def test_an_attachment_opens_for_the_recipient_only(client, settings, monkeypatch):
    monkeypatch.setitem(attachments._makers, "paper", lambda name: Attachment(f"접수증 {name}.pdf", b"%PDF", "application/pdf"))
    settings.DEMO = True
    recipient = make_user()
    letter = make_notice(recipient, attachments=["paper:17"])
    mail = make_sent_mail(message_id=letter.message_id, attachments=["접수증 17.pdf"])
    page, address = f"{LIST}mailbox/{mail.pk}/", f"{LIST}mailbox/{mail.pk}/attachments/1/"
    assert address not in client.get(page).text
    assert client.get(address)["Location"].startswith("/accounts/login/?next=/notifications/mailbox/")
    client.force_login(make_user("admin"))
    assert address not in client.get(page).text
    assert client.get(address).status_code == 403
    client.force_login(recipient)
    assert address in client.get(page).text
    answer = client.get(address)
    assert (answer.content, answer["Content-Type"], answer["Cache-Control"]) == (b"%PDF", "application/pdf", "private, no-store")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert client.get(f"{LIST}mailbox/{mail.pk}/attachments/2/").status_code == 404
    assert client.get(f"{LIST}mailbox/{make_sent_mail().pk}/attachments/1/").status_code == 404
    settings.DEMO = False
    assert client.get(address).status_code == 404


def test_a_mail_is_shown_as_text_with_its_links(client, settings):
    settings.DEMO = True
    mail = make_sent_mail(body="<img src=x onerror=alert(1)>\nhttp://127.0.0.1:8000/accounts/invitations/abc/\n")
    page = client.get(f"{LIST}mailbox/{mail.pk}/").content.decode()
    assert "<img src=x" not in page
    assert 'href="http://127.0.0.1:8000/accounts/invitations/abc/"' in page


def test_the_mailbox_costs_the_same_queries_for_many(client, settings):
    settings.DEMO = True
    make_sent_mail()
    with CaptureQueriesContext(connection) as with_one:
        client.get(f"{LIST}mailbox/")
    SentMail.objects.bulk_create(SentMail(message_id=f"<{n}@x>", to="a@b.kr", subject="s", body="b") for n in range(60))
    with CaptureQueriesContext(connection) as with_many:
        page = client.get(f"{LIST}mailbox/").context["page"]
    assert len(with_many) == len(with_one)
    assert len(page) == 50


# Letters given up


def dead_letter(**fields) -> Message:
    return make_notice(make_user(), mail_status=MailStatus.DEAD, attempts=6, last_error="SMTPServerDisconnected: gone", **fields)


@pytest.mark.parametrize(
    ("role", "status"), [("central", 200), ("admin", 200), ("hq_operator", 403), ("evaluator", 403), ("company_owner", 403)]
)
def test_only_those_who_look_after_the_post_see_undelivered_mail(client, role, status):
    client.force_login(make_user(role))
    assert client.get(f"{LIST}undelivered/").status_code == status
    assert client.post(f"{LIST}undelivered/retry/", {"letter": [1]}).status_code == (302 if status == 200 else 403)


def test_the_list_shows_the_address_and_the_error_but_not_the_letter(client):
    letter = dead_letter(subject="평가 결과", body="비공개 내용")
    make_notice(make_user(email="arrived@example.kr"), mail_status=MailStatus.SENT)
    client.force_login(make_user("central"))
    page = client.get(f"{LIST}undelivered/").content.decode()
    assert letter.address in page
    assert "SMTPServerDisconnected" in page
    assert "arrived@example.kr" not in page
    assert "평가 결과" not in page
    assert "비공개 내용" not in page
    assert PersonalDataAccess.objects.filter(subject="undelivered mail").count() == 1


def test_chosen_letters_are_sent_again(client):
    chosen, left = dead_letter(), dead_letter()
    staff = make_user("admin")
    client.force_login(staff)
    response = client.post(f"{LIST}undelivered/retry/", {"letter": [chosen.pk, "rubbish", "٣", "9" * 18, "9" * 5000]})
    assert response["Location"] == f"{LIST}undelivered/"
    chosen.refresh_from_db()
    left.refresh_from_db()
    assert (chosen.mail_status, chosen.attempts) == (MailStatus.QUEUED, 0)
    assert left.mail_status == MailStatus.DEAD
    assert Event.objects.get(stream=f"message/{chosen.pk}").actor == staff.key


def test_a_letter_that_is_not_dead_is_not_sent_twice():
    sent = make_notice(make_user(), mail_status=MailStatus.SENT)
    assert retry_messages([sent.pk, dead_letter().pk], by=make_user("central")) == 1
    sent.refresh_from_db()
    assert sent.mail_status == MailStatus.SENT
    with pytest.raises(NotAllowed):
        retry_messages([dead_letter().pk], by=make_user("hq_head"))
