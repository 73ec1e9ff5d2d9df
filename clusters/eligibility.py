"""Who may take part: a plant inside one of the programme's complexes, in an industry that complex specialises in.

Pure judgement on plain values. The reform of 2010 abolished member lists: every firm of a specialised
industry inside a complex of the programme counts, so eligibility is computed, never entered.

Industry codes are KSIC, where a code begins with the code above it: 29271 belongs to 2927, 292, 29 and to
section C (divisions 10 to 34, manufacturing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from clusters.bilingual import in_language

MANUFACTURING = "C"


class Basis(StrEnum):
    """Why an industry counts as specialised."""

    PRESS = "press"  # the industry is named in print; its code is the portal's translation of the words
    CHOICE = "choice"  # nothing found in print; the portal's stated rule


@dataclass(frozen=True)
class Named:
    """A code with its names; prints itself in the reader's language."""

    code: str
    name_ko: str
    name_en: str = ""

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


@dataclass(frozen=True)
class Specialisation:
    """One industry (any KSIC level) that a complex specialises in."""

    industry: Named
    basis: Basis


@dataclass(frozen=True)
class Reason:
    """One condition and whether it is met, in words."""

    code: str
    met: bool
    template: Any  # lazy translation with named places
    values: Mapping[str, Any]

    @property
    def text(self) -> str:
        return str(self.template) % {name: str(value) for name, value in self.values.items()}

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Eligibility:
    eligible: bool
    reasons: tuple[Reason, ...]

    @property
    def blocking(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if not reason.met)


def lineage(code: str) -> tuple[str, ...]:
    """The code and every code above it, widest first: 29271 → (C, 29, 292, 2927, 29271)."""
    if code == MANUFACTURING:
        return (MANUFACTURING,)
    above = (MANUFACTURING,) if code[:2].isdigit() and 10 <= int(code[:2]) <= 34 else ()
    return above + tuple(code[:length] for length in range(2, len(code) + 1))


def matching(industry: str, specialised: Iterable[Specialisation]) -> Specialisation | None:
    """The specialisation an industry falls under: the narrowest that covers it, or None."""
    covering = [s for s in specialised if s.industry.code in lineage(industry)]
    return max(covering, key=lambda s: len(lineage(s.industry.code)), default=None)


def plant_eligibility(
    complex: Named | None,
    industries: Iterable[Named],
    specialised: Iterable[Specialisation],
    *,
    active: bool = True,
) -> Eligibility:
    """May this plant carry a firm into the programme?

    All conditions are judged, so that everything missing is said at once: the plant is in use; it stands in
    a complex of the programme; one of its industries is one the complex specialises in.
    """
    specialised = tuple(specialised)
    reasons = []
    if not active:
        reasons.append(Reason("closed", False, _("This plant has been closed."), {}))
    if complex is None:
        reasons.append(
            Reason("outside", False, _("The plant is not in one of the complexes of the programme."), {}),
        )
        return Eligibility(False, tuple(reasons))
    reasons.append(Reason("inside", True, _("The plant is in %(complex)s, a complex of the programme."), {"complex": complex}))
    reasons.append(_industry_reason(complex, tuple(industries), specialised))
    return Eligibility(all(reason.met for reason in reasons), tuple(reasons))


def _industry_reason(complex: Named, industries: tuple[Named, ...], specialised: tuple[Specialisation, ...]) -> Reason:
    found = [(industry, match) for industry in industries if (match := matching(industry.code, specialised))]
    if found:
        # A documented specialisation convinces more than one that the portal's rule supplied.
        industry, match = min(found, key=lambda pair: pair[1].basis is not Basis.PRESS)
        template = (
            _("%(industry)s (%(code)s) falls under %(special)s, an industry %(complex)s specialises in.")
            if match.basis is Basis.PRESS
            else _(
                "%(industry)s (%(code)s) falls under %(special)s. No specialised industry of %(complex)s is documented; "
                "this is the portal's own rule."
            )
        )
        values = {"industry": industry, "code": industry.code, "special": match.industry, "complex": complex}
        return Reason("industry", True, template, values)
    if not industries:
        return Reason("no-industry", False, _("No industry code has been entered for this plant."), {})
    return Reason(
        "other-industry",
        False,
        _("None of the plant's industries is one %(complex)s specialises in: %(specialised)s."),
        {"complex": complex, "specialised": _Listing(tuple(s.industry for s in specialised))},
    )


@dataclass(frozen=True)
class _Listing:
    names: tuple[Named, ...]

    def __str__(self) -> str:
        return ", ".join(f"{name} ({name.code})" for name in self.names)
