"""Small things every page shows: badges, deadlines, times, money, numbers.

They are tags, not included templates, because lists call them once per cell.
"""

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

register = template.Library()

SEOUL = ZoneInfo("Asia/Seoul")
TONES = frozenset({"neutral", "info", "progress", "ok", "warn", "danger"})
NOTHING = "–"
MOMENT = dt.timedelta(microseconds=1)
SOON_DAYS = 3  # a deadline this near is shown as a warning


# --- Marks ----------------------------------------------------------------------


@register.simple_tag
def badge(text: Any, tone: str = "neutral") -> SafeString:
    """A status badge; the words carry the meaning, the tone only repeats it."""
    if not text:
        return SafeString("")
    return format_html('<span class="badge {}">{}</span>', tone if tone in TONES else "neutral", text)


@cache
def _sprite() -> str:
    return static("icons/portal.svg")


@register.simple_tag
def icon(name: str, label: Any = "") -> SafeString:
    """A sign from static/icons/portal.svg; decorative unless it is given a label."""
    address = _sprite()
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, address, name)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', address, name)


# --- Time -----------------------------------------------------------------------


def seoul(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment, SEOUL)


@register.simple_tag
def kst(at: dt.datetime | dt.date | None, form: str = "datetime") -> SafeString:
    """A moment in Korean time with its zone: "2027-03-02 18:00 KST"; form: "date", "time" (of day) or "seconds"."""
    if at is None:
        return format_html("{}", NOTHING)
    if not isinstance(at, dt.datetime):
        return format_html('<time datetime="{}">{}</time>', at.isoformat(), at.isoformat())
    local = seoul(at)
    if form == "date":
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), f"{local:%Y-%m-%d}")
    if form == "time":
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), f"{local:%H:%M:%S}")
    shown = f"{local:%Y-%m-%d %H:%M:%S}" if form == "seconds" else f"{local:%Y-%m-%d %H:%M}"
    return format_html(
        '<time datetime="{}">{} <abbr title="{}">KST</abbr></time>', local.isoformat(), shown, _("Korean time, UTC+9")
    )


def remaining(left: dt.timedelta) -> str:
    """Time left in the two largest units: "2일 4시간", "5시간 12분", "3분 20초"."""
    seconds = max(0, int(left.total_seconds()))
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return _("%(days)dd %(hours)dh") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)dh %(minutes)dm") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)dm %(seconds)ds") % {"minutes": minutes, "seconds": seconds}


# What a moment is, by kind: the badge on its last day, and the badge and its tone once it has passed.
MOMENTS = {
    "closes": (_lazy("Closes today"), pgettext_lazy("deadline", "Closed"), "neutral"),
    "due": (_lazy("Due today"), _lazy("Overdue"), "danger"),
    "begins": (_lazy("Today"), pgettext_lazy("moment", "Begun"), "ok"),
}


@register.simple_tag
def deadline(at: dt.datetime | None, now: dt.datetime | None = None, *, kind: str = "closes") -> SafeString:
    """A deadline: the time with its zone, a badge, and what remains of it (ticking in the browser). A period that ends
    with its last day is shown as people write it: 24:00 of that day. `kind`: something "closes" for everybody, is "due"
    from the reader, or "begins"."""
    if at is None:
        return format_html("{}", NOTHING)
    now = now or timezone.now()
    stamp = kst(at) if seoul(at).time() != dt.time() else _end_of_day(at)
    last_day, passed, tone = MOMENTS[kind]
    if at <= now:
        return format_html(
            '<span class="deadline{}">{} {}</span>', " is-closed" if kind == "closes" else "", stamp, badge(passed, tone)
        )
    days = ((seoul(at) - MOMENT).date() - seoul(now).date()).days
    soon = days <= SOON_DAYS
    mark = last_day if days == 0 else _("D-%(days)d") % {"days": days}
    return format_html(
        '<span class="deadline{}">{} {} <span class="deadline-left" data-countdown="{}">{}</span></span>',
        " is-soon" if soon else "",
        stamp,
        badge(mark, "warn" if soon else "info"),
        at.isoformat(),
        _("%(time)s left") % {"time": remaining(at - now)},
    )


def _end_of_day(at: dt.datetime) -> SafeString:
    day = (seoul(at) - MOMENT).date()
    zone = format_html('<abbr title="{}">KST</abbr>', _("Korean time, UTC+9"))
    return format_html('<time datetime="{}">{} 24:00 {}</time>', at.isoformat(), day.isoformat(), zone)


@register.filter
def days(value: dt.datetime | dt.date | None) -> str:
    """A day relative to today, in Korean calendar days: "오늘", "3일 전", "5일 남음"."""
    if value is None:
        return NOTHING
    day = seoul(value).date() if isinstance(value, dt.datetime) else value
    distance = (day - seoul(timezone.now()).date()).days
    if distance == 0:
        return _("today")
    if distance < 0:
        return ngettext("%(n)d day ago", "%(n)d days ago", -distance) % {"n": -distance}
    return ngettext("%(n)d day left", "%(n)d days left", distance) % {"n": distance}


# --- Money and numbers -----------------------------------------------------------


@register.filter
def won(amount: int | None) -> str:
    """Whole won with thousands: ₩1,234,000."""
    if amount is None or amount == "":
        return NOTHING
    return f"−₩{-int(amount):,}" if int(amount) < 0 else f"₩{int(amount):,}"


@register.filter
def eokwon(amount: int | None) -> str:
    """Won in the unit people say: 12.3억원, 4,500만원; in English ₩1.23B, ₩450M."""
    if amount is None or amount == "":
        return NOTHING
    value = int(amount)
    sign, size = ("−" if value < 0 else ""), abs(value)
    if (get_language() or "ko").startswith("ko"):
        for unit, name, places in ((10**12, "조원", 2), (10**8, "억원", 1), (10**4, "만원", 0)):
            if size >= unit:
                return f"{sign}{_short(size, unit, places)}{name}"
        return f"{sign}{size:,}원"
    for unit, name, places in ((10**12, "T", 2), (10**9, "B", 2), (10**6, "M", 0), (10**3, "K", 0)):
        if size >= unit:
            return f"{sign}₩{_short(size, unit, places)}{name}"
    return f"{sign}₩{size}"


def _short(size: int, unit: int, places: int) -> str:
    text = f"{Decimal(size) / unit:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def points(score: Decimal | float | None) -> str:
    """A score with its two decimals: 87.35."""
    return NOTHING if score is None or score == "" else f"{Decimal(str(score)):,.2f}"


@register.filter
def thousands(number: int | float | Decimal | None) -> str:
    return NOTHING if number is None or number == "" else f"{number:,}"


@register.filter
def brn(number: str | None) -> str:
    """A business registration number as people write it: 123-45-67890."""
    if not number:
        return NOTHING
    return f"{number[:3]}-{number[3:5]}-{number[5:]}" if len(number) == 10 and number.isdigit() else str(number)


@register.filter
def dash(value: Any) -> Any:
    """The value, or a dash where there is none (0 is a value)."""
    return NOTHING if value is None or value == "" else value
