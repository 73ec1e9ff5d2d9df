"""Who judges what as a table of a spreadsheet: a line for each seat. Plain text in, lines and faults out."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

# The heads of the columns that count, in either language; others are left alone.
HEADS: Mapping[str, str] = {
    "과제번호": "proposal", "과제": "proposal", "proposal": "proposal",
    "자리": "seat", "좌석": "seat", "seat": "seat",
    "성명": "name", "이름": "name", "name": "name",
}  # fmt: skip
NEEDED = ("proposal", "seat")
ENCODINGS = ("utf-8-sig", "cp949")  # what Excel writes in Korea
LINES_MOST = 200_000

NO_TEXT, NO_COLUMN, TOO_LONG, EMPTY, INCOMPLETE, NO_SEAT, TWICE = (
    "no-text", "no-column", "too-long", "empty", "incomplete", "no-seat", "twice",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """`number` as a spreadsheet counts, the heads being 1. `name` is compared where it is given."""

    number: int
    proposal: str
    seat: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, or (0) with the whole table."""

    number: int
    code: str
    value: str = ""


@dataclass(slots=True)
class Lines:
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_lines(content: bytes) -> Lines:
    """Every line that can be read, and what is wrong with the others."""
    found = Lines()
    text = _text(content)
    if text is None:
        found.faults.append(Fault(0, NO_TEXT))
        return found
    rows = csv.reader(io.StringIO(text, newline=""))
    heads = [HEADS.get(_plain(head).lower(), "") for head in next(rows, [])]
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        found.faults += [Fault(0, NO_COLUMN, name) for name in missing]
        return found
    places = {name: heads.index(name) for name in ("proposal", "seat", "name") if name in heads}
    seen: set[tuple[str, int]] = set()
    for number, row in enumerate(rows, start=2):
        if number > LINES_MOST:
            found.faults.append(Fault(number, TOO_LONG))
            break
        given = {name: _plain(row[place]) if place < len(row) else "" for name, place in places.items()}
        if not any(given.values()):
            continue
        if not given["proposal"] or not given["seat"]:
            found.faults.append(Fault(number, INCOMPLETE))
            continue
        seat = given["seat"].lower().removeprefix("seat-")
        if not (seat.isascii() and seat.isdigit() and len(seat) < 6):
            found.faults.append(Fault(number, NO_SEAT, given["seat"]))
            continue
        pair = given["proposal"], int(seat)
        if pair in seen:
            found.faults.append(Fault(number, TWICE, f"{given['proposal']} / {seat}"))
            continue
        seen.add(pair)
        found.lines.append(Line(number, *pair, given.get("name", "")))
    if not found.lines and not found.faults:
        found.faults.append(Fault(0, EMPTY))
    return found


def _text(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _plain(cell: str) -> str:
    """Without the apostrophe by which exports keep a cell from running as a formula."""
    return cell.strip().removeprefix("'").strip()
