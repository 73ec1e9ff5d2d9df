"""What the map shows: marks for complexes, shades for regions. Plain values in, plain values out.

Any page may draw one: build a `MapPicture` here, then
`{% include "clusters/components/map.html" with map=picture only %}` and link `css/map.css` in the page's head.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clusters.bilingual import in_language
from clusters.mapping import HEIGHT, INSETS, WIDTH, Frame, outlines, project
from clusters.models.complex import Complex, ComplexRole

HUB_RADIUS, LINKED_RADIUS = 7.0, 4.2  # map units; load_reference keeps marks of this size apart
LARGEST_VALUE_RADIUS = 20.0
SHADES = 5  # steps of colour for values of regions; each step also shows its number

LABEL_PLACES = {  # where a region's name hides no mark (WGS84 degrees)
    "capital": (37.85, 127.22),
    "gangwon": (37.62, 128.52),
    "chungcheong": (36.42, 126.82),
    "daegyeong": (36.55, 128.85),
    "honam": (34.93, 127.17),
    "dongnam": (35.43, 127.83),
    "jeju": (33.33, 126.58),
}
DOKDO = (37.241, 131.867)


@dataclass(frozen=True)
class Mark:
    """One complex on the map."""

    code: str
    name: str
    text: str  # what is read out and shown beside the mark
    url: str
    region: str
    role: str
    role_label: str
    place: str
    x: float
    y: float
    path: str
    is_muted: bool


@dataclass(frozen=True)
class Land:
    name: str
    region: str
    path: str
    shade: int | None  # 0 … SHADES - 1, or None where the map is coloured by region


@dataclass(frozen=True)
class Label:
    region: str
    name: str
    value: str
    x: float
    y: float


@dataclass(frozen=True)
class MapPicture:
    title: str
    description: str
    view_box: str
    letter: float  # size of letters in units, so that they look alike at any zoom
    lands: tuple[Land, ...]
    borders: str
    frames: tuple[tuple[Frame, str], ...]
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    dokdo: tuple[float, float]
    is_shaded: bool


def complex_map(
    complexes: Iterable[Complex],
    *,
    title: str,
    description: str = "",
    region: str = "",
    only: str = "",
    values: Mapping[str, float] | None = None,
    region_values: Mapping[str, float] | None = None,
    region_names: Mapping[str, str] | None = None,
    show: Callable[[Any], str] = str,
    url_of: Callable[[Complex], str] | None = None,
) -> MapPicture:
    """Draw complexes, all of the same size or sized by `values` (a complex without a value stays small and pale).

    Args:
        region: code of the region to zoom to; marks of other regions turn pale.
        only: code of the one complex to point out; all others turn pale.
        values: number by complex code; the area of a mark grows with it.
        region_values: number by region code; land is shaded in five steps instead of coloured by region.
        region_names: names to write on the land, by region code.
        show: how a value is written, e.g. `lambda n: f"{n}건"`.
        url_of: where a mark leads; the complex's own page unless given.
    """
    box = _zoom_box(region)
    zoom = min(WIDTH / box[2], HEIGHT / box[3])
    complexes = list(complexes)
    roles = {role.value: str(role.label) for role in ComplexRole}
    address = reverse("clusters:complex-detail", args=["CODE"])  # asked once, not 193 times
    marks = []
    for complex in complexes:
        value = values.get(complex.code) if values is not None else None
        name, role = complex.name, roles[complex.role]
        marks.append(
            Mark(
                code=complex.code,
                name=name,
                text=f"{name} · {role}" if value is None else f"{name}: {show(value)}",
                url=url_of(complex) if url_of else address.replace("CODE", complex.code),
                region=complex.region_id,
                role=complex.role,
                role_label=role,
                place=complex.place,
                x=complex.map_x,
                y=complex.map_y,
                path=_shape(complex, _radius(complex, value, values, only == complex.code) / math.sqrt(zoom)),
                is_muted=bool(
                    (region and complex.region_id != region) or (only and complex.code != only) or (values and not value)
                ),
            )
        )
    drawn = outlines()
    shades = _shades(region_values) if region_values is not None else {}
    return MapPicture(
        title=title,
        description=description,
        view_box=" ".join(f"{number:g}" for number in box),
        letter=round(15 / zoom**0.85, 1),
        lands=tuple(
            Land(
                in_language(province.name, province.name_en),
                province.region,
                province.path,
                shades.get(province.region, 0) if region_values is not None else None,
            )
            for province in drawn.provinces
        ),
        borders=drawn.borders,
        frames=tuple((frame, _frame_name(frame.key)) for frame in drawn.frames),
        labels=_labels(region_names or {}, region_values or {}, show),
        marks=tuple(sorted(marks, key=lambda mark: (not mark.is_muted, mark.role == ComplexRole.HUB))),  # hubs on top
        dokdo=project(*DOKDO),
        is_shaded=region_values is not None,
    )


def _zoom_box(region: str) -> tuple[float, float, float, float]:
    """The part of the drawing to show: x, y, width, height; never wider than it is high by more than a fifth."""
    if not region:
        return 0, 0, WIDTH, HEIGHT
    x, y, width, height = outlines().boxes[region]
    grown = max(height, width / 1.2)
    return x, round(y - (grown - height) / 2, 1), width, round(grown, 1)


def _radius(complex: Complex, value: float | None, values: Mapping[str, float] | None, is_pointed_out: bool) -> float:
    if values is None:
        return (HUB_RADIUS if complex.role == ComplexRole.HUB else LINKED_RADIUS) * (1.8 if is_pointed_out else 1.0)
    if not value:
        return LINKED_RADIUS * 0.7
    return max(LINKED_RADIUS, LARGEST_VALUE_RADIUS * math.sqrt(value / max(values.values())))


def _shape(complex: Complex, radius: float) -> str:
    """SVG path data: a diamond for a hub, a disc for the others."""
    x, y, r = complex.map_x, complex.map_y, round(radius, 1)
    if complex.role == ComplexRole.HUB:
        return f"M{x:g} {y - r:.1f}l{r:g} {r:g}-{r:g} {r:g}-{r:g}-{r:g}z"
    return f"M{x - r:.1f} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0-{2 * r:g} 0z"


def _shades(region_values: Mapping[str, float]) -> dict[str, int]:
    """The step of colour by region: the largest value is the darkest, nothing is the lightest."""
    largest = max(region_values.values(), default=0)
    if not largest:
        return {}
    return {code: math.ceil(value / largest * (SHADES - 1)) for code, value in region_values.items()}


def _labels(names: Mapping[str, str], values: Mapping[str, float], show: Callable[[Any], str]) -> tuple[Label, ...]:
    labels = []
    for code, name in names.items():
        x, y = project(*LABEL_PLACES[code])
        labels.append(Label(code, name, show(values[code]) if code in values else "", round(x, 1), round(y, 1)))
    return tuple(labels)


def _frame_name(key: str) -> str:
    assert key in INSETS, key
    return {"jeju": "", "ulleung": _("Ulleungdo · Dokdo"), "west-sea-five": _("Baengnyeongdo")}[key]
