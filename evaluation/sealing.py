"""The seal on a score sheet: one digest of what was scored, one seal over digest, signer and time.

A digest depends only on what the sheet says: 12.5 and 12.50 are the same points, and the order of
lines does not matter. A seal also commits to a random salt, so that low-entropy scores cannot be
guessed from a published seal, and to the seal it replaces when a sheet was reopened.
"""

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cluster_portal.shared.canonical import canonical_json, sha256_hex

FORM = "cluster-sheet/1"


@dataclass(frozen=True, slots=True)
class SheetContent:
    """All that is signed. Keys are public references, never names: `round`, `proposal` and `seat`."""

    round: str
    proposal: str
    seat: str
    rulebook_sha256: str
    points: Mapping[str, Decimal]
    comments: Mapping[str, str]
    overall: str

    def as_json(self) -> dict[str, Any]:
        return {
            "form": FORM,
            "round": self.round,
            "proposal": self.proposal,
            "seat": self.seat,
            "rulebook_sha256": self.rulebook_sha256,
            "points": {code: plain_points(points) for code, points in self.points.items()},
            "comments": {code: _text(comment) for code, comment in self.comments.items() if _text(comment)},
            "overall": _text(self.overall),
        }


@dataclass(frozen=True, slots=True)
class Seal:
    """`seal` is what is published; `salt` is revealed with the sheet, and then anyone can check it."""

    digest: str
    salt: str
    signed_by: str
    signed_at: dt.datetime
    replaces: str
    seal: str


def digest(content: SheetContent) -> str:
    """SHA-256 of the sheet in canonical JSON, as 64 hexadecimal digits."""
    return sha256_hex(canonical_json(content.as_json()))


def seal(content: SheetContent, *, signed_by: str, signed_at: dt.datetime, replaces: str = "", salt: str | None = None) -> Seal:
    """Sign a sheet. `signed_by` is the evaluator's public reference, `replaces` the seal of the sheet reopened before.

    Raises:
        ValueError: for a time without a zone or a point that is no finite number.
    """
    salt = salt or secrets.token_hex(32)
    fingerprint = digest(content)
    return Seal(fingerprint, salt, signed_by, signed_at, replaces, _seal(fingerprint, salt, signed_by, signed_at, replaces))


def is_intact(content: SheetContent, given: Seal) -> bool:
    """Whether the sheet still says what was signed, by whom and when."""
    expected = _seal(digest(content), given.salt, given.signed_by, given.signed_at, given.replaces)
    return secrets.compare_digest(expected, given.seal) and given.digest == digest(content)


def plain_points(points: Decimal) -> str:
    """One spelling per number: '12.5', '0', '16'.

    Raises:
        ValueError: for what is no finite number.
    """
    if not points.is_finite():
        raise ValueError("points must be a finite number")
    text = format(points, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _seal(fingerprint: str, salt: str, signed_by: str, signed_at: dt.datetime, replaces: str) -> str:
    statement = {
        "digest": fingerprint,
        "replaces": replaces,
        "salt": salt,
        "signed_at": signed_at,
        "signed_by": signed_by,
    }
    return sha256_hex(canonical_json(statement))


def _text(text: str) -> str:
    """Line ends as browsers and databases differ in them, and outer space, are not part of what was said."""
    return re.sub(r"\r\n?", "\n", text).strip()
