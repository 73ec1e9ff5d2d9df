"""Two versions of a text, word by word. Plain values."""

import re
from difflib import SequenceMatcher


def compare(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces in reading order: ("same" | "removed" | "added", text). Joined, they give both texts."""
    before, after = _words(old), _words(new)
    pieces: list[tuple[str, str]] = []
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
