"""What an assignment breaks and why it cannot be better, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext_lazy

RULES: Mapping[str, Any] = {
    "candidate": _lazy("conflict of interest or ban"),
    "twice": _lazy("the same evaluator twice"),
    "seats": _lazy("more evaluators than seats"),
    "most": _lazy("more proposals than the limit"),
    "least": _lazy("fewer proposals than the minimum"),
    "pin": _lazy("a pinned evaluator is missing"),
    "sector": _lazy("industry, academia and research on each panel"),
    "organisation": _lazy("at most one per organisation"),
    "region": _lazy("the share from other regions"),
    "size": _lazy("too few evaluators"),
}
# Nobody may be appointed against these; the others are what is aimed at.
BINDING = frozenset({"candidate", "twice", "seats", "most", "organisation", "region", "size"})
SECTORS = (pgettext_lazy("sector", "industry"), _lazy("academia"), _lazy("research"))
STAGES: Mapping[str, Any] = {
    "": _lazy("Gathering conflicts and suitability"),
    "flow": _lazy("Highest total"),
    "region": _lazy("Balance of regions"),
    "fair": _lazy("Raising the lowest panel"),
}


def rule_name(rule: str) -> str:
    return str(RULES.get(rule, rule))


def stage_name(stage: str) -> str:
    return str(STAGES.get(stage, _("Searching")))


def demand_sentence(found: Mapping[str, Any], title: str, name: str) -> str:
    """One of the demands that block each other. `found` is a `blocking.Demand` by ids; its proposal's title, its evaluator's name."""
    number = found["number"]
    match found["rule"]:
        case "seats":
            return _("“%(title)s” has %(n)d seats to fill.") % {"title": title, "n": number}
        case "sector":
            return _("“%(title)s” asks for somebody from %(sector)s.") % {"title": title, "sector": SECTORS[number]}
        case "organisation":
            return _("“%(title)s” takes at most one from each organisation.") % {"title": title}
        case "region":
            return _("“%(title)s” asks for a share from other regions.") % {"title": title}
        case "most":
            return _("%(name)s takes at most %(n)d proposals.") % {"name": name, "n": number}
        case "least":
            return _("%(name)s takes at least %(n)d proposals.") % {"name": name, "n": number}
    return _("%(name)s is pinned to “%(title)s”.") % {"name": name, "title": title}


def fault_sentence(number: int, code: str, value: str) -> str:
    """What is wrong with a line of a table that was read."""
    words = {
        "no-text": _("The file is no text. Save it as CSV (UTF-8) and choose it again."),
        "no-column": _("The column “%(value)s” is missing. Its head stands in the first line.") % {"value": value},
        "empty": _("The table has no lines."),
        "too-long": _("The table is too long."),
        "incomplete": _("Proposal or seat is missing."),
        "no-seat": _("“%(value)s” is no number of a seat.") % {"value": value},
        "twice": _("This seat stands twice: %(value)s.") % {"value": value},
        "unknown-proposal": _("No proposal %(value)s in this round.") % {"value": value},
        "unknown-seat": _("Nobody who accepted has seat %(value)s.") % {"value": value},
        "other-name": _("The seat belongs to somebody else than %(value)s.") % {"value": value},
    }
    sentence = str(words.get(code, code))
    return _("Line %(n)d: %(what)s") % {"n": number, "what": sentence} if number else sentence


def counted(breaches: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """How often each rule is broken: (name of the rule, number)."""
    numbers: dict[str, int] = {}
    for one in breaches:
        numbers[one["rule"]] = numbers.get(one["rule"], 0) + 1
    return [(rule_name(rule), number) for rule, number in sorted(numbers.items())]


def obstacle_sentence(found: Mapping[str, Any]) -> str:
    """What blocks, and what would cure it. `found` is an `obstacles.Obstacle` as plain values."""
    rule, number, missing = found["rule"], found["number"], found["missing"]
    sector = SECTORS[found["sector"]] if found["sector"] is not None else ""
    values = {"n": number, "sector": sector, "seats": found["seats"], "limit": found["limit"]}
    match rule:
        case "most":
            message = _("%(seats)d seats, but those who accepted take %(limit)d at most.") % values
            cure = ngettext(
                "%(n)d more evaluator, or a higher limit for each, is needed.",
                "%(n)d more evaluators, or a higher limit for each, are needed.",
                missing,
            ) % {"n": missing}
            return f"{message} {cure if missing else _('Evaluators must accept first.')}"
        case "least":
            message = _("Those who accepted are to judge %(limit)d at least, but there are only %(seats)d seats.") % values
            return f"{message} {_('Some will have fewer proposals than the minimum; a smaller pool would cure it.')}"
        case "region":
            message = ngettext(
                "%(n)d proposal has too few evaluators of other regions without a conflict.",
                "%(n)d proposals have too few evaluators of other regions without a conflict.",
                number,
            )
            which = _("of other regions")
        case "organisation":
            message = ngettext(
                "%(n)d proposal has evaluators of too few organisations.",
                "%(n)d proposals have evaluators of too few organisations.",
                number,
            )
            which = _("of other organisations")
        case "sector":
            message = ngettext(
                "%(n)d proposal has nobody from %(sector)s without a conflict.",
                "%(n)d proposals have nobody from %(sector)s without a conflict.",
                number,
            )
            which = _("from %(sector)s") % values
        case _candidate:
            message = ngettext(
                "%(n)d proposal has fewer evaluators without a conflict than seats.",
                "%(n)d proposals have fewer evaluators without a conflict than seats.",
                number,
            )
            which = _("without a conflict with them")
    cure = ngettext("%(n)d more expert is needed: %(which)s.", "%(n)d more experts are needed: %(which)s.", missing)
    return f"{message % values} {cure % {'n': missing, 'which': which}}"
