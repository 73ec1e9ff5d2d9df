"""Lists page by key: every row once, in both directions, and a cursor nobody could have got from us shows the first page."""

import base64
import datetime as dt
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from cluster_portal.shared.paging import Page, keyset_page, list_page
from tests.factories.accounts import make_user

ORDER = ("-date_joined", "pk")
CAME = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def people(db):
    return [make_user(email=f"{n}@example.kr", date_joined=CAME.replace(microsecond=n)) for n in range(5)]


def page(cursor: str | None = None, size: int = 2) -> Page:
    return keyset_page(User.objects.filter(email__endswith="@example.kr"), order=ORDER, cursor=cursor, size=size)


def encoded(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_every_row_comes_once_forwards_and_backwards(people):
    """Though all came within one millisecond."""
    newest_first = [person.pk for person in reversed(people)]
    there, cursor = [], None
    while True:
        one = page(cursor)
        there.append([person.pk for person in one])
        if one.next_cursor is None:
            break
        cursor = one.next_cursor
    assert [pk for part in there for pk in part] == newest_first
    back = [[person.pk for person in one]]
    while one.previous_cursor:
        one = page(one.previous_cursor)
        back.append([person.pk for person in one])
    assert back == there[::-1]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "%%%",
        "가나다",
        encoded(0),
        encoded(0, None, 1),
        encoded(0, [], 1),
        encoded(0, "2026-01-01\x00", 1),
        encoded(0, "\ud800", 1),
        encoded(0, "2026-01-01T00:00:00+09:00", float("inf")),
        encoded(0, "2026-13-45", 1),
        encoded(1, "yesterday", 1),  # backwards: still the first page, not the last
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_cursor_nobody_could_have_shows_the_first_page(people, cursor):
    assert page(cursor) == page()


def test_a_number_no_column_holds_is_no_error(people):
    assert page(encoded(0, "2026-01-01T00:00:00+09:00", 10**30)).items == []


@pytest.mark.parametrize("cursor", [encoded(0, "\x00", 1), encoded(0, "\ud800", 1), encoded(0, "a", float("nan"))])
def test_texts_that_no_column_holds(people, cursor):
    found = User.objects.filter(email__endswith="@example.kr")
    assert keyset_page(found, order=("email", "pk"), cursor=cursor).items == people


@given(st.lists(st.integers(), unique=True, max_size=30), st.integers(1, 7))
def test_a_list_worked_out_as_a_whole_pages_both_ways(rows, size):
    pages, cursor = [], None
    while True:
        one = list_page(rows, key=lambda row: row, cursor=cursor, size=size)
        pages.append(one)
        if one.next_cursor is None:
            break
        cursor = one.next_cursor
    assert [row for part in pages for row in part] == rows
    for before, one in pairwise(pages):
        assert list_page(rows, key=lambda row: row, cursor=one.previous_cursor, size=size) == before
    assert list_page(rows, key=lambda row: row, cursor="gone", size=size) == pages[0]
