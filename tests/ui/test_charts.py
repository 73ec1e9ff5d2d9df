"""Charts are right in their lengths, honest in their tables, and clean for the content policy."""

import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.templatetags import charts

ROWS = [{"label": "수도권", "value": 40, "url": "/a/"}, {"label": "<제주>", "value": 10}, {"label": "강원", "value": 0}]
YEARS: list[dict[str, Any]] = [
    {"label": "2004", "values": [1, 4]},
    {"label": "2005", "values": [2, None]},
    {"label": "2006", "values": [4, 8]},
]
DRAWN = {
    "bar": lambda: charts.bar_chart(ROWS, "제목", "건"),
    "funnel": lambda: charts.funnel_chart(ROWS, "제목", "건"),
    "stacked": lambda: charts.stacked_bar_chart(YEARS, ["가", "나"], "제목"),
    "column": lambda: charts.column_chart(YEARS, ["가", "나"], "제목"),
    "line": lambda: charts.line_chart(YEARS, ["가", "나"], "제목"),
    "ratio": lambda: charts.ratio_bar([{"label": "현금", "value": 3}, {"label": "현물", "value": 1}], 4, "재원"),
}


def widths(drawing: str) -> list[float]:
    return [float(width) for width in re.findall(r'<rect class="s1" width="([\d.]+)%"', drawing)]


@pytest.mark.parametrize("kind", DRAWN)
def test_a_chart_is_well_formed_and_carries_no_inline_style(kind):
    with translation.override("ko"):
        drawing = DRAWN[kind]()
    assert "style=" not in drawing
    root = ElementTree.fromstring(drawing)  # noqa: S314
    assert root.tag == "figure"
    assert root.find("figcaption") is not None


def test_bars_are_proportional_to_the_largest():
    assert widths(charts.bar_chart(ROWS, "제목")) == [100.0, 25.0, 0.0]


def test_names_are_escaped_and_numbers_are_in_the_table():
    drawing = charts.bar_chart(ROWS, "제목")
    assert "&lt;제주&gt;" in drawing
    assert re.findall(r'<td class="num">(\d+)</td>', drawing) == ["40", "10", "0"]


def test_a_funnel_says_what_share_passed_each_stage():
    assert re.findall(r"(\d+)%</td>", charts.funnel_chart(ROWS, "제목")) == ["25", "0"]


def test_a_gap_breaks_the_line_and_is_a_dash_in_the_table():
    drawing = charts.line_chart(YEARS, ["가", "나"], "제목")
    second = drawing.split('<g class="line s2">')[1].split("</g>")[0]
    assert "<line" not in second  # two points with a gap between them are not joined
    assert '<td class="num">–</td>' in drawing


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1550, "1,550"),
        (Decimal("1.55E+3"), "1,550"),
        (Decimal("54.80"), "54.8"),
        (0.25, "0.2"),
        (12.0, "12"),
        (0, "0"),
        (None, "–"),
        ("12건", "12건"),
    ],
)
def test_a_figure_reads_as_in_a_table(value, shown):
    assert charts.figure(value) == shown


def test_nothing_to_draw_is_said():
    with translation.override("ko"):
        for empty in (
            charts.bar_chart([], "제목"),
            charts.line_chart([], ["가"], "제목"),
            charts.column_chart([{"label": "x", "values": [None]}], ["가"], "제목"),
        ):
            assert "아직 자료가 없습니다." in empty


def test_a_chart_of_zeros_is_drawn():
    assert widths(charts.bar_chart([{"label": "가", "value": 0}], "제목")) == [0.0]
    assert "figure" in charts.line_chart([{"label": "가", "values": [0]}], ["나"], "제목")


@given(st.floats(min_value=0.001, max_value=1e12, allow_nan=False))
def test_an_axis_reaches_the_largest_value_in_few_round_steps(top):
    end, step = charts.ceiling(top)
    assert end >= top * (1 - 1e-9)
    assert 1 <= round(end / step) <= 5
