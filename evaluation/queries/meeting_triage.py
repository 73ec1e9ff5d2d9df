"""The matrix of first scores: proposals by seats, the ones to discuss first in front."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Min

from evaluation import access
from evaluation.meeting_triage import Triaged, triage
from evaluation.models import Round, Section, Sheet
from evaluation.queries.blind import as_known
from evaluation.states import SheetStatus
from projects.models import Proposal

MOST = 200  # proposals shown: the widest apart


@dataclass(frozen=True, slots=True)
class Row:
    proposal: Proposal
    triaged: Triaged
    totals: list[Decimal | None]  # in the order of seats


@dataclass(frozen=True, slots=True)
class Matrix:
    seats: list[int]
    rows: list[Row]
    is_cut: bool


def matrix(user: Any, round: Round, section: Section | None) -> Matrix:
    """From the sealed sheets the reader may see now, whoever that is. Three statements."""
    sheets = Sheet.objects.visible_to(user).filter(round=round, status=SheetStatus.SEALED, total__isnull=False)
    if section is not None:
        sheets = sheets.filter(member__section=section)
    widest = sheets.values("proposal").annotate(spread=Max("total") - Min("total")).order_by(F("spread").desc(), "proposal")
    keys = [row["proposal"] for row in widest[: MOST + 1]]
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for proposal, seat, total in sheets.filter(proposal__in=keys[:MOST]).values_list("proposal", "member__seat", "total"):
        found[proposal][seat] = total or Decimal(0)
    proposals = Proposal.objects.select_related("lead").in_bulk(list(found))
    if access.names_are_hidden(user, round):
        proposals = as_known(round, list(proposals.values()))
    seats = sorted({seat for totals in found.values() for seat in totals})
    ordered = triage(
        ((key, list(totals.values())) for key, totals in found.items()), pass_line=round.rules.scoring.pass_line.value
    )
    rows = [Row(proposals[one.key], one, [found[one.key].get(seat) for seat in seats]) for one in ordered]
    return Matrix(seats, rows, is_cut=len(keys) > MOST)
