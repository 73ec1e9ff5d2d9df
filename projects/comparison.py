"""Two versions of a text: word by word, or paragraph beside paragraph. Plain values."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

Pieces = list[tuple[str, str]]
WORD_BY_WORD = 4000  # characters: what differs over more than that is shown as a whole


def compare(old: str, new: str) -> Pieces:
    """Pieces in reading order: ("same" | "removed" | "added", text). Joined, they give both texts."""
    before, after = _words(old), _words(new)
    pieces: Pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(before[a:b])))
            continue
        if a < b:
            pieces.append(("removed", "".join(before[a:b])))
        if c < d:
            pieces.append(("added", "".join(after[c:d])))
    return pieces


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs that differ: as they stood and as they stand. Either may be empty."""

    before: Pieces
    after: Pieces


def side_by_side(old: str, new: str) -> list[Passage]:
    """Only the passages that differ, in reading order; paragraphs that stayed are left out."""
    before, after = old.split("\n"), new.split("\n")
    matched = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [_passage("\n".join(before[a:b]), "\n".join(after[c:d])) for tag, a, b, c, d in matched if tag != "equal"]


def _passage(old: str, new: str) -> Passage:
    if max(len(old), len(new)) > WORD_BY_WORD:
        pieces = [(kind, text) for kind, text in (("removed", old), ("added", new)) if text]
    else:
        pieces = compare(old, new)
    return Passage([p for p in pieces if p[0] != "added"], [p for p in pieces if p[0] != "removed"])
