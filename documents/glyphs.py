"""Which characters our type can print. PDF/UA refuses a page with a character that has no shape.

People type emoji and rare Hanja; a receipt must not fail for that. What has no shape is printed as '□',
as printers do. The record copy is the JSON, not the paper.
"""

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "fonts"
MISSING = "□"
LINE_ENDS = "\n\t"
UNSEEN = {"Cc", "Cf", "Cs", "Cn"}  # controls, direction marks, halves, unassigned: they leave no gap


def printable(value: Any) -> Any:
    """The same value with every text in it reduced to characters that can be printed."""
    if isinstance(value, str):
        return "".join(map(shape_of, unicodedata.normalize("NFC", value.replace("\r\n", "\n"))))
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


@lru_cache(maxsize=20_000)
def shape_of(character: str) -> str:
    kind = unicodedata.category(character)
    if character in LINE_ENDS or (ord(character) in covered() and kind not in UNSEEN | {"Co"}):
        return character
    return "" if kind in UNSEEN | {"Mn", "Me"} else MISSING


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Code points present in every weight."""
    return frozenset.intersection(*(code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.otf"))))


def code_points(font: bytes) -> frozenset[int]:
    """Read the font's own list: the 'cmap' table, format 12 (OpenType specification, 'cmap')."""
    (tables,) = struct.unpack_from(">4xH", font)
    directory = {font[at : at + 4]: struct.unpack_from(">8xI", font, at)[0] for at in range(12, 12 + 16 * tables, 16)}
    start = directory[b"cmap"]
    (encodings,) = struct.unpack_from(">2xH", font, start)
    points: set[int] = set()
    for number in range(encodings):
        (offset,) = struct.unpack_from(">4xI", font, start + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 12:
            (groups,) = struct.unpack_from(">12xI", font, start + offset)
            for group in range(groups):
                first, last = struct.unpack_from(">II", font, start + offset + 16 + 12 * group)
                points.update(range(first, last + 1))
    return frozenset(points)
