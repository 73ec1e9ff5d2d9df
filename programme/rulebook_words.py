"""The values of a rulebook in words, each as the lines a reader sees."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import OrganisationKind
from programme.rulebook import (
    Adjustment,
    AppealGround,
    Checks,
    CommentRule,
    ConflictRule,
    CostItem,
    Criterion,
    FundingShare,
    Grade,
    Item,
    NamedCode,
    Period,
    RequiredDocument,
    Rounding,
    Source,
    Text,
    Track,
    Trimming,
)

Lines = list[str]

SOURCE_LABELS = {
    Source.READ: _("Source read"),
    Source.COMMON_KNOWLEDGE: _("General knowledge"),
    Source.VARIES: _("Varies by notice"),
    Source.ANNOUNCEMENT: _("Announcement of 2010"),
    Source.CHOICE: _("Portal's choice"),
}
SOURCE_TONES = {
    Source.READ: "ok",
    Source.COMMON_KNOWLEDGE: "neutral",
    Source.VARIES: "warn",
    Source.ANNOUNCEMENT: "info",
    Source.CHOICE: "progress",
}
SOURCE_MEANINGS = {
    Source.READ: _("The text named beside the value was read."),
    Source.COMMON_KNOWLEDGE: _("Common in Korean support programmes; no text was read for it."),
    Source.VARIES: _("Each notice sets it anew; the value is one that was in use."),
    Source.ANNOUNCEMENT: _("Said in the ministry's announcement of April 2010."),
    Source.CHOICE: _("Not documented anywhere we looked. This portal chose it, and says why."),
}

COMPLEXES = {
    "pilot_12": _("The 12 complexes of the first phase"),
    "programme_193": _("The 193 complexes of the programme"),
    "any_complex": _("Any industrial complex or zone named in law"),
}
ASKED_OF = {"every_firm": _("Every firm"), "lead": _("The lead only")}
INDUSTRY = {
    "specialised_of_complex": _("The specialised industry of the complex"),
    "manufacturing_knowledge_ict": _("Manufacturing, knowledge or ICT industry"),
}
MEMBERSHIP = {
    "every_firm": _("Every firm must be a member"),
    "none": _("No membership needed"),
    "lead_and_half_of_partners": _("The lead from the start, half of all participants before the agreement"),
}
JOINT = {
    "none": _("No advantage"),
    "first": _("Joint projects are selected first"),
    "bonus": _("Bonus points"),
    "required": _("Only joint projects"),
}
UNIT = {"complex": _("The complex"), "region": _("The region")}
QUORUM = {
    "smallest_panel": _("As many as the smallest panel"),
    "two_thirds": _("Two thirds of the panel"),
    "majority": _("More than half of the panel"),
}
MODE = {
    "stop": _("Stop at the first project the budget cannot carry"),
    "skip_fill": _("Pass over what the budget cannot carry and go on"),
}
TIE = {
    "joint": _("Joint projects first"),
    "cross_region": _("Partners from several regions first"),
    "plain_mean": _("Mean of all sheets, nothing dropped"),
    "submitted_at": _("Earlier submission first"),
}
WHOSE = {
    "lead": _("the lead"),
    "each_partner": _("each participant"),
    "each_firm": _("each firm"),
    "each_researcher": _("each researcher"),
}
SECTOR = {
    "industry": pgettext_lazy("sector", "Industry"),
    "academia": _("Academia"),
    "research": _("Research"),
    "other": _("Other"),
}
LEVEL = {"statutory": _("by law"), "programme": _("by the programme")}
FAILS_BY = {
    "majority": _("Failed when more than half of the sheets say so"),
    "any": _("Failed when one sheet says so"),
    "all": _("Failed when all sheets say so"),
}
ROUNDING_MODES = {
    "half_up": _("half rounds up"),
    "half_even": _("half rounds to even"),
    "down": _("cut off"),
}


def here(text: Text) -> str:
    return text.in_language(get_language() or "ko")


def chosen(words: Mapping[str, Any]) -> Callable[[str], Lines]:
    return lambda value: [str(words[value])]


def yes_or_no(value: bool) -> Lines:
    return [gettext("Yes") if value else gettext("No")]


def allowed(value: bool) -> Lines:
    return [gettext("Allowed") if value else gettext("Not allowed")]


def won(value: int) -> Lines:
    return [f"₩{value:,}"]


def months(value: int | None) -> Lines:
    return unlimited() if value is None else [ngettext("%(n)s month", "%(n)s months", value) % {"n": value}]


def months_or_not_asked(value: int | None) -> Lines:
    return [gettext("Not asked for")] if value is None else months(value)


certificate_age = months_or_not_asked


def unlimited() -> Lines:
    return [gettext("No limit")]


def number(value: int | None) -> Lines:
    return unlimited() if value is None else [f"{value:,}"]


def firms(value: int) -> Lines:
    return [ngettext("%(n)s firm or more", "%(n)s firms or more", value) % {"n": value}]


def people(value: int) -> Lines:
    return [ngettext("%(n)s person", "%(n)s people", value) % {"n": value}]


def sectors(value: Iterable[str]) -> Lines:
    return [str(SECTOR[one]) for one in value] or [gettext("Not asked for")]


def sheets(value: int) -> Lines:
    return [ngettext("%(n)s sheet", "%(n)s sheets", value) % {"n": value}]


def reserve(value: int | None) -> Lines:
    return [gettext("Everyone above the pass line")] if value is None else number(value)


def points(value: Decimal) -> Lines:
    return [gettext("%(n)s points") % {"n": plain(value)}]


def share(value: Decimal | None) -> Lines:
    return unlimited() if value is None else [percent(value)]


def clock_time(value: str) -> Lines:
    return [gettext("%(time)s Korean time") % {"time": value}]


def period(value: Period) -> Lines:
    n = value.amount
    match value.unit:
        case "calendar_days":
            return [ngettext("%(n)s day", "%(n)s days", n) % {"n": n}]
        case "business_days":
            return [ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n}]
        case _:
            return months(n)


def kinds(value: Iterable[str]) -> Lines:
    return [" · ".join(str(OrganisationKind(kind).label) for kind in value)]


def names(value: Iterable[NamedCode | CostItem]) -> Lines:
    return [here(item.name) for item in value] or [gettext("None")]


def criteria(value: Iterable[Criterion]) -> Lines:
    lines = []
    for criterion in value:
        items = " · ".join(f"{here(item.name)} {plain(item.points)}" for item in criterion.items)
        lines.append(f"{here(criterion.name)} {plain(criterion.points)}" + (f" ({items})" if items else ""))
    return lines


def checks(value: Checks) -> Lines:
    return [*names(value.items), str(FAILS_BY[value.fails_by])]


def informing(value: Iterable[Item]) -> Lines:
    return [f"{here(item.name)} {plain(item.points)}" for item in value]


def tie_breaks(track: Track) -> Lines:
    lines = []
    for place, step in enumerate(track.tie_breaks.value, 1):
        if step.criterion is None:
            words = str(TIE[step.by])
        else:
            words = gettext("Higher mean of “%(criterion)s”") % {"criterion": here(track.criterion(step.criterion).name)}
        lines.append(f"{place}. {words}")
    return lines or [gettext("Equal totals share a place")]


def funding_shares(value: Iterable[FundingShare]) -> Lines:
    lines = []
    for row in value:
        words = gettext("%(kind)s: grant at most %(public)s, cash at least %(cash)s of its own money") % {
            "kind": OrganisationKind(row.kind).label,
            "public": percent(row.public_max),
            "cash": percent(row.cash_min),
        }
        if row.crisis_public_max is not None:
            words += " " + gettext("(grant at most %(public)s in an industrial-crisis area)") % {
                "public": percent(row.crisis_public_max)
            }
        lines.append(words)
    return lines


def documents(value: Iterable[RequiredDocument]) -> Lines:
    lines = []
    for document in value:
        words = f"{here(document.name)} – {WHOSE[document.asked_of]}"
        if document.when:
            words += f" ({here(document.when)})"
        if document.replaced_by_portal:
            words += " · " + gettext("proved by the portal itself, nothing to upload")
        lines.append(words)
    return lines or [gettext("None")]


def conflicts(value: Iterable[ConflictRule]) -> Lines:
    return [_conflict(rule) for rule in value]


def _conflict(rule: ConflictRule) -> str:
    words = f"{here(rule.name)} – {LEVEL[rule.level]}"
    if rule.unit == "department":
        words += " · " + gettext("the department counts")
    if rule.waivable:
        words += " · " + gettext("may be waived for scarce expertise, with a reason")
    return words


def grades(value: Iterable[Grade]) -> Lines:
    return [" · ".join(f"{here(grade.name)} {percent(grade.share)}" for grade in value)]


def comments(value: CommentRule) -> Lines:
    return [
        gettext("Below %(low)s or above %(high)s of an item's points: %(n)s characters or more")
        % {"low": percent(value.below), "high": percent(value.above), "n": value.characters_min},
        gettext("Overall opinion: %(n)s characters or more") % {"n": value.overall_characters_min},
    ]


def trimming(value: Trimming) -> Lines:
    lines = [
        gettext("%(high)s highest and %(low)s lowest total dropped, from %(n)s sheets on")
        % {"high": value.drop_highest, "low": value.drop_lowest, "n": value.from_sheets}
    ]
    if value.when_fewer == "plain_mean":
        lines.append(gettext("With fewer sheets: plain mean, and the result says so"))
    else:
        lines.append(gettext("With fewer sheets: the panel meets again"))
    return lines


def rounding(value: Rounding) -> Lines:
    words = ngettext("%(n)s decimal place, %(how)s", "%(n)s decimal places, %(how)s", value.places)
    return [words % {"n": value.places, "how": ROUNDING_MODES[value.mode]}]


def adjustments(value: Iterable[Adjustment]) -> Lines:
    lines = []
    for item in value:
        words = gettext("%(name)s: up to %(points)s points") % {"name": here(item.name), "points": plain(item.points)}
        if item.needs_evidence:
            words += " " + gettext("(with evidence)")
        lines.append(words)
    return lines or [gettext("None")]


def appeal_grounds(value: Iterable[AppealGround]) -> Lines:
    return [here(one.name) if one.accepted else gettext("Not accepted: %(name)s") % {"name": here(one.name)} for one in value]


def percent(value: Decimal) -> str:
    return f"{plain(value * 100)}%"


def plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
