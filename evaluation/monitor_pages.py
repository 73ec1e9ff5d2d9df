"""The monitor as a table: proposals by seats, each cell a state in words and a sign. Reads what was loaded; no score."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation.models import PanelMember, RoundProposal
from evaluation.states import SHEET_TONES, SheetStatus

ICONS = {
    SheetStatus.OPEN: "minus", SheetStatus.DRAFT: "edit", SheetStatus.SEALED: "lock", SheetStatus.ABSTAINED: "shield",
    SheetStatus.VOID: "close",
}  # fmt: skip
REOPENABLE = (SheetStatus.SEALED, SheetStatus.ABSTAINED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One seat's sheet on one proposal. `sheet` is its id where HQ may reopen it."""

    seat: int
    words: Any
    icon: str
    tone: str
    at: Any = None
    sheet: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    entry: RoundProposal
    cells: list[Cell]


def rows(entries: Iterable[RoundProposal], members: list[PanelMember]) -> list[Row]:
    """One row a proposal, one cell a seat in the order of seats."""
    found = []
    for entry in entries:
        sheets = {sheet.member_id: sheet for sheet in entry.proposal.round_sheets}  # type: ignore[attr-defined]  # prefetched by queries.rounds
        found.append(Row(entry, [_cell(member, sheets.get(member.pk)) for member in members]))
    return found


def _cell(member: PanelMember, sheet: Any) -> Cell:
    if sheet is None:
        if member.declared_at:
            return Cell(member.seat, _("Conflict of interest"), "shield", "warn")
        return Cell(member.seat, _("Not declared yet"), "clock", "neutral")
    status = SheetStatus(sheet.status)
    return Cell(
        member.seat, status.label, ICONS[status], SHEET_TONES[status], sheet.sealed_at, sheet.pk if status in REOPENABLE else None
    )
