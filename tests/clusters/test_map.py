"""The drawing of Korea: arithmetic, and agreement of the stored outlines with their source."""

import csv
import json
import math
import re

import pytest
from django.core.management import call_command

from clusters import mapping
from clusters.management.commands import build_map
from clusters.mapping import HEIGHT, INSETS, WIDTH, distance_km, outlines, project, spread
from clusters.reference import DATA


def complexes():
    with (DATA / "complexes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rings(path):
    """Absolute points of the closed rings of path data as build_map writes it."""
    for ring in re.findall(r"M([^z]+)z", path):
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", ring)]
        points, x, y = [], 0.0, 0.0
        for i in range(0, len(numbers), 2):
            x, y = x + numbers[i], y + numbers[i + 1]
            points.append((x, y))
        yield points


def inside(x, y, path):
    hit = False
    for points in rings(path):
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                hit = not hit
    return hit


def from_border(x, y, path):
    return min(math.hypot(x - ax, y - ay) for points in rings(path) for ax, ay in points)


def test_north_is_up_and_a_degree_of_latitude_is_150_units():
    x, y = project(36.0, 128.0)
    assert project(37.0, 128.0) == pytest.approx((x, y - 150))
    assert project(36.0, 129.0)[0] > x


def test_every_complex_falls_into_its_province():
    by_name = {province.name: province for province in outlines().provinces}
    for row in complexes():
        x, y = project(float(row["lat"]), float(row["lon"]))
        path = by_name[row["sido"]].path
        assert inside(x, y, path) or from_border(x, y, path) < 12, row["code"]  # coasts are simplified


def test_seventeen_provinces_make_seven_regions():
    assert len(outlines().provinces) == 17
    assert {province.region for province in outlines().provinces} == set(outlines().boxes)
    assert len(outlines().boxes) == 7


@pytest.mark.parametrize(
    ("place", "inset"), [((33.38, 126.55), "jeju"), ((37.50, 130.86), "ulleung"), ((37.241, 131.867), "dokdo")]
)
def test_far_islands_are_drawn_inside_a_frame(place, inset):
    x, y = project(*place)
    assert INSETS[inset].holds(*place)
    assert any(f.x < x < f.x + f.width and f.y < y < f.y + f.height for f in outlines().frames)


def test_frames_and_land_fit_the_drawing():
    for frame in outlines().frames:
        assert frame.x >= 0 and frame.x + frame.width <= WIDTH
        assert frame.y >= 0 and frame.y + frame.height <= HEIGHT
    for province in outlines().provinces:
        for points in rings(province.path):
            assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points), province.name


def test_marks_on_one_spot_part_and_stay_near():
    placed = spread({"a": (100.0, 100.0), "b": (100.0, 100.0), "c": (300.0, 300.0)}, {"a": 5, "b": 5, "c": 5})
    assert math.dist(placed["a"], placed["b"]) == pytest.approx(10, abs=0.2)
    assert placed["c"] == (300.0, 300.0)
    assert math.dist(placed["a"], (100, 100)) < 6


def test_no_mark_of_the_193_covers_another():
    rows = complexes()
    assert len(rows) == 193
    radii = {row["code"]: 7.5 if row["hub_or_spoke"] == "hub" else 4.6 for row in rows}
    at = {row["code"]: project(float(row["lat"]), float(row["lon"])) for row in rows}
    placed = spread(at, radii)
    assert placed == spread(dict(reversed(at.items())), radii)  # the order of the rows does not matter
    codes = sorted(placed)
    for i, one in enumerate(codes):
        assert math.dist(placed[one], at[one]) < 16, one  # 12 km on the ground
        for other in codes[i + 1 :]:
            assert math.dist(placed[one], placed[other]) > 0.9 * (radii[one] + radii[other]), (one, other)


def test_distance_from_seoul_to_busan():
    assert distance_km(37.566, 126.978, 35.180, 129.076) == pytest.approx(325, abs=3)


def test_stored_outlines_are_what_build_map_draws(tmp_path, monkeypatch):
    drawn = tmp_path / "map.json"
    monkeypatch.setattr(build_map, "OUTLINES", drawn)
    call_command("build_map", verbosity=0)
    assert json.loads(drawn.read_text()) == json.loads(mapping.OUTLINES.read_text())
