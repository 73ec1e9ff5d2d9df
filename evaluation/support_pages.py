"""How decision support is laid out, and what each of its figures means in words. Reads what was computed."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from cluster_portal.shared.paging import Page
from cluster_portal.templatetags.charts import signed
from cluster_portal.templatetags.portal import points
from evaluation.history_words import seat_words
from evaluation.models import PanelMember, Standing
from evaluation.queries.support import Report, Service
from evaluation.support.report import MARKED_FROM
from projects.models import Proposal

A_PAGE = 50
MOVED_AT_MOST = 12  # titles named per evaluator; the rest is counted
SHOWN: Mapping[str, Any] = {
    "": _lazy("All proposals"),
    "grey": _lazy("Grey zone"),
    "sheet": _lazy("One sheet decides"),
    "evaluator": _lazy("One evaluator decides"),
    "apart": _lazy("Far from the official place"),
}


def shown(asked: str) -> str:
    return asked if asked in SHOWN else ""


def _wanted(report: Report, show: str) -> np.ndarray:
    found = report.found
    flags = {"grey": found.grey, "sheet": found.turned, "evaluator": found.moved_without_one, "apart": found.far_apart}
    return flags.get(show, np.ones(len(report.proposals), bool))


def chips(report: Report, current: str) -> list[dict[str, Any]]:
    kinds = [kind for kind in SHOWN if kind != "apart" or report.ranked]
    return [
        {"label": SHOWN[kind], "show": kind, "count": int(_wanted(report, kind).sum()), "current": kind == current}
        for kind in kinds
    ]


def page(report: Report, show: str, cursor: str | None) -> Page:
    """Numbers of proposals in the order of the list (for a chair, of the calibrated one); the cursor is how many stand before."""
    found = report.found
    number = found.number if report.ranked or found.sure is None else found.sure.number
    wanted = np.flatnonzero(_wanted(report, show))
    wanted = wanted[np.argsort(number[wanted], kind="stable")]
    begin = int(cursor) if cursor and cursor.isdecimal() and len(cursor) < 9 else 0
    begin = begin if begin < len(wanted) else 0
    end = begin + A_PAGE
    return Page(
        items=[int(one) for one in wanted[begin:end]],
        next_cursor=str(end) if end < len(wanted) else None,
        previous_cursor=str(max(0, begin - A_PAGE)) if begin else None,
    )


# --- Figures ------------------------------------------------------------------------------


def kpis(report: Report) -> list[dict[str, Any]]:
    found = report.found
    items = [{"label": _("Agreement (α)"), "value": _number(found.alpha), "note": agreement_words(found.alpha)}]
    if found.model is not None:
        leniency, noise = np.sqrt(found.model.variances.leniency), np.sqrt(found.model.variances.noise)
        items.append({"label": _("Leniency, standard deviation"), "value": points(leniency), "unit": _("points")})
        items.append({"label": _("Chance, standard deviation"), "value": points(noise), "unit": _("points")})
    items.append({"label": _("Grey zone"), "value": f"{int(found.grey.sum()):,}", "unit": _("proposals")})
    items.append({"label": _("One sheet decides"), "value": f"{int(found.turned.sum()):,}", "unit": _("proposals")})
    return items


def agreement_words(alpha: float | None) -> str:
    """Krippendorff's own marks: 0.8 and 0.667."""
    if alpha is None:
        return _("nothing to compare")
    if alpha >= 0.8:
        return _("strong agreement")
    if alpha >= 0.667:
        return _("enough for careful conclusions")
    return _("weak agreement: read scores with care") if alpha > 0 else _("no more than chance")


def _number(value: float | None) -> str:
    return "–" if value is None or np.isnan(value) else f"{value:.2f}".replace("-", "−")


def meaning(report: Report) -> dict[str, str]:
    """One sentence under each figure."""
    found = report.found
    line = (
        _("The line lies under place %(n)d, the last that the budget carries.") % {"n": report.funded}
        if report.funded is not None
        else _("The line is the pass line: the budget carries everybody above it, or is not known yet.")
    )
    return {
        "line": line,
        "interval": _(
            "Dot: the place if every evaluator were equally strict. Bar: where nine of ten draws from the model see the proposal."
            " Where the bar crosses the line, scores alone do not settle the decision."
        ),
        "leniency": _(
            "How many points an evaluator gives above (lenient) or below (strict) what the others give to the same proposals,"
            " other things being equal. Marked from two standard deviations and five sheets on: a reason to look, not a fault."
        ),
        "without": _(
            "The list is made again without one evaluator's sheets. Named are proposals that would then cross the line."
            " Many names mean that one person's sheets carry much of the decision."
        ),
        "panels": _(
            "Spread: the standard deviation of the sheets on one proposal; shown is the middle one of each panel."
            " α is 1 when evaluators agree wholly and 0 when scores are as if dealt by chance."
        ),
        "service": _(
            "Rounds served in the year up to this close, and sheets here on an applicant whom the person judged before."
        ),
        "seed": ""
        if found.sure is None
        else _("The draws begin from the public Merkle root of the round's seals: anybody gets the same intervals."),
    }


