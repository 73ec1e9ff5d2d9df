"""Draw the provinces once, so that no page projects or simplifies anything."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from clusters.mapping import INSETS, OUTLINES, Point, project

DATA = Path(__file__).resolve().parents[2] / "data"
REGION_CODES = {
    "수도권": "capital",
    "충청권": "chungcheong",
    "호남권": "honam",
    "대경권": "daegyeong",
    "동남권": "dongnam",
    "강원권": "gangwon",
    "제주권": "jeju",
}
SMALLEST_DETAIL = 1.2  # square units (0.7 km²): a bend that encloses less is straightened
SMALLEST_ISLAND = 3.0  # square units (1.6 km²): smaller islands are left out; Dokdo never is
LANDMARK = 40.0  # square units (22 km²): smaller islands do not widen the picture of their region
FRAME_MARGIN = 9.0
REGION_MARGIN = 14.0

Arc = list[Point]


class Command(BaseCommand):
    help = "Write clusters/data/map.json (17 provinces as SVG paths) from clusters/data/korea-sido.json."

    def handle(self, *args: Any, **options: Any) -> None:
        topology = json.loads((DATA / "korea-sido.json").read_text(encoding="utf-8"))
        arcs = [simplified([project(lat, lon) for lon, lat in arc]) for arc in decoded_arcs(topology)]
        provinces = []
        boxes: dict[str, Arc] = {}
        framed: dict[str, Arc] = {}
        shapes = topology["objects"]["sido"]["geometries"]
        for shape in shapes:
            name, region = shape["properties"]["name_short"], REGION_CODES[shape["properties"]["region"]]
            rings = [ring for ring in rings_of(shape, arcs) if worth_drawing(ring)]
            provinces.append(
                {
                    "name": name,
                    "name_en": shape["properties"]["name_en"],
                    "region": region,
                    "path": "".join(path_data(ring, closed=True) for ring in rings),
                }
            )
            for ring in rings:
                key = inset_of(ring)
                if key:
                    framed.setdefault(key, []).extend(ring)
                elif area_of(ring) >= LANDMARK:
                    boxes.setdefault(region, []).extend(ring)
        owners = regions_per_arc(shapes)
        borders = [path_data(arcs[i], closed=False) for i, regions in sorted(owners.items()) if len(regions) > 1]
        boxes["jeju"] = framed["jeju"]
        framed["ulleung"] += framed.pop("dokdo")
        drawn = {
            "provinces": provinces,
            "borders": "".join(borders),
            "frames": [{"key": key, **box(points, FRAME_MARGIN)} for key, points in sorted(framed.items())],
            "boxes": {code: list(box(points, REGION_MARGIN).values()) for code, points in sorted(boxes.items())},
        }
        OUTLINES.write_text(json.dumps(drawn, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(provinces)} provinces, {OUTLINES.stat().st_size:,} bytes: {OUTLINES.name}")


def decoded_arcs(topology: dict[str, Any]) -> list[Arc]:
    """TopoJSON arcs as lists of (longitude, latitude): undo the quantisation and the deltas."""
    (scale_x, scale_y), (origin_x, origin_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + origin_x, y * scale_y + origin_y))
        decoded.append(points)
    return decoded


def simplified(arc: Arc) -> Arc:
    """Visvalingam: drop the bend with the smallest triangle until every bend matters.

    Works on arcs, not on provinces, so two neighbours keep one common border.
    """
    before = list(range(-1, len(arc) - 1))
    after = list(range(1, len(arc) + 1))
    keep = [True] * len(arc)
    least = 5 if arc[0] == arc[-1] else 2

    def triangle(i: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = arc[before[i]], arc[i], arc[after[i]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    heap = [(triangle(i), i) for i in range(1, len(arc) - 1)]
    heapq.heapify(heap)
    left = len(arc)
    while heap and left > least:
        area, i = heapq.heappop(heap)
        if area >= SMALLEST_DETAIL:
            break
        if not keep[i] or area < triangle(i) - 1e-9:
            continue  # already gone, or its neighbourhood changed and it was queued again
        keep[i] = False
        left -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for neighbour in (before[i], after[i]):
            if 0 < neighbour < len(arc) - 1:
                heapq.heappush(heap, (max(area, triangle(neighbour)), neighbour))
    return [point for point, kept in zip(arc, keep, strict=True) if kept]


def rings_of(shape: dict[str, Any], arcs: list[Arc]) -> list[Arc]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = []
    for ring in (ring for polygon in polygons for ring in polygon):
        points: Arc = []
        for number in ring:
            points += arcs[number] if number >= 0 else arcs[~number][::-1]
        rings.append(points)
    return rings


def regions_per_arc(shapes: list[dict[str, Any]]) -> dict[int, Counter[str]]:
    """For every arc, the regions on its two sides: two different ones make it a border between regions."""
    owners: dict[int, Counter[str]] = {}
    for shape in shapes:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for number in (number for polygon in polygons for ring in polygon for number in ring):
            index = number if number >= 0 else ~number
            owners.setdefault(index, Counter())[shape["properties"]["region"]] += 1
    return owners


def inset_of(ring: Arc) -> str | None:
    """Which far group of islands this ring belongs to, told from where it was drawn."""
    x, y = ring[0]
    for key, inset in INSETS.items():
        left, top = project(inset.north, inset.west)
        right, bottom = project(inset.south, inset.east)
        if left <= x <= right and top <= y <= bottom:
            return key
    return None


def worth_drawing(ring: Arc) -> bool:
    return area_of(ring) >= SMALLEST_ISLAND or inset_of(ring) == "dokdo"


def area_of(ring: Arc) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def path_data(points: Arc, *, closed: bool) -> str:
    """SVG path data in relative steps of a tenth of a unit; rounding never adds up."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    text = f"M{number(tenths[0][0])} {number(tenths[0][1])}l"
    steps = []
    for (ax, ay), (bx, by) in pairwise(tenths):
        if (ax, ay) != (bx, by):
            steps.append(f"{number(bx - ax)} {number(by - ay)}")
    return text + " ".join(steps).replace(" -", "-") + ("z" if closed else "")


def number(tenths: int) -> str:
    text = f"{tenths / 10:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def box(points: Arc, margin: float) -> dict[str, float]:
    left, top = min(x for x, _ in points) - margin, min(y for _, y in points) - margin
    right, bottom = max(x for x, _ in points) + margin, max(y for _, y in points) + margin
    return {"x": round(left, 1), "y": round(top, 1), "width": round(right - left, 1), "height": round(bottom - top, 1)}
