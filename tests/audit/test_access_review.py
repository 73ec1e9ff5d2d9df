"""Every month of looks at personal data is reviewed by an auditor and signed off once."""

import datetime as dt
import threading
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions.sign_access_review import sign_access_review
from accounts.models import Role
from audit.access_review import AN_HOUR, SEOUL, Look, digest, months, most_in_an_hour, span, summarise
from audit.models import AccessReview, Event, PersonalDataAccess
from audit.queries import months_to_review
from audit.record import record_access
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from tests.factories.accounts import make_user

OCTOBER = dt.date(2026, 10, 1)
AFTER = dt.datetime(2026, 11, 2, 9, 0, tzinfo=SEOUL)
ON_FRIDAY = dt.datetime(2026, 10, 16, 14, 0, tzinfo=SEOUL)


def look(at: dt.datetime, *, id: int = 1, actor: str = "user/1", what: str = "expert", subject: str = "user/2") -> Look:
    return Look(id, at, actor, subject, what, "까닭", "")


def is_weekend(day: dt.date) -> bool:
    return day.weekday() >= 5


def noted(at: dt.datetime, **given) -> PersonalDataAccess:
    """A row of the log as if it had been written at `at`: the time is the database's, and no row can be changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_personaldataaccess (at, actor, subject, what, why, address) VALUES (%s, %s, %s, %s, %s, '')"
            " RETURNING id",
            [at, given.get("actor", "user/1"), given.get("subject", "user/2"), given.get("what", "expert"), given.get("why", "")],
        )
        return PersonalDataAccess.objects.get(pk=cursor.fetchone()[0])


def sign(month: dt.date = OCTOBER, **changes) -> AccessReview:
    usual = {"finding": "특이 사항 없음", "outcome": "sound", "is_day_off": is_weekend, "at": AFTER}
    return sign_access_review(month, **usual | changes)


# --- Arithmetic -----------------------------------------------------------------------------


def test_nights_days_off_and_haste_stand_out():
    night, weekend = ON_FRIDAY.replace(hour=23), ON_FRIDAY + dt.timedelta(days=1)
    rows = [look(ON_FRIDAY, id=1), look(night, id=2, actor="user/2"), look(weekend, id=3, actor="user/3")]
    rows += [look(ON_FRIDAY + dt.timedelta(minutes=n), id=10 + n, actor="user/4") for n in range(30)]
    figures = summarise(rows, is_day_off=is_weekend)
    told = {
        person.actor: (person.nights, person.days_off, person.most_in_an_hour, person.is_unusual) for person in figures.people
    }
    assert told == {
        "user/1": (0, 0, 1, False), "user/2": (1, 0, 1, True), "user/3": (0, 1, 1, True), "user/4": (0, 0, 30, True),
    }  # fmt: skip
    assert [person.actor for person in figures.people] == ["user/4", "user/2", "user/3", "user/1"]
    assert (figures.looks, figures.unusual) == (33, 3)


def test_a_table_taken_out_is_an_export_and_a_page_read_is_not():
    rows = [look(ON_FRIDAY, id=1, what="contacts of proposals", subject="proposals-2026.csv")]
    rows += [look(ON_FRIDAY, id=2, what="contacts of proposals", subject="proposal/3"), look(ON_FRIDAY, id=3)]
    assert [one.id for one in summarise(rows, is_day_off=is_weekend).exports] == [1]


@pytest.mark.parametrize(("hour", "is_night"), [(21, False), (22, True), (0, True), (5, True), (6, False)])
def test_the_night_is_korean(hour, is_night):
    assert look(ON_FRIDAY.replace(hour=hour).astimezone(dt.UTC)).is_at_night is is_night


@given(st.lists(st.integers(0, 4 * 3600), max_size=40))
def test_the_busiest_hour_is_the_busiest_of_all_windows(seconds):
    times = [ON_FRIDAY + dt.timedelta(seconds=n) for n in seconds]
    by_hand = max((sum(begin <= at < begin + AN_HOUR for at in times) for begin in times), default=0)
    assert most_in_an_hour(times) == by_hand


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)), st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)))
def test_months_follow_each_other_without_a_gap(one, other):
    found = months(min(one, other), max(one, other))[::-1]
    assert all(span(a)[1] == span(b)[0] for a, b in pairwise(found))
    assert len(found) == (max(one, other).year - min(one, other).year) * 12 + max(one, other).month - min(one, other).month + 1


# --- The deed -------------------------------------------------------------------------------


@pytest.fixture
def auditor(db):
    return make_user(Role.AUDITOR)


def test_a_month_is_signed_with_its_figures_and_a_digest_of_every_row(auditor):
    rows = [noted(ON_FRIDAY), noted(ON_FRIDAY.replace(hour=23), what="honoraria of a round", why="지급"), noted(AFTER)]
    review = sign(by=auditor)
    assert review.figures == {"looks": 2, "people": 1, "exports": 1, "unusual": 1}
    assert review.sha256 == digest(Look(r.pk, r.at, r.actor, r.subject, r.what, r.why, r.address) for r in rows[:2])
    event = Event.objects.get(stream="access-review/2026-10")
    assert (event.verb, event.actor, event.data["finding"]) == ("accesses-reviewed", auditor.key, "특이 사항 없음")


def test_a_month_is_signed_once_and_only_when_it_is_over(auditor):
    with pytest.raises(DomainError) as refused:
        sign(by=auditor, at=dt.datetime(2026, 10, 31, 23, 59, 59, tzinfo=SEOUL))
    assert refused.value.code == "month-not-over"
    sign(by=auditor)
    with pytest.raises(DomainError) as refused:
        sign(by=make_user(Role.AUDITOR))
    assert refused.value.code == "already-signed"
    assert Event.objects.filter(verb="accesses-reviewed").count() == 1


def test_a_finding_is_asked_for(auditor):
    with pytest.raises(InvalidInput) as refused:
        sign(by=auditor, finding=" ", outcome="whatever")
    assert set(refused.value.errors) == {"finding", "outcome"}


@pytest.mark.django_db
def test_who_runs_the_portal_does_not_review_itself():
    for role in (Role.ADMIN, Role.CENTRAL, Role.MINISTRY):
        with pytest.raises(NotAllowed):
            sign(by=make_user(role))


def test_a_signed_month_cannot_be_bent(auditor):
    sign(by=auditor)
    for bend in (lambda: AccessReview.objects.update(finding="다른 말"), lambda: AccessReview.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            bend()


@pytest.mark.django_db(transaction=True)
def test_two_auditors_at_once_sign_one_month_once():
    auditors = [make_user(Role.AUDITOR) for _ in range(2)]
    outcomes, start = [], threading.Barrier(2)

    def run(by):
        try:
            start.wait(10)
            outcomes.append(sign(by=by).month)
        except DomainError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(by,)) for by in auditors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(str, outcomes)) == ["2026-10-01", "already-signed"]
    assert Event.objects.filter(verb="accesses-reviewed").count() == 1


# --- Pages ----------------------------------------------------------------------------------


def last_month() -> dt.date:
    return (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def month_url(name: str = "access-month") -> str:
    return reverse(f"dashboards:{name}", args=[last_month()])


def in_last_month(hour: int = 14) -> dt.datetime:
    return dt.datetime.combine(last_month() + dt.timedelta(days=14), dt.time(hour), SEOUL)


def test_an_open_month_is_a_task_until_it_is_signed(client, auditor):
    looker = make_user(Role.HQ_OPERATOR, region="capital", name="김열람")
    noted(in_last_month(23), actor=looker.key, what="conflicts of a round", subject="round/1", why="감사 자료 제출")
    client.force_login(auditor)
    assert month_url() in client.get(reverse("dashboards:home")).content.decode()
    html = client.get(month_url()).content.decode()
    for words in ("김열람", "감사 자료 제출", "회차 이해충돌 표 내려받기", "확인 필요"):
        assert words in html, words
    assert client.post(month_url(), {"outcome": "sound", "finding": ""}).status_code == 422
    assert client.post(month_url(), {"outcome": "follow_up", "finding": "야간 열람 사유를 확인함"}).status_code == 302
    html = client.get(month_url()).content.decode()
    assert "야간 열람 사유를 확인함" in html
    assert "조치 필요" in html
    assert month_url() not in client.get(reverse("dashboards:home")).content.decode()
    assert client.post(month_url(), {"outcome": "sound", "finding": "다시"}).status_code == 409
    assert "조치 필요" in client.get(reverse("dashboards:access-months")).content.decode()


def test_a_log_that_differs_from_what_was_signed_is_told(client, auditor):
    noted(in_last_month())
    sign(last_month(), by=auditor, at=timezone.now())
    noted(in_last_month())  # slipped in afterwards
    client.force_login(auditor)
    assert "확정한 때와 다릅니다" in client.get(month_url()).content.decode()


def test_the_administrator_reads_and_does_not_sign(client, db):
    noted(in_last_month())
    client.force_login(make_user(Role.ADMIN))
    assert "점검 확정" not in client.get(month_url()).content.decode()
    assert client.post(month_url(), {"outcome": "sound", "finding": "없음"}).status_code == 403


def test_the_table_of_a_month_is_taken_away_and_that_is_noted(client, auditor):
    looker = make_user(name="김열람")
    noted(in_last_month(), actor=looker.key, why="확인")
    client.force_login(auditor)
    answer = client.get(month_url("access-month-file"))
    table = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(table) == 2
    assert "김열람" in table[1] and "확인" in table[1]
    assert PersonalDataAccess.objects.get(what="accesses of a month").actor == auditor.key


def test_the_running_month_is_shown_and_the_next_is_not(client, auditor):
    record_access(by=auditor, subject=auditor, what="expert")
    client.force_login(auditor)
    running = timezone.localdate().replace(day=1)
    following = (running + dt.timedelta(days=31)).replace(day=1)
    assert client.get(reverse("dashboards:access-month", args=[running])).status_code == 200
    assert client.get(reverse("dashboards:access-month", args=[following])).status_code == 404
    assert months_to_review(timezone.now()) == []


def test_the_months_cost_the_same_with_one_and_with_three(client, auditor):
    client.force_login(auditor)
    earlier = [(last_month() - dt.timedelta(days=31 * number)).replace(day=1) for number in (2, 1)]
    noted(dt.datetime.combine(earlier[0], dt.time(14), SEOUL))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("dashboards:access-months"))
        return len(captured)

    sign(last_month(), by=auditor, at=timezone.now())
    cost()
    one = cost()
    for month in earlier:
        sign(month, by=make_user(Role.AUDITOR), at=timezone.now())
    assert cost() == one
