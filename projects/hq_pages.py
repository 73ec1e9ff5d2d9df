"""How the list and a proposal are laid out for an office. Reads what was loaded, asks the database nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.actions.screen_proposal import BECOMES
from projects.budgeting import percent
from projects.dossier import Dossier
from projects.history_words import sentence, tone
from projects.models import Proposal
from projects.proposal_pages import AnswerSection, answers, track_name
from projects.queries.hq import SHOWN_STATUSES, Search
from projects.queries.proposals import HistoryLine
from projects.states import DECIDED, PROPOSAL_TONES, ProposalStatus

Row = dict[str, Any]


# --- The list ---------------------------------------------------------------------------


def chips(search: Search, counts: Mapping[str, int] | None) -> list[Row]:
    """One chip a status, with its number where that is known; each turns itself on or off in the address."""
    chosen = search.statuses
    made: list[Row] = [
        {
            "label": _("All"),
            "url": search.address(status=None),
            "count": sum(counts.values()) if counts is not None else None,
            "current": not chosen,
            "tone": "",
        }
    ]
    for status in SHOWN_STATUSES:
        on = status.value in chosen
        after = [other for other in chosen if other != status.value] if on else [*chosen, status.value]
        made.append(
            {
                "label": status.label,
                "url": search.address(status=after),
                "count": counts.get(status.value, 0) if counts is not None else None,
                "current": on,
                "tone": PROPOSAL_TONES[status],
            }
        )
    return made


def total(search: Search, counts: Mapping[str, int] | None) -> int | None:
    if counts is None:
        return None
    return sum(counts.get(status, 0) for status in search.statuses) if search.statuses else sum(counts.values())


def badges(search: Search, calls: Mapping[str, str], regions: Mapping[str, str], complexes: Mapping[str, str]) -> list[Row]:
    """What the list is narrowed by, each with the address without it."""
    made = []
    for name, label, names in (
        ("call", _("Call"), calls),
        ("region", _("Region"), regions),
        ("complex", _("Complex"), complexes),
    ):
        if value := search.value(name):
            less = {name: None, "complex": None} if name == "region" else {name: None}
            made.append({"label": f"{label}: {names.get(value, value)}", "url": search.address(**less)})
    labels = {status.value: status.label for status in ProposalStatus}
    for status in search.statuses:
        left = [other for other in search.statuses if other != status]
        made.append({"label": f"{_('Status')}: {labels[status]}", "url": search.address(status=left)})
    made += [{"label": token, "url": search.address(q=search.parsed.without(token))} for token in search.parsed.tokens]
    return made


# --- One proposal -------------------------------------------------------------------------


def open_decisions(proposal: Proposal) -> list[str]:
    """The decisions its state still admits; none once it went on or is out."""
    return [decision.value for decision, status in BECOMES.items() if proposal.may_become(status)]


def stepper(proposal: Proposal) -> list[Row]:
    """Handed in, screened, evaluated, decided: where it stands. For components/steps.html."""
    reached = {
        ProposalStatus.SUBMITTED: 1,
        ProposalStatus.RETURNED: 1,
        ProposalStatus.INELIGIBLE: 1,
        ProposalStatus.ELIGIBLE: 2,
        ProposalStatus.UNDER_EVALUATION: 2,
    }.get(ProposalStatus(proposal.status), 3 if proposal.status in DECIDED else 0)
    labels = [_("Handed in"), _("Screening"), _("Evaluation"), _("Result")]
    steps = [
        {"label": label, "state": "done" if place < reached else "current" if place == reached else "todo"}
        for place, label in enumerate(labels)
    ]
    if proposal.status in DECIDED:
        steps[3]["state"] = "done"
    if proposal.status == ProposalStatus.INELIGIBLE:
        steps[1]["state"] = "error"
    return steps


def facts(dossier: Dossier) -> list[tuple[str, Any, str]]:
    """(label, value, how it is printed: text, won or time) for the head of the page."""
    proposal = dossier.proposal
    rows: list[tuple[str, Any, str]] = [
        (_("Lead"), str(dossier.lead_partner), "text"),
        (
            _("Complex"),
            f"{proposal.complex.name} ({proposal.region.name})" if proposal.complex and proposal.region else "",
            "text",
        ),
        (_("Track"), track_name(dossier), "text"),
        (_("Asked for"), proposal.requested_krw, "won"),
        (_("Total cost"), proposal.total_krw, "won"),
        (
            _("Organisations"),
            ngettext("%(n)s, from %(regions)s region", "%(n)s, from %(regions)s regions", proposal.region_count)
            % {"n": proposal.partner_count, "regions": proposal.region_count},
            "text",
        ),
        (_("Submitted"), proposal.submitted_at, "time"),
    ]
    if proposal.granted_krw is not None:
        rows.append((_("Granted"), proposal.granted_krw, "won"))
    return rows


def sections(dossier: Dossier) -> list[AnswerSection]:
    """Everything that was answered but money and files, which have tables of their own."""
    return [section for section in answers(dossier, (), "") if section.step not in {"budget", "files"}]


def budget_rows(dossier: Dossier) -> list[Row]:
    """One row a partner, and the whole; percentages as the rulebook counts them."""

    def row(name: str, sums: Any, **more: Any) -> Row:
        return {
            "name": name, "public": sums.public, "cash": sums.own_cash, "kind": sums.own_in_kind, "total": sums.total,
            "share": percent(sums.public_share, up=True) if sums.public_share is not None else "", **more,
        }  # fmt: skip

    budget = dossier.budget
    rows = [row(str(partner), budget.of_partner(partner.pk), kind_of=partner.kind) for partner in dossier.partners]
    return [*rows, row(_("Together"), budget.whole, whole=True)]


def events(lines: Iterable[HistoryLine]) -> list[Row]:
    """For components/timeline.html."""
    return [{"at": line.at, "what": sentence(line), "who": line.by_name, "tone": tone(line)} for line in lines]
