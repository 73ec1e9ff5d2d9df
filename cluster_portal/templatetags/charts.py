"""Charts drawn on the server as SVG: no script, printable, each beside or inside a table of its numbers.

Lengths across are percentages, so a chart fits any width and its text never shrinks. Colours come
from classes (`s1`…`s6`, tones); a series is also told by its name, its order and its marker.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

Row = Mapping[str, Any]
BAR = 20  # px, height of a horizontal bar
PLOT = 220  # px, height of a plot with a value axis
MARKERS = ("circle", "square", "diamond", "triangle", "cross", "ring")


# --- Shared ----------------------------------------------------------------------


def figure(value: Any) -> str:
    """A number as read in a table; nothing known is a dash."""
    if value is None:
        return "–"
    if isinstance(value, float):
        value = round(value, 1)
    if isinstance(value, float | Decimal):
        return f"{value:,f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def share(value: Any, whole: Any) -> float:
    """Percent of the whole, between 0 and 100, for a length in a drawing."""
    return round(100 * float(value or 0) / float(whole), 2) if whole else 0.0


def ceiling(top: float, steps: int = 4) -> tuple[float, float]:
    """A round axis end at or above `top` and its step (1, 2, 2.5 or 5 times a power of ten)."""
    if top <= 0:
        return float(steps), 1.0
    raw = top / steps
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw - 1e-9)
    if step < 1 and top == int(top):
        step = 1.0  # counts have no halves
    return step * math.ceil(top / step - 1e-9), step


def _linked(row: Row) -> SafeString:
    if row.get("url"):
        return format_html('<a href="{}">{}</a>', row["url"], row["label"])
    return format_html("{}", row["label"])


def _noted(row: Row) -> SafeString:
    return format_html(' <span class="chart-note">{}</span>', row["note"]) if row.get("note") else SafeString("")


def _caption(title: Any, unit: Any) -> SafeString:
    return format_html(
        "{}{}", title, format_html(' <span class="chart-unit">({})</span>', _("unit: %(unit)s") % {"unit": unit}) if unit else ""
    )


def _framed(title: Any, unit: Any, drawing: SafeString, table: SafeString | str = "") -> SafeString:
    return format_html(
        '<figure class="chart"><figcaption class="chart-title">{}</figcaption>{}{}</figure>',
        _caption(title, unit),
        drawing,
        table,
    )


def _nothing(title: Any, unit: Any) -> SafeString:
    return _framed(title, unit, format_html('<p class="chart-none">{}</p>', _("No data yet.")))


def _legend(series: Sequence[Any], markers: bool = False) -> SafeString:
    items = format_html_join(
        "",
        '<li><svg class="swatch s{}" width="16" height="16" aria-hidden="true" focusable="false">{}</svg>{}</li>',
        (
            (
                index + 1,
                _marker(index, "8", 8) if markers else SafeString('<rect x="1" y="1" width="14" height="14" rx="3"/>'),
                name,
            )
            for index, name in enumerate(series)
        ),
    )
    return format_html('<ul class="chart-legend">{}</ul>', items)


def _marker(index: int, x: str, y: float) -> SafeString:
    """The sign of a series at (x, y); x may be a percentage, so shapes hang in a nested <svg>."""
    shape = {
        "circle": '<circle r="4.5"/>',
        "square": '<rect x="-4" y="-4" width="8" height="8"/>',
        "diamond": '<path d="M0-6 6 0 0 6-6 0z"/>',
        "triangle": '<path d="M0-5.5 5.5 4.5h-11z"/>',
        "cross": '<path class="stroke" d="M-4-4 4 4M4-4-4 4"/>',
        "ring": '<circle class="hollow" r="4"/>',
    }[MARKERS[index % len(MARKERS)]]
    return format_html('<svg x="{}" y="{}" width="1" height="1" overflow="visible">{}</svg>', x, y, SafeString(shape))


def _twin(head: Sequence[Any], rows: Iterable[tuple[Any, Sequence[Any]]], title: Any) -> SafeString:
    """The same numbers as a table, folded under the drawing (open in print)."""
    heads = format_html_join(
        "", '<th scope="col"{}>{}</th>', ((SafeString(' class="num"') if i else "", name) for i, name in enumerate(head))
    )
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        ((label, format_html_join("", '<td class="num">{}</td>', ((figure(v),) for v in values))) for label, values in rows),
    )
    return format_html(
        '<details class="chart-table"><summary>{}</summary><div class="table-wrap" tabindex="0" role="region" aria-label="{}">'
        '<table class="data-table compact no-cards"><caption class="sr-only">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>',
        _("Show as a table"), title, title, heads, body,
    )  # fmt: skip


# --- Bars along: the table itself carries them -------------------------------------


def _bar_table(kind: str, title: Any, unit: Any, heads: Sequence[Any], body: SafeString) -> SafeString:
    columns = format_html_join("", '<th scope="col">{}</th>', ((head,) for head in heads))
    return _framed(
        title, unit,
        format_html(
            '<table class="bar-table {}"><caption class="sr-only">{}</caption><thead class="sr-only"><tr>{}</tr></thead><tbody>{}</tbody></table>',
            kind, title, columns, body,
        ),
    )  # fmt: skip


@register.simple_tag
def bar_chart(rows: Sequence[Row], title: Any, unit: Any = "") -> SafeString:
    """Horizontal bars, one per row {label, value, [url, note, tone]}, longest at full width."""
    if not rows:
        return _nothing(title, unit)
    top = max((float(row["value"] or 0) for row in rows), default=0)
    body = format_html_join(
        "",
        '<tr><th scope="row">{}{}</th><td class="bar"><svg width="100%" height="{}" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100%" height="100%" rx="4"/><rect class="{}" width="{}%" height="100%" rx="4"/></svg></td><td class="num">{}</td></tr>',
        (
            (_linked(row), _noted(row), BAR, row.get("tone") or "s1", share(row["value"], top), figure(row["value"]))
            for row in rows
        ),
    )
    return _bar_table("", title, unit, (_("Item"), _("Bar"), _("Value")), body)


@register.simple_tag
def funnel_chart(rows: Sequence[Row], title: Any, unit: Any = "") -> SafeString:
    """Stages in order {label, value, [url, note]}: centred bars, with the share of the stage before."""
    if not rows:
        return _nothing(title, unit)
    top = max(float(row["value"] or 0) for row in rows)
    parts, before = [], None
    for index, row in enumerate(rows):
        width = share(row["value"], top)
        kept = "" if before is None or not before else f"{share(row['value'], before):.0f}%"
        parts.append(
            (
                _linked(row),
                _noted(row),
                BAR + 8,
                min(index + 1, 6),
                round((100 - width) / 2, 2),
                width,
                figure(row["value"]),
                kept,
            )
        )
        before = row["value"]
    body = format_html_join(
        "",
        '<tr><th scope="row">{}{}</th><td class="bar"><svg width="100%" height="{}" aria-hidden="true" focusable="false">'
        '<rect class="f{}" x="{}%" width="{}%" height="100%" rx="4"/></svg></td><td class="num">{}</td><td class="num kept">{}</td></tr>',
        parts,
    )
    return _bar_table("funnel", title, unit, (_("Stage"), _("Bar"), _("Value"), _("Of the stage before")), body)


@register.simple_tag
def stacked_bar_chart(rows: Sequence[Row], series: Sequence[Any], title: Any, unit: Any = "") -> SafeString:
    """Horizontal bars of parts: rows {label, values, [url]}, one value per series name."""
    if not rows:
        return _nothing(title, unit)
    totals = [sum(float(v or 0) for v in row["values"]) for row in rows]
    top = max(totals)
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="bar"><svg width="100%" height="{}" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100%" height="100%" rx="4"/>{}</svg></td><td class="num">{}</td></tr>',
        ((_linked(row), BAR, _segments(row["values"], top), figure(total)) for row, total in zip(rows, totals, strict=True)),
    )
    drawing = format_html(
        '{}<table class="bar-table"><caption class="sr-only">{}</caption><thead class="sr-only"><tr><th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        _legend(series), title, _("Item"), _("Bar"), _("Sum"), body,
    )  # fmt: skip
    return _framed(title, unit, drawing, _twin([_("Item"), *series], [(row["label"], row["values"]) for row in rows], title))


def _segments(values: Sequence[Any], whole: float, classes: Sequence[str] | None = None) -> SafeString:
    parts, x = [], 0.0
    for index, value in enumerate(values):
        width = share(value, whole)
        if width:
            parts.append((classes[index] if classes else f"s{index + 1}", round(x, 2), width))
        x += width
    return format_html_join("", '<rect class="{} part" x="{}%" width="{}%" height="100%"/>', parts)


@register.simple_tag
def ratio_bar(parts: Sequence[Row], total: Any, label: Any) -> SafeString:
    """One bar of parts {label, value, [tone]} against a total; the names and shares stand under it."""
    classes = [part.get("tone") or f"s{index + 1}" for index, part in enumerate(parts)]
    legend = format_html_join(
        "",
        '<li><svg class="swatch {}" width="16" height="16" aria-hidden="true" focusable="false"><rect x="1" y="1" width="14" height="14" rx="3"/></svg>{} <b>{}</b> <span class="muted">{}%</span></li>',
        (
            (kind, part["label"], part.get("shown") or figure(part["value"]), f"{share(part['value'], total):.1f}")
            for kind, part in zip(classes, parts, strict=True)
        ),
    )
    return format_html(
        '<figure class="ratio"><figcaption>{}</figcaption><svg width="100%" height="14" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%" rx="4"/>{}</svg><ul class="chart-legend">{}</ul></figure>',
        label, _segments([part["value"] for part in parts], float(total or 0), classes), legend,
    )  # fmt: skip


@register.simple_tag
def balance_chart(rows: Sequence[Row], title: Any, unit: Any = "", at_least: float = 0) -> SafeString:
    """Bars to both sides of zero: rows {label, value, [url, note, tone]}. A full bar is `at_least` so much, so that what is next
    to nothing looks like it."""
    if not rows:
        return _nothing(title, unit)
    top = max(at_least, *(abs(float(row["value"] or 0)) for row in rows))
    parts = []
    for row in rows:
        width = share(abs(float(row["value"] or 0)), top) / 2
        start = 50 - width if float(row["value"] or 0) < 0 else 50
        parts.append(
            (_linked(row), _noted(row), BAR, row.get("tone") or "s1", round(start, 2), round(width, 2), signed(row["value"]))
        )
    body = format_html_join(
        "",
        '<tr><th scope="row">{}{}</th><td class="bar"><svg width="100%" height="{}" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100%" height="100%" rx="4"/><rect class="{}" x="{}%" width="{}%" height="100%"/>'
        '<line class="zero" x1="50%" x2="50%" y1="0" y2="100%"/></svg></td><td class="num">{}</td></tr>',
        parts,
    )
    return _bar_table("balance", title, unit, (_("Item"), _("Bar"), _("Value")), body)


def signed(value: Any) -> str:
    """+1.5, −0.3, 0"""
    number = round(float(value or 0), 1)
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{figure(abs(number))}"


@register.simple_tag
def interval(low: float, high: float, at: float, top: float, line: float | None = None) -> SafeString:
    """Inside a cell of a table that also says the numbers: a stretch from `low` to `high` of 1…`top` with a mark at `at`, and
    the line, if any, drawn after the place `line`."""
    spot = lambda value: round(100 * (float(value) - 0.5) / max(float(top), 1.0), 2)  # noqa: E731
    drawn = format_html('<line class="cut" x1="{0}%" x2="{0}%" y1="0" y2="100%"/>', spot(line + 0.5)) if line is not None else ""
    return format_html(
        '<svg class="interval" width="100%" height="{}" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%" rx="4"/>'
        '<rect class="s1 band" x="{}%" width="{}%" y="25%" height="50%" rx="3"/>{}<svg x="{}%" y="{}" width="1" height="1" overflow="visible"><circle class="spot" r="5"/></svg></svg>',
        BAR, spot(low - 0.5), round(spot(high + 0.5) - spot(low - 0.5), 2), drawn, spot(at), BAR // 2,
    )  # fmt: skip


# --- Plots with a value axis ---------------------------------------------------------


def _axis(top: float, step: float) -> tuple[SafeString, SafeString]:
    """The numbers of the value axis (own narrow drawing) and the grid lines of the plot."""
    ticks = [step * i for i in range(round(top / step) + 1)]
    places = [(tick, round(PLOT - PLOT * tick / top, 1)) for tick in ticks]
    numbers = format_html_join(
        "", '<text x="100%" y="{}" dy="0.35em" text-anchor="end">{}</text>', ((y, figure(tick)) for tick, y in places)
    )
    width = 10 + 8 * max(len(figure(tick)) for tick in ticks)
    axis = format_html(
        '<svg class="axis" width="{}" height="{}" overflow="visible" aria-hidden="true" focusable="false">{}</svg>',
        width,
        PLOT + 28,
        numbers,
    )
    grid = format_html_join("", '<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"/>', ((y,) for _tick, y in places))
    return axis, grid


def _plot(title: Any, axis: SafeString, inside: SafeString, labels: Sequence[tuple[float, Any]]) -> SafeString:
    every = max(1, math.ceil(len(labels) / 12))
    names = format_html_join(
        "",
        '<text x="{}%" y="{}" text-anchor="middle">{}</text>',
        ((x, PLOT + 22, name) for i, (x, name) in enumerate(labels) if i % every == 0),
    )
    return format_html(
        '<div class="plot">{}<svg class="plot-area" width="100%" height="{}" overflow="visible" role="img" aria-label="{}">{}{}</svg></div>',
        axis, PLOT + 28, title, inside, names,
    )  # fmt: skip


@register.simple_tag
def column_chart(rows: Sequence[Row], series: Sequence[Any], title: Any, unit: Any = "", head: Any = "") -> SafeString:
    """Upright columns side by side: rows {label, values}, few periods, or groups that `head` names in the table."""
    values = [float(v) for row in rows for v in row["values"] if v is not None]
    if not values:
        return _nothing(title, unit)
    top, step = ceiling(max(values))
    axis, grid = _axis(top, step)
    slot = 100 / len(rows)
    width = min(slot * 0.72 / len(series), 9.0)
    columns, labels = [], []
    for place, row in enumerate(rows):
        middle = slot * (place + 0.5)
        labels.append((round(middle, 2), row["label"]))
        for index, value in enumerate(row["values"]):
            if value is None:
                continue
            height = PLOT * float(value) / top
            x = middle + (index - len(series) / 2) * width
            columns.append(
                (
                    index + 1,
                    round(x + width * 0.06, 2),
                    round(PLOT - height, 1),
                    round(width * 0.88, 2),
                    round(height, 1),
                    round(x + width / 2, 2),
                    round(PLOT - height - 7, 1),
                    figure(value),
                )
            )
    written = len(columns) <= 12  # numbers over the columns while there is room
    drawn = format_html_join(
        "",
        '<rect class="s{0}" x="{1}%" y="{2}" width="{3}%" height="{4}" rx="2"/>'
        + ('<text class="over" x="{5}%" y="{6}" text-anchor="middle">{7}</text>' if written else ""),
        columns,
    )
    drawing = _plot(title, axis, format_html("{}{}", grid, drawn), labels)
    legend = _legend(series) if len(series) > 1 else ""
    return _framed(
        title,
        unit,
        format_html("{}{}", legend, drawing),
        _twin([head or _("Period"), *series], [(row["label"], row["values"]) for row in rows], title),
    )


@register.simple_tag
def line_chart(rows: Sequence[Row], series: Sequence[Any], title: Any, unit: Any = "") -> SafeString:
    """Lines over time: rows {label, values} in order, None for a gap; each series has its own marker."""
    values = [float(v) for row in rows for v in row["values"] if v is not None]
    if not values:
        return _nothing(title, unit)
    top, step = ceiling(max(values))
    axis, grid = _axis(top, step)
    slot = 100 / len(rows)
    xs = [round(slot * (place + 0.5), 2) for place in range(len(rows))]
    lines: list[SafeString] = []
    for index in range(len(series)):
        spots = [
            (x, round(PLOT - PLOT * float(row["values"][index]) / top, 1)) if row["values"][index] is not None else None
            for x, row in zip(xs, rows, strict=True)
        ]
        strokes = format_html_join(
            "", '<line x1="{}%" y1="{}" x2="{}%" y2="{}"/>', ((*a, *b) for a, b in pairwise(spots) if a and b)
        )
        marks = format_html_join("", "{}", ((_marker(index, f"{spot[0]}%", spot[1]),) for spot in spots if spot))
        lines.append(format_html('<g class="line s{}">{}{}</g>', index + 1, strokes, marks))
    inside = format_html("{}{}", grid, format_html_join("", "{}", ((line,) for line in lines)))
    drawing = _plot(title, axis, inside, list(zip(xs, (row["label"] for row in rows), strict=True)))
    legend = _legend(series, markers=True) if len(series) > 1 else ""
    return _framed(
        title,
        unit,
        format_html("{}{}", legend, drawing),
        _twin([_("Period"), *series], [(row["label"], row["values"]) for row in rows], title),
    )