# --- Rows ---------------------------------------------------------------------------------


def proposal_rows(
    report: Report, items: Collection[int], titles: Mapping[int, Proposal], places: Mapping[int, Standing]
) -> list[dict[str, Any]]:
    found, sure, moved = report.found, report.found.sure, report.found.moved_without_one
    rows = []
    for one in items:
        pk = report.proposals[one]
        standing = places.get(pk)
        rows.append(
            {
                "proposal": titles[pk],
                "number": int(found.number[one]),
                "decision": standing.get_decision_display() if standing and standing.decision else "",
                "total": points(standing.total) if standing else "",
                "calibrated": int(sure.number[one]) if sure else None,
                "points": points(sure.points[one]) if sure else "–",
                "low": int(sure.low[one]) if sure else None,
                "high": int(sure.high[one]) if sure else None,
                "chance": f"{100 * sure.chance[one]:.0f}%" if sure else "–",
                "spread": _number(float(found.deviation[one])),
                "marks": _marks(report, one, moved=bool(moved[one])),
            }
        )
    return rows


def _marks(report: Report, one: int, *, moved: bool) -> list[str]:
    found = report.found
    marks = []
    if found.grey[one]:
        marks.append(_("Grey zone"))
    if found.turned[one]:
        marks.append(_("One sheet decides"))
    if moved:
        marks.append(_("One evaluator decides"))
    if report.ranked and found.far_apart[one]:
        marks.append(_("More than %(n)d places apart") % {"n": MARKED_FROM})
    return marks


def _who(member: PanelMember, named: Collection[int]) -> str:
    seat = seat_words(member.seat_name)
    return f"{seat} · {member.name}" if member.pk in named else seat


def leniency_bars(report: Report, named: Collection[int]) -> list[dict[str, Any]]:
    found = report.found
    if found.model is None:
        return []
    sheets = found.scores.sheets_of_evaluators
    order = np.argsort(-found.model.leniency, kind="stable")
    far = _(" · far from the others")
    return [
        {
            "label": _who(report.members[one], named),
            "value": float(found.model.leniency[one]),
            "tone": "warn" if found.stands_out[one] else "s1",
            "note": ngettext("%(n)d sheet", "%(n)d sheets", int(sheets[one])) % {"n": int(sheets[one])}
            + (far if found.stands_out[one] else ""),
        }
        for one in order.tolist()
        if len(order) <= A_PAGE or found.stands_out[one]
    ]


def evaluator_rows(report: Report, named: Collection[int]) -> list[dict[str, Any]]:
    """Those who stand out, for a sentence above the chart."""
    found = report.found
    if found.model is None:
        return []
    return [
        {"who": _who(report.members[one], named), "by": signed(float(found.model.leniency[one]))}
        for one in np.flatnonzero(found.stands_out).tolist()
    ]


def panel_rows(report: Report) -> list[dict[str, Any]]:
    """One line for the round, and one for each panel where there are several."""
    found = report.found
    rows = [{"name": _("The whole round"), "alpha": _number(found.alpha), "spread": _number(_middle(found.deviation))}]
    if len(report.sections) > 1:
        of_panel = zip(report.sections, found.alpha_of_panels, found.panels, strict=True)
        rows += [
            {"name": section.title, "alpha": _number(alpha), "spread": _number(_middle(found.deviation[panel]))}
            for section, alpha, panel in of_panel
        ]
    return rows


def _middle(values: np.ndarray) -> float | None:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else None


def moved_somewhere(report: Report) -> set[int]:
    """Ids of the proposals that are named."""
    found = set()
    for one in report.found.without[:A_PAGE]:
        found |= {report.proposals[number] for number in (*one.risen[:MOVED_AT_MOST], *one.fallen[:MOVED_AT_MOST])}
    return found


def without_rows(report: Report, named: Collection[int], titles: Mapping[int, Proposal]) -> list[dict[str, Any]]:
    """Per evaluator whose absence would move somebody: who would rise above the line, and who fall below it."""
    return [
        {
            "who": _who(report.members[one.evaluator], named),
            "risen": [titles[report.proposals[number]] for number in one.risen[:MOVED_AT_MOST]],
            "fallen": [titles[report.proposals[number]] for number in one.fallen[:MOVED_AT_MOST]],
            "more": max(0, len(one.risen) - MOVED_AT_MOST) + max(0, len(one.fallen) - MOVED_AT_MOST),
        }
        for one in report.found.without[:A_PAGE]
    ]


def service_rows(report: Report, named: Collection[int], service: Mapping[int, Service]) -> list[dict[str, Any]]:
    """Those who serve most often first."""
    rows: list[dict[str, Any]] = [
        {"who": _who(member, named), "rounds": service[member.pk].rounds, "met_before": service[member.pk].met_before}
        for member in report.members
    ]
    return sorted(rows, key=lambda row: (-row["met_before"], -row["rounds"]))[:A_PAGE]
