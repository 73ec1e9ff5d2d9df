"""What the small tags and filters say."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from cluster_portal.templatetags import portal

SEOUL = ZoneInfo("Asia/Seoul")
NOON = dt.datetime(2027, 3, 2, 12, 0, tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def _in_korean():
    with translation.override("ko"):
        yield


@pytest.mark.parametrize(
    ("amount", "shown"), [(0, "₩0"), (1234000, "₩1,234,000"), (500_000_001, "₩500,000,001"), (-1000, "−₩1,000"), (None, "–")]
)
def test_won_shows_thousands(amount, shown):
    assert portal.won(amount) == shown


@pytest.mark.parametrize(
    ("amount", "korean", "english"),
    [
        (1_234_560_000, "12.3억원", "₩1.23B"),
        (500_000_000, "5억원", "₩500M"),
        (45_000_000, "4,500만원", "₩45M"),
        (9_999, "9,999원", "₩10K"),
        (1_230_000_000_000, "1.23조원", "₩1.23T"),
        (-500_000_000, "−5억원", "−₩500M"),
        (0, "0원", "₩0"),
    ],
)
def test_eokwon_uses_the_unit_people_say(amount, korean, english):
    assert portal.eokwon(amount) == korean
    with translation.override("en"):
        assert portal.eokwon(amount) == english


def test_a_time_is_shown_in_korea_with_its_zone():
    shown = portal.kst(dt.datetime(2027, 3, 2, 9, 0, tzinfo=dt.UTC))
    assert "2027-03-02 18:00 <abbr" in shown
    assert ">KST</abbr>" in shown
    assert 'datetime="2027-03-02T18:00:00+09:00"' in shown
    assert portal.kst(None) == "–"
    assert ">2027-03-02</time>" in portal.kst(NOON, "date")


@pytest.mark.parametrize(
    ("left", "mark", "words", "soon"),
    [
        (dt.timedelta(days=12, hours=3), "D-12", "12일 3시간 남음", False),
        (dt.timedelta(days=3, hours=1), "D-3", "3일 1시간 남음", True),
        (dt.timedelta(hours=5, minutes=12), "오늘 마감", "5시간 12분 남음", True),
        (dt.timedelta(minutes=3, seconds=20), "오늘 마감", "3분 20초 남음", True),
    ],
)
def test_a_deadline_says_what_remains(left, mark, words, soon):
    shown = portal.deadline(NOON + left, now=NOON)
    assert mark in shown
    assert words in shown
    assert ("is-soon" in shown) is soon


def test_a_period_that_ends_with_its_day_is_shown_as_that_day():
    midnight = dt.datetime(2027, 3, 3, tzinfo=SEOUL)
    shown = portal.deadline(midnight, now=midnight - dt.timedelta(hours=2))
    assert "2027-03-02 24:00" in shown
    assert "오늘 마감" in shown
    assert "is-closed" in portal.deadline(midnight, now=midnight)


@pytest.mark.parametrize(
    ("kind", "today", "passed"), [("due", "오늘까지", 'badge danger">기한 지남'), ("begins", "오늘", 'badge ok">시작됨')]
)
def test_what_is_due_is_overdue_and_what_begins_has_begun(kind, today, passed):
    assert f">{today}<" in portal.deadline(NOON + dt.timedelta(hours=1), now=NOON, kind=kind)
    assert passed in portal.deadline(NOON, now=NOON, kind=kind)


def test_a_deadline_is_closed_from_its_very_second():
    assert "is-closed" in portal.deadline(NOON, now=NOON)
    assert "is-closed" not in portal.deadline(NOON, now=NOON - dt.timedelta(seconds=1))
    assert ">마감<" in portal.deadline(NOON, now=NOON)


def test_badges_escape_their_words_and_know_their_tones():
    assert portal.badge("<b>", "ok") == '<span class="badge ok">&lt;b&gt;</span>'
    assert 'class="badge neutral"' in portal.badge("x", "pink")
    assert portal.badge("", "ok") == ""


def test_numbers_and_business_numbers():
    assert portal.brn("1248100998") == "124-81-00998"
    assert portal.brn("") == "–"
    assert portal.points(Decimal("87.5")) == "87.50"
    assert portal.points(None) == "–"
    assert portal.thousands(1234567) == "1,234,567"
    assert portal.dash(0) == 0
    assert portal.dash("") == "–"


def test_days_count_korean_calendar_days():
    now = portal.seoul(portal.timezone.now())
    assert portal.days(now) == "오늘"
    assert portal.days(now.date() - dt.timedelta(days=3)) == "3일 전"
    assert portal.days(now.date() + dt.timedelta(days=5)) == "5일 남음"
