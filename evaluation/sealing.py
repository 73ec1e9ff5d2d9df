"""The seal on a score sheet: one digest of what was scored, one seal over digest, signer and time.

A digest depends only on what the sheet says: 12.5 and 12.50 are the same points, and the order of
lines does not matter. A seal also commits to a random salt, so that low-entropy scores cannot be
guessed from a published seal, and to the seal it replaces when a sheet was reopened.

Words go in as a digest with a salt of their own. Points and `salt` are made public with the round; the words and
`words_salt` are not, so that nobody can tell from a comment, shown without a name, whose points stand beside it.
"""

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cluster_portal.shared.canonical import canonical_json, sha256_hex

FORM = "cluster-sheet/2"


@dataclass(frozen=True, slots=True)
class SheetContent:
    """All that is signed. `round`, `proposal` and `seat` stand for them in public; they are no names."""

    round: str
    proposal: str
    seat: str
    rulebook_sha256: str
    points: Mapping[str, Decimal]
    comments: Mapping[str, str]
    overall: str

    def as_json(self, words_salt: str) -> dict[str, Any]:
        return {
            "form": FORM,
            "round": self.round,
            "proposal": self.proposal,
            "seat": self.seat,
            "rulebook_sha256": self.rulebook_sha256,
            "points": {code: plain_points(points) for code, points in self.points.items()},
            "words_sha256": self.words_sha256(words_salt),
        }

    def words(self) -> dict[str, Any]:
        comments = {code: text for code, comment in self.comments.items() if (text := _text(comment))}
        return {"comments": comments, "overall": _text(self.overall)}

    def words_sha256(self, words_salt: str) -> str:
        return sha256_hex(canonical_json({**self.words(), "salt": words_salt}))


@dataclass(frozen=True, slots=True)
class Seal:
    """`seal` is what is published; `salt` is revealed with the points, and then anyone can check it."""

    digest: str
    salt: str
    words_salt: str
    signed_by: str
    signed_at: dt.datetime
    replaces: str
    seal: str


def digest(content: SheetContent, words_salt: str) -> str:
    """SHA-256 of the sheet in canonical JSON, as 64 hexadecimal digits."""
    return sha256_hex(canonical_json(content.as_json(words_salt)))


def seal(
    content: SheetContent, *, signed_by: str, signed_at: dt.datetime, replaces: str = "", salt: str = "", words_salt: str = ""
) -> Seal:
    """Sign a sheet. `signed_by` is the evaluator's public reference, `replaces` the seal of the sheet reopened before.

    Raises:
        ValueError: for a time without a zone or a point that is no finite number.
    """
    salt, words_salt = salt or secrets.token_hex(32), words_salt or secrets.token_hex(32)
    fingerprint = digest(content, words_salt)
    sealed = _seal(fingerprint, salt, signed_by, signed_at, replaces)
    return Seal(fingerprint, salt, words_salt, signed_by, signed_at, replaces, sealed)


def is_intact(content: SheetContent, given: Seal) -> bool:
    """Whether the sheet still says what was signed, by whom and when."""
    fingerprint = digest(content, given.words_salt)
    expected = _seal(fingerprint, given.salt, given.signed_by, given.signed_at, given.replaces)
    return secrets.compare_digest(expected, given.seal) and given.digest == fingerprint


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
    return (re.sub(r"\r\n?", "\n", text) if "\r" in text else text).strip()


def sign_digest(fingerprint: str, *, signed_by: str, signed_at: dt.datetime) -> tuple[str, str]:
    """A salt and the seal over any other paper's digest: minutes, result sheets."""
    salt = secrets.token_hex(32)
    return salt, _seal(fingerprint, salt, signed_by, signed_at, "")


def is_signed(fingerprint: str, *, salt: str, signed_by: str, signed_at: dt.datetime, seal: str) -> bool:
    """Whether `seal` is the one of `sign_digest` over this digest, person and time."""
    return secrets.compare_digest(_seal(fingerprint, salt, signed_by, signed_at, ""), seal)
