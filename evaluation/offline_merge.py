"""A sheet filled in away from the portal, held against what stands there now: each cell three ways.

Pure: no database, no clock. `before` is what the cell said when it was taken away; with it, nobody is asked about what only one
side changed, and nothing that changed on both sides is overwritten without asking.
"""

from enum import StrEnum

POINTS, COMMENT, OVERALL = "points-", "comment-", "overall"


class Verdict(StrEnum):
    SAME = "same"  # both say the same
    ONLINE = "online"  # changed on the page alone: stays
    TAKE = "take"  # changed in the file alone
    CHOOSE = "choose"  # changed on both sides, differently
    REFUSE = "refuse"  # changed in the file to what the sheet does not take


def verdict(before: str | None, filled: str, online: str) -> Verdict:
    """`before` is None where the file does not say it any more: then only an empty cell is filled without asking."""
    if filled == online:
        return Verdict.SAME
    if filled == before:
        return Verdict.ONLINE
    return Verdict.TAKE if online == (before or "") else Verdict.CHOOSE


def plain(field: str, text: str) -> str:
    """As it is compared: without edges and with one kind of line end, points as they are written shortest: 12.50 is 12.5."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not field.startswith(POINTS):
        return text
    text = text.replace(",", ".")
    return text.rstrip("0").rstrip(".") if "." in text else text
