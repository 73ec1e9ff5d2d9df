"""The map as other pages use it: sized marks, shaded regions, a region drawn larger, one complex pointed out."""

import pytest

from clusters.map_picture import LINKED_RADIUS, SHADES, complex_map
from clusters.models import Complex


def place(code, *, region="dongnam", role="spoke"):
    return Complex(
        code=code,
        name_ko=code,
        name_en=code,
        region_id=region,
        role=role,
        sido="경남",
        sigungu="창원시",
        map_x=400.0,
        map_y=500.0,
    )


COMPLEXES = [place("a"), place("b", role="hub"), place("c", region="jeju"), place("d", role="unknown")]


def by_code(picture):
    return {mark.code: mark for mark in picture.marks}


def radius(mark):
    """From the path of a disc: "Mx ya r r …"."""
    return float(mark.path.split("a")[1].split()[0])


def test_shapes_tell_the_role():
    marks = by_code(complex_map(COMPLEXES, title="t"))
    assert "l7 7-7 7-7-7z" in marks["b"].path  # a diamond
    assert radius(marks["a"]) == radius(marks["d"]) == LINKED_RADIUS
    assert marks["b"].text == "b · 거점"
    assert marks["a"].url == "/complexes/a/"


def test_hubs_lie_on_top():
    assert complex_map(COMPLEXES, title="t").marks[-1].code == "b"


def test_the_area_of_a_mark_grows_with_its_value():
    picture = complex_map(COMPLEXES, title="t", values={"a": 100, "c": 25}, show=lambda n: f"{n}건")
    marks = by_code(picture)
    assert radius(marks["a"]) == pytest.approx(2 * radius(marks["c"]), abs=0.1)
    assert marks["a"].text == "a: 100건"
    assert marks["d"].is_muted and not marks["c"].is_muted


def test_no_values_at_all_mute_nothing_and_divide_by_nothing():
    assert [mark.is_muted for mark in complex_map(COMPLEXES, title="t", values={}).marks] == [False] * 4
    assert complex_map(COMPLEXES, title="t", values={"a": 0}).marks


def test_a_region_is_drawn_larger_and_the_others_turn_pale():
    picture = complex_map(COMPLEXES, title="t", region="jeju")
    assert {mark.code for mark in picture.marks if not mark.is_muted} == {"c"}
    assert float(picture.view_box.split()[2]) < 200
    assert picture.letter < complex_map(COMPLEXES, title="t").letter


def test_one_complex_is_pointed_out():
    marks = by_code(complex_map(COMPLEXES, title="t", only="a"))
    assert radius(marks["a"]) == pytest.approx(1.8 * LINKED_RADIUS, abs=0.1)
    assert {code for code, mark in marks.items() if mark.is_muted} == {"b", "c", "d"}


def test_land_is_shaded_by_the_value_of_its_region():
    picture = complex_map([], title="t", region_values={"jeju": 10, "dongnam": 40, "honam": 0}, region_names={"jeju": "제주권"})
    shades = {land.region: land.shade for land in picture.lands}
    assert (shades["dongnam"], shades["jeju"], shades["honam"], shades["capital"]) == (SHADES - 1, 1, 0, 0)
    assert picture.labels[0].value == "10"
    assert {land.shade for land in complex_map([], title="t").lands} == {None}
