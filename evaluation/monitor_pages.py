"""The monitor as a table: proposals by seats, each cell a state in words and a sign. Reads what was loaded; no score."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation.models import PanelMember, Round, RoundProposal, Sheet
from evaluation.queries.rounds import Monitor
from evaluation.states import SHEET_TONES, SheetStatus

ICONS = {
    SheetStatus.OPEN: "minus", SheetStatus.DRAFT: "edit", SheetStatus.SEALED: "lock", SheetStatus.ABSTAINED: "shield",
    SheetStatus.SET_ASIDE: "shield",
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


def rows(round: Round, found: Monitor) -> list[Row]:
    """One row a proposal, one cell a seat in the order of seats; only of its own evaluators where proposals have theirs."""
    kept_from = round.closed_at if round.is_reconvened else None
    rows = []
    for entry in found.entries:
        sheets = {sheet.member_id: sheet for sheet in entry.proposal.round_sheets}  # prefetched by queries.rounds
        cells = [
            _cell(member, sheet, kept_from) if (sheet := sheets.get(member.pk)) else _no_sheet(member, (member.pk, entry.proposal_id) in found.ties, is_new=round.is_individual)
            for member in found.members
            if not round.is_individual or member.pk in sheets or (member.pk, entry.pk) in found.assigned
        ]  # fmt: skip
        rows.append(Row(entry, cells))
    return rows


def _cell(member: PanelMember, sheet: Sheet, kept_from: dt.datetime | None) -> Cell:
    """`kept_from`: what was sealed before the panel was reconvened stays sealed."""
    status = SheetStatus(sheet.status)
    stays = kept_from is not None and sheet.sealed_at is not None and sheet.sealed_at < kept_from
    reopenable = status in REOPENABLE and not stays
    return Cell(member.seat, status.label, ICONS[status], SHEET_TONES[status], sheet.sealed_at, sheet.pk if reopenable else None)


def _no_sheet(member: PanelMember, has_tie: bool, *, is_new: bool) -> Cell:
    """`is_new`: whoever was given a proposal has still to say whether there is a tie."""
    if has_tie:
        return Cell(member.seat, _("Conflict of interest"), "shield", "warn")
    if member.declared_at and not is_new:  # came when the panel was reconvened, and this proposal lacked nothing
        return Cell(member.seat, _("Not assigned"), "minus", "neutral")
    return Cell(member.seat, _("Not declared yet"), "clock", "neutral")
