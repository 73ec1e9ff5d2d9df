"""What a partner says yes to, and whether that is still what it said yes to. Plain values.

The terms of one partner are its role, its task, its plant and its own money. Their digest is what the consent
names; a consent whose digest is no longer the digest of the terms is void.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.canonical import canonical_json, sha256_hex
from projects.budgeting import SOURCES, BudgetRow
from projects.states import BudgetSource, PartnerRole

# What a partner declares when it consents; the page shows these sentences, each with a box to tick.
DECLARATIONS: Mapping[str, Any] = {
    "participation": _("We take part in this project in the role, with the work and with the money shown here."),
    "personal_data": _(
        "We agree that the programme uses the personal and company data in this proposal to screen and evaluate it."
    ),
    "no_exclusion": _(
        "None of the rulebook's reasons for exclusion applies to us, and our line of industry is one the call admits."
    ),
}

Terms = dict[str, Any]


def terms_of(
    *, proposal: str, organisation: int | None, role: str, task: str, plant: int | None, rows: Iterable[BudgetRow]
) -> Terms:
    """`proposal` is its reference, `organisation` and `plant` are ids, `rows` the partner's own, in whole won."""
    kept = sorted((row.item, row.source, row.amount_krw) for row in rows if row.amount_krw)
    totals = {source: sum(amount for _item, paid_by, amount in kept if paid_by == source) for source in SOURCES}
    return {
        "form": "cluster-terms/1",
        "proposal": proposal,
        "organisation": organisation,
        "role": str(role),
        "task": task.strip(),
        "plant": plant,
        "rows": [list(row) for row in kept],
        "totals": totals,
    }


def digest_of(terms: Terms) -> str:
    """SHA-256 over the canonical JSON."""
    return sha256_hex(canonical_json(terms))


@dataclass(frozen=True, slots=True)
class Change:
    """What differs, in the language of whoever reads it; `before` and `after` are empty where only the fact matters."""

    label: Any
    before: Any = ""
    after: Any = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}" if self.before or self.after else str(self.label)


def changes(before: Terms, after: Terms) -> list[Change]:
    """What a person must know about the difference, in the order of the page."""
    found = []
    if before["role"] != after["role"]:
        found.append(Change(_("Role"), *(PartnerRole(terms["role"]).label for terms in (before, after))))
    found += [Change(label) for key, label in _TOLD_AS_FACTS.items() if before[key] != after[key]]
    for source in SOURCES:
        if before["totals"][source] != after["totals"][source]:
            found.append(Change(BudgetSource(source).label, *(f"₩{terms['totals'][source]:,}" for terms in (before, after))))
    if before["rows"] != after["rows"] and before["totals"] == after["totals"]:
        found.append(Change(_("The money is spread over other cost items")))
    return found


_TOLD_AS_FACTS = {"task": _("The work was described anew"), "plant": _("Another plant was chosen")}
