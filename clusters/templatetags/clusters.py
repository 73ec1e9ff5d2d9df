"""How figures of the reference data are written: measures, units, periods, sources."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clusters.map_picture import Mark
from clusters.queries import shown
from clusters.reference import METRICS, UNITS, sources_in

register = template.Library()


@register.simple_tag
def map_marks(marks: Iterable[Mark]) -> SafeString:
    """The marks of a map as SVG links. A tag, because a template loop over 193 takes many times as long."""
    return format_html_join(
        "",
        '<a href="{}" class="map-mark is-{} region-{}{}" aria-label="{}" data-x="{}" data-y="{}"><path d="{}"/></a>',
        ((m.url, m.role, m.region, " is-muted" if m.is_muted else "", m.text, m.x, m.y, m.path) for m in marks),
    )


@register.filter
def metric(code: str) -> Any:
    """The measure in words; figures of print keep the words of the data."""
    return METRICS.get(code, code)


@register.filter
def unit(code: str) -> Any:
    return UNITS.get(code, code)


@register.filter
def figure(value: Decimal) -> str:
    return shown(value)


@register.filter
def period(code: str) -> str:
    """2026Q1 → "2026, 1st quarter"; 2007H1 → "2007, first half"; years and months as they are."""
    if found := re.fullmatch(r"(\d{4})Q([1-4])", code):
        return _("%(year)s, quarter %(quarter)s") % {"year": found[1], "quarter": found[2]}
    if found := re.fullmatch(r"(\d{4})H([12])", code):
        return (_("%(year)s, first half") if found[2] == "1" else _("%(year)s, second half")) % {"year": found[1]}
    return code


@register.filter
def source_titles(text: str) -> str:
    """The titles of the sources a note names, or the note itself."""
    return ", ".join(source.title for source in sources_in(text)) or text
