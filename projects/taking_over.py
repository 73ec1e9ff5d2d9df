"""What of an earlier proposal a new draft begins with, and why the rest is left. Plain values.

Texts and the lead's own part are the firm's to use again. Nobody is told anything by it, and nothing that somebody gave
for the earlier proposal alone (a consent, a signed paper) is used for another.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from projects.budgeting import BudgetRow
from projects.sections import TextField


class Kind(StrEnum):
    TEXT = "text"
    TASK = "task"
    MONEY = "money"
    PARTNER = "partner"
    FILE = "file"
    CONSENT = "consent"


class Left(StrEnum):
    """Why something stayed behind."""

    WRITTEN = "written"  # the draft had a text of its own
    TOO_LONG = "too_long"
    UNKNOWN_ITEM = "unknown_item"  # the call's rulebook has no such cost item
    NOT_ALLOWED = "not_allowed"  # over the cap
    NOT_TOLD = "not_told"  # a partner, until the lead invites it
    MADE_FOR_THE_OTHER = "made_for_the_other"  # files and consents


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: `what` is a field's code, a cost item's code, a partner's or a paper's name. `left` empty: it was taken."""

    kind: str
    what: str
    left: str = ""

    def as_stored(self) -> dict[str, Any]:
        return {"kind": self.kind, "what": self.what, "left": self.left}


def texts_to_take(
    earlier: Mapping[str, str], standing: Mapping[str, str], fields: Iterable[TextField]
) -> tuple[dict[str, str], list[Line]]:
    """What goes into which field, and a line for each field that had a text in the earlier proposal."""
    taken: dict[str, str] = {}
    lines = []
    for field in fields:
        text = earlier.get(field.code, "")
        if not text:
            continue
        if standing.get(field.code):
            lines.append(Line(Kind.TEXT, field.code, Left.WRITTEN))
        elif len(text) > field.max_length:
            lines.append(Line(Kind.TEXT, field.code, Left.TOO_LONG))
        else:
            taken[field.code] = text
            lines.append(Line(Kind.TEXT, field.code))
    return taken, lines


def rows_that_fit(rows: Iterable[BudgetRow], items: Collection[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows whose cost item the rulebook knows, as `set_budget` takes them; and the items it does not know."""
    rows = list(rows)
    kept = [{"item": row.item, "source": row.source, "amount_krw": row.amount_krw} for row in rows if row.item in items]
    return kept, sorted({row.item for row in rows} - set(items))
