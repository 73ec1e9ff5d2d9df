"""The disclosure sheet (평가결과 공개서) as a PDF: the same facts as the page, in the reader's language."""

from decimal import Decimal
from typing import cast

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_portal.templatetags.portal import points
from documents.rendering import DisclosureData, Language, TextSection, render_pdf
from evaluation.appeal_clock import last_moment
from evaluation.queries.results import Disclosure
from evaluation.states import Decision

OUTCOMES = {Decision.SELECTED: "selected", Decision.RESERVE: "reserve", Decision.REJECTED: "declined"}


def disclosure_pdf(found: Disclosure) -> bytes:
    """The paper about how a score was made. Raises ValueError for a proposal without one."""
    return render_pdf("disclosure", _data(found))


def making(found: Disclosure) -> list[tuple[str, str]]:
    """How the score came about: (what, number). Totals stand by size, in no order of seats or names."""
    steps = found.steps
    if not steps or found.total is None:
        return []
    rows = [
        (
            _("Sheets"),
            _("%(n)d, of which %(dropped)d dropped as highest and lowest") % {"n": steps["sheets"], "dropped": steps["dropped"]},
        ),
        (_("Totals by size, dropped ones in brackets"), " · ".join(_total(total, dropped) for total, dropped in steps["totals"])),
        (_("Mean of the sheets that count"), points(steps["mean"])),
    ]
    if steps["bonus"]:
        rows.append((_("Bonus"), f"+{points(steps['bonus'])}"))
    if steps["penalty"]:
        rows.append((_("Penalty"), f"−{points(steps['penalty'])}"))
    return [*rows, (_("Final score"), points(steps["total"]))]


def _total(total: Decimal, dropped: bool) -> str:
    return f"({points(total)})" if dropped else points(total)


def _data(found: Disclosure) -> DisclosureData:
    standing = found.standing
    if standing.total is None or standing.place is None:
        raise ValueError("there is no paper about a score where there is no score")
    round, proposal = standing.round, standing.proposal
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    return {
        "language": cast(Language, language),
        "site_name": _("Industrial Complex Cluster Portal"),
        "issuer": round.region.hq_ko
        if round.region.hq_ko and language == "ko"
        else _("KICOX, headquarters of %(region)s") % {"region": round.region.name},
        "demo": round.is_demo,
        "sha256": found.release.sha256,
        "verify_url": settings.SITE_URL + reverse("evaluation:result-round", args=[round.ref]),
        "round_title": round.title,
        "call_title": round.call.title,
        "proposal_title": proposal.title,
        "proposal_number": proposal.ref,
        "lead": str(proposal.lead),
        "result": str(standing.get_decision_display()),
        "outcome": OUTCOMES[Decision(standing.decision)],  # type: ignore[typeddict-item]
        "score": Decimal(points(standing.total)),
        "grade": found.grade,
        "pass_line": found.pass_line,
        "rank": standing.place,
        "ranked": found.ranked,
        "granted_krw": standing.granted_krw,
        "criteria": [
            {"name": one.name, "maximum": one.maximum, "score": one.mean} for one in found.criteria if one.mean is not None
        ],
        "making": making(found),
        "opinions": _opinions(found),
        "evaluators": [{"name": name, "affiliation": where} for name, where in found.evaluators]
        if found.evaluators is not None
        else None,
        "released_at": found.release.at,
        "appeal_until": _("%(moment)s (Korea time)") % {"moment": last_moment(found.appeal_until)},
        "appeal_how": _("On this portal, from the page of this result."),
    }


def _opinions(found: Disclosure) -> list[TextSection]:
    sections: list[TextSection] = []
    if found.opinion:
        sections.append({"heading": _("Strengths"), "body": found.opinion.strengths})
        sections.append({"heading": _("What to improve, and why"), "body": found.opinion.improvements})
    for item in found.comments:
        sections.append({"heading": item.name or _("Overall comments"), "body": "\n\n".join(item.comments)})
    return sections
