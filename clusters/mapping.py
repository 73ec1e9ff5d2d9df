"""Where a place on the earth lands on the portal's map of Korea. Pure arithmetic, no database.

The drawing is an equirectangular projection true to scale at 36°N (shapes are off by at most 4 % at the
northern and southern ends), 150 units to a degree of latitude, so one unit is about 0.74 km.
Far islands are moved nearer, as Korean overview maps do; each move is an `Inset` and is framed on the map.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Point = tuple[float, float]

UNITS_PER_DEGREE = 150.0
SHRINK = math.cos(math.radians(36.0))  # a degree of longitude against a degree of latitude
WEST_EDGE, NORTH_EDGE = 125.22, 38.72
WIDTH, HEIGHT = 626, 800

OUTLINES = Path(__file__).parent / "data" / "map.json"


@dataclass(frozen=True)
class Inset:
    """A box on the globe (degrees) that is drawn elsewhere: moved by `shift_lat`, `shift_lon` degrees."""

    west: float
    south: float
    east: float
    north: float
    shift_lat: float
    shift_lon: float

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


INSETS = {
    "jeju": Inset(126.0, 32.9, 127.2, 33.75, shift_lat=0.30, shift_lon=0.0),
    "ulleung": Inset(130.5, 37.3, 131.0, 37.7, shift_lat=0.0, shift_lon=-0.95),
    "dokdo": Inset(131.8, 37.0, 132.1, 37.4, shift_lat=0.14, shift_lon=-1.66),
    "west-sea-five": Inset(124.4, 37.7, 125.0, 38.1, shift_lat=0.0, shift_lon=0.85),
}


def project(lat: float, lon: float) -> Point:
    """The point of the drawing (units, y downwards) for a WGS84 position in degrees."""
    for inset in INSETS.values():
        if inset.holds(lat, lon):
            lat, lon = lat + inset.shift_lat, lon + inset.shift_lon
            break
    return (lon - WEST_EDGE) * UNITS_PER_DEGREE * SHRINK, (NORTH_EDGE - lat) * UNITS_PER_DEGREE


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Kilometres between two WGS84 positions on a sphere of the earth's mean radius."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def spread(points: Mapping[str, Point], radii: Mapping[str, float], *, rounds: int = 80) -> dict[str, Point]:
    """Push round marks of the given radii (units) apart until none covers another.

    Complexes of one town share a point or nearly so; a mark that hides under another can be
    neither seen nor clicked. The result depends only on the input: points on the very same spot
    part along a direction given by their place in the alphabet. Dense groups stop at `rounds`.
    """
    names = sorted(points)
    xs = [points[name][0] for name in names]
    ys = [points[name][1] for name in names]
    sizes = [radii[name] for name in names]
    for _ in range(rounds):
        moved = False
        for i in range(len(names)):
            for j in range(i + 1, len(names)):
                apart = sizes[i] + sizes[j]
                dx, dy = xs[j] - xs[i], ys[j] - ys[i]
                if abs(dx) >= apart or abs(dy) >= apart:
                    continue
                distance = math.hypot(dx, dy)
                if distance >= apart - 0.01:
                    continue
                step = (apart - distance) / 2
                if distance < 0.01:
                    dx, dy, distance = math.cos(i), math.sin(i), 1.0
                xs[i] -= dx / distance * step
                ys[i] -= dy / distance * step
                xs[j] += dx / distance * step
                ys[j] += dy / distance * step
                moved = True
        if not moved:
            break
    return {name: (round(x, 1), round(y, 1)) for name, x, y in zip(names, xs, ys, strict=True)}


@dataclass(frozen=True)
class Province:
    name: str  # short Korean name, as `Complex.sido`
    name_en: str
    region: str  # region code
    path: str  # SVG path data


@dataclass(frozen=True)
class Frame:
    """The dashed box around islands drawn away from their place; y downwards, in units."""

    key: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Outlines:
    provinces: tuple[Province, ...]
    borders: str  # SVG path data of the lines between two regions
    frames: tuple[Frame, ...]
    boxes: Mapping[str, tuple[float, float, float, float]]  # region code: x, y, width, height


@cache
def outlines() -> Outlines:
    """The drawn country, from the file that `manage.py build_map` wrote."""
    stored = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return Outlines(
        provinces=tuple(Province(**province) for province in stored["provinces"]),
        borders=stored["borders"],
        frames=tuple(Frame(**frame) for frame in stored["frames"]),
        boxes={code: tuple(box) for code, box in stored["boxes"].items()},
    )
