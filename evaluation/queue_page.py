"""How an evaluator's queue is laid out. Reads what was loaded, asks the database nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from cluster_portal.templatetags.portal import points
from evaluation.models import Sheet
from evaluation.states import SHEET_TONES, SheetStatus


@dataclass(frozen=True, slots=True)
class Line:
    """One sheet, ready to be printed: what a template would do for each of fifty is done here once."""

    title: str
    lead: str
    ref: str
    status: str
    label: str
    tone: str
    total: str  # empty where nothing is filled in


def lines(sheets: Iterable[Sheet]) -> list[Line]:
    labels = {status: str(status.label) for status in SheetStatus}
    found = []
    for sheet in sheets:
        proposal, status = sheet.proposal, SheetStatus(sheet.status)
        total = "" if sheet.total is None else points(sheet.total)
        found.append(
            Line(proposal.title, str(proposal.lead), proposal.ref, status.value, labels[status], SHEET_TONES[status], total)
        )
    return found
