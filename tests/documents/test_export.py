"""Exports stream, keep Korean readable in Excel, never carry a formula, and say what they show."""

import csv
import datetime as dt
import io
import itertools
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation

from documents.exports import Origin, csv_cell, stream_csv, write_xlsx, xlsx_response

AT = dt.datetime(2026, 11, 23, 8, 59, 59, tzinfo=dt.UTC)  # 17:59:59 in Seoul
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "  =HYPERLINK(A1)", "|calc", "\uff1d1+1"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def origin(**changes) -> Origin:
    values = {"title": "과제 목록", "as_of": AT, "source": "산업단지 클러스터 포털", "filters": [("권역", "수도권")]}
    return Origin(**{**values, **changes})


def csv_text(response) -> str:
    return b"".join(response.streaming_content).decode()


def test_csv_opens_in_excel_and_reads_back():
    response = stream_csv("과제.csv", ["과제", "금액"], [['금형, "정밀"\n공동', 500_000_000], [None, Decimal("84.30")]])
    text = csv_text(response)
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["과제", "금액"],
        ['금형, "정밀"\n공동', "500000000"],
        ["", "84.30"],
    ]


def test_csv_is_a_private_download_with_a_korean_name():
    response = stream_csv("과제 목록.csv", ["a"], [])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%EA%B3%BC")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stays_text_in_csv(text):
    assert csv_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "-5.25", "정상", "a=b", "010-1234-5678", ""])
def test_ordinary_text_is_left_alone(text):
    assert csv_cell(text) == text


def test_cells_are_written_for_people():
    assert [csv_cell(value) for value in (True, False, AT, dt.date(2026, 11, 23), -3)] == [
        "yes",
        "no",
        "2026-11-23 17:59:59 KST",
        "2026-11-23",
        -3,
    ]


def test_csv_takes_rows_only_as_they_are_sent():
    taken = itertools.count()
    rows = ([next(taken)] for _number in range(100_000))
    pieces = iter(stream_csv("a.csv", ["n"], rows).streaming_content)
    next(pieces)
    assert next(taken) < 1_000


def test_xlsx_keeps_numbers_times_and_text():
    file = io.BytesIO()
    row = ["과제", 500_000_000, Decimal("84.33"), AT, dt.date(2026, 11, 23), True, None, 10**18]
    assert write_xlsx(file, list("ABCDEFGH"), [row], origin=origin()) == 1
    sheet = openpyxl.load_workbook(file)["과제 목록"]
    assert [cell.value for cell in sheet[2]] == [
        "과제",
        500_000_000,
        84.33,
        dt.datetime(2026, 11, 23, 17, 59, 59),
        dt.datetime(2026, 11, 23),
        "yes",
        None,
        "1000000000000000000",
    ]


@pytest.mark.parametrize("text", [text for text in FORMULAS if "\r" not in text])
def test_a_formula_stays_text_in_xlsx(text):
    file = io.BytesIO()
    write_xlsx(file, ["A"], [[text]], origin=origin())
    cell = openpyxl.load_workbook(file).worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_xlsx_says_where_it_comes_from():
    file = io.BytesIO()
    write_xlsx(file, ["A"], [], origin=origin(title="매우 긴 이름: 과제/선정 [2026] 결과 목록 그리고 더 긴 이름"))
    book = openpyxl.load_workbook(file)
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert [tuple(cell.value for cell in row) for row in book.worksheets[1].rows] == [
        ("Table", "매우 긴 이름: 과제/선정 [2026] 결과 목록 그리고 더 긴 이름"),
        ("As of", "2026-11-23 17:59:59 KST"),
        ("Source", "산업단지 클러스터 포털"),
        ("권역", "수도권"),
    ]


def test_xlsx_download():
    response = xlsx_response("과제.xlsx", ["A"], [["b"]], origin=origin())
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"].startswith("attachment;")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.worksheets[0]["A2"].value == "b"
