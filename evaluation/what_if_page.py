"""How the outcome of a what-if run is laid out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cluster_portal.templatetags.portal import eokwon, points, won
from evaluation.what_if import Assumption


def kinds() -> list[str]:
    return [_("Stay selected"), _("Move in"), _("Move out"), _("Stay out")]


def kpis(outcome: Mapping[str, Any]) -> list[dict[str, Any]]:
    official = _("%(n)s on the official list") % {"n": f"{outcome['official']:,}"}
    return [
        {"label": _("Selected"), "value": f"{outcome['selected']:,}", "note": official},
        {"label": _("Would move in"), "value": f"{outcome['moved_in']:,}", "tone": "ok" if outcome["moved_in"] else ""},
        {"label": _("Would move out"), "value": f"{outcome['moved_out']:,}", "tone": "danger" if outcome["moved_out"] else ""},
        {"label": _("Left of the budget"), "value": eokwon(outcome["left_krw"])},
    ]


def band_rows(bands: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
    """For a stacked bar chart: stretches of the list by places."""
    return [
        {"label": str(first) if first == last else f"{first:,}–{last:,}", "values": list(counts)}
        for first, last, *counts in bands
    ]


def warnings(assumption: Assumption, outcome: Mapping[str, Any]) -> list[str]:
    found = []
    if assumption.mode == "knapsack":
        found.append(_("A knapsack looks at sums alone. It is no way to select: it overturns the order of the list."))
        if not outcome["proved"]:
            found.append(_("The computation ended at its time limit: this may not be the best sum."))
    if outcome["overtaken"]:
        found.append(
            ngettext(
                "%(n)s proposal above the cut line would get nothing although one behind it gets money.",
                "%(n)s proposals above the cut line would get nothing although others behind them get money.",
                outcome["overtaken"],
            )
            % {"n": f"{outcome['overtaken']:,}"}
        )
    return found


def differences(asked: Assumption, official: Assumption) -> list[str]:
    """What was assumed otherwise than the rulebook and the budget say."""
    modes = {"stop": _("stop at the first misfit"), "skip_fill": _("pass over misfits"), "knapsack": _("knapsack")}
    joint = {
        "none": pgettext("what-if", "joint: no preference"),
        "first": pgettext("what-if", "joint first"),
        "required": pgettext("what-if", "joint only"),
    }
    said = []
    if asked.budget_krw != official.budget_krw:
        said.append(_("budget %(krw)s") % {"krw": won(asked.budget_krw)})
    if asked.mode != official.mode:
        said.append(modes[asked.mode])
    if asked.pass_line != official.pass_line:
        said.append(_("cut line %(points)s") % {"points": points(asked.pass_line)})
    if asked.joint != official.joint:
        said.append(joint[asked.joint])
    if asked.joint_share:
        said.append(_("%(share)d%% kept for joint projects") % {"share": asked.joint_share})
    if asked.projects_max is not None:
        said.append(_("%(n)s projects at most") % {"n": f"{asked.projects_max:,}"})
    if asked.per_lead_max is not None:
        said.append(_("%(n)s per lead firm at most") % {"n": asked.per_lead_max})
    return said or [_("as the rulebook says")]
