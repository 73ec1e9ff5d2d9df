"""The trace sheet (점수 산출 내역서) as a PDF: for staff, the page of one score with every sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_portal.shared.canonical import canonical_json, sha256_hex
from cluster_portal.templatetags.portal import points, won
from documents.rendering import Language, TraceData, render_pdf
from evaluation import ranking_pages
from evaluation.models import Standing

DIGITS = 9  # of a quotient, as on the page


def trace_pdf(standing: Standing, lines: Sequence[Mapping[str, Any]]) -> bytes:
    """`lines` are those of `ranking_pages.sheet_lines`: with names only for who may see them."""
    return render_pdf("trace", _data(standing, lines))


def _data(standing: Standing, lines: Sequence[Mapping[str, Any]]) -> TraceData:
    round, proposal = standing.round, standing.proposal
    language: Language = "en" if (get_language() or "ko").startswith("en") else "ko"
    return {
        "language": language,
        "site_name": _("Industrial Complex Cluster Portal"),
        "issuer": round.region.hq_ko
        if round.region.hq_ko and language == "ko"
        else _("KICOX, headquarters of %(region)s") % {"region": round.region.name},
        "demo": round.is_demo,
        "sha256": sha256_hex(canonical_json(standing.trace)),
        "verify_url": settings.SITE_URL + reverse("evaluation:round-trace", args=[round.ref, proposal.ref]),
        "round_title": round.title,
        "call_title": round.call.title,
        "proposal_title": proposal.title,
        "proposal_number": proposal.ref,
        "lead": str(proposal.lead),
        "rulebook": str(round.rulebook),
        "sheets": [
            {
                "who": f"{line['seat']} · {line['name']}" if line["name"] else str(line["seat"]),
                "total": points(line["total"]), "fate": str(line["fate"]), "dropped": line["dropped"],
            }
            for line in lines
        ],
        "steps": steps(standing),
        "notes": [str(flag) for flag in ranking_pages.flag_words(standing.trace)],
    }  # fmt: skip


def steps(standing: Standing) -> list[tuple[str, str]]:
    """From the counted totals to the decision: (what, number)."""
    round, trace = standing.round, standing.trace
    if standing.total is None:
        return [(_("No result"), _("There were too few sealed sheets for a score."))]
    counted_sum, counted = ranking_pages.sum_of_counted(trace)
    rows = [
        (_("Mean of the sheets that count"), f"{points(counted_sum)} ÷ {counted} = {trace['mean'][:DIGITS]}"),
        (_("Mean of all sheets"), trace["plain_mean"][:DIGITS]),
    ]
    for sign, key in (("+", "bonuses"), ("−", "penalties")):
        for line in ranking_pages.adjustment_lines(trace[key], round.rules):
            rows.append((line["name"], f"{sign}{points(line['granted'])} ({line['why']})"))
    pass_line = points(round.rules.scoring.pass_line.value)
    rows += [
        (_("Bonus and penalty"), f"+{points(standing.bonus)} −{points(standing.penalty)} = {trace['unrounded'][:DIGITS]}"),
        (_("Rounded"), points(standing.total)),
        (_("Pass line"), f"{points(standing.total)} {'≥' if standing.passed else '<'} {pass_line}"),
        (_("Place"), f"{standing.place}"),
    ]
    if tie := ranking_pages.tie_words(standing.tie, round.rules):
        rows.append((_("Tie-break"), tie))
    if standing.decision:
        reason = ranking_pages.REASONS.get(standing.decision_reason, "")
        rows.append(
            (_("Decision"), f"{standing.get_decision_display()} · {reason}" if reason else str(standing.get_decision_display()))
        )
        if standing.granted_krw is not None:
            rows.append((_("Granted"), won(standing.granted_krw)))
    return rows
