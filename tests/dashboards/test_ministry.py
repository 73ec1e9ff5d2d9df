"""The dashboard's sums are the proposals' own, by region and complex, and so are its exports."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from dashboards.figures import dashboard, share
from programme.models import ProgrammeYear
from projects.actions.refresh_figures import refresh_figures
from tests.factories.accounts import make_user
from tests.factories.projects import make_call, make_draft, make_region, make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    call = make_call()
    make_submitted(call, region="capital", public_krw=300_000_000)
    make_submitted(call, region="capital", partners=0, public_krw=100_000_000)
    make_submitted(call, region="dongnam", partner_region="dongnam", public_krw=200_000_000)
    make_draft(call)
    refresh_figures()
    return ProgrammeYear.objects.get(pk=call.year_id)


def test_the_sums(year):
    whole = dashboard(year).whole
    assert (whole.submitted, whole.drafts, whole.joint, whole.cross_region) == (3, 1, 2, 1)
    assert whole.asked_krw == 600_000_000
    assert (whole.joint_percent, whole.cross_region_percent) == (67, 33)


def test_one_region(year):
    board = dashboard(year, make_region("capital"))
    assert (board.whole.submitted, board.whole.asked_krw) == (2, 400_000_000)
    assert sum(row.sums.submitted for row in board.regions) == 3  # the others stay for comparison


@pytest.mark.parametrize(("part", "whole", "percent"), [(1, 3, 33), (2, 3, 67), (1, 200, 1), (0, 5, 0), (0, 0, 0)])
def test_whole_percent(part, whole, percent):
    assert share(part, whole) == percent


def test_the_page_shows_them_and_exports_the_same(client, year):
    client.force_login(make_user(Role.MINISTRY))
    page = client.get(reverse("dashboards:ministry"), {"region": "capital"})
    assert page.status_code == 200
    assert f"?year={year.year}&amp;region=capital" in page.text
    assert '<th scope="col">광역권</th><th scope="col" class="num">예산</th>' in page.text  # the money chart's table
    rows = list(
        csv.reader(
            io.StringIO(b"".join(client.get(reverse("dashboards:ministry-csv"), {"region": "capital"})).decode("utf-8-sig"))
        )
    )
    assert [row[3] for row in rows[1:]] == ["2"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(reverse("dashboards:ministry-xlsx")))))
    assert sum(row[3] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)) == 3


def test_the_page_asks_the_same_whatever_it_sums(client, year):
    client.force_login(make_user(Role.MINISTRY))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("dashboards:ministry"))
        return len(queries)

    asked()
    before = asked()
    make_submitted(make_call(), region="honam")
    refresh_figures()
    assert asked() == before


def test_firms_are_not_shown_the_dashboard(client):
    client.force_login(make_user(Role.COMPANY_OWNER))
    assert client.get(reverse("dashboards:ministry")).status_code == 403


def test_without_a_year_it_says_so(client):
    client.force_login(make_user(Role.MINISTRY))
    assert "등록된 사업연도가 없습니다" in client.get(reverse("dashboards:ministry")).text
    assert client.get(reverse("dashboards:ministry-csv")).status_code == 404
