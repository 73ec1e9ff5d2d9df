"""The budget sheet: one card for each partner, cost items down, sources of money across, whole won in every cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from projects.budget_words import SENTENCES, breach_sentence
from projects.budgeting import SOURCES, BreachCode, Sums, percent
from projects.dossier import Dossier
from projects.models import Partner

MOST_DIGITS = 13  # ten trillion won: more than any programme, less than the column holds
SHORT = {"public": _lazy("Grant"), "own_cash": _lazy("Own cash"), "own_in_kind": _lazy("In kind")}
PROVED_LIVE = (BreachCode.PUBLIC_SHARE, BreachCode.CASH_SHARE, BreachCode.OVER_CAP, BreachCode.EMPTY_BUDGET, BreachCode.NO_GRANT)


@dataclass(slots=True)
class Cell:
    """One amount: what stands in it or was typed, and what is wrong with that."""

    item: str
    source: str
    source_label: Any
    name: str
    text: str
    error: str = ""

    @property
    def id(self) -> str:
        return "amount-" + self.name.replace(".", "-")


@dataclass(slots=True)
class Line:
    item: str
    label: str
    cells: list[Cell]
    total_krw: int


@dataclass(slots=True)
class Card:
    """One partner's part. `error` is a refusal of the whole card."""

    partner: Partner
    lines: list[Line]
    sums: Sums
    is_open: bool
    breaches: list[str]
    public_max: str
    cash_min: str
    error: str = ""

    @property
    def public_percent(self) -> str:
        return percent(self.sums.public_share, up=True)

    @property
    def cash_percent(self) -> str:
        return percent(self.sums.cash_share)


@dataclass(slots=True)
class Typed:
    """What came with a post: texts and complaints by cell, and the rows of those partners whose cells can be read."""

    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusals: dict[int, str] = field(default_factory=dict)  # partner id → why its card was not taken


def cell_name(partner_id: int, item: str, source: str) -> str:
    return f"{partner_id}.{item}.{source}"


def cell_of(name: str) -> tuple[int, str, str] | None:
    """The partner, item and source a cell's name means; None for a name that is none of ours."""
    match = re.fullmatch(r"([0-9]{1,18})\.([a-z0-9_.-]+)\.([a-z_]+)", name)
    return (int(match[1]), match[2], match[3]) if match else None


def whole_won(text: str) -> int | None:
    """The amount a person typed, with or without thousands and a won sign; None when it is no whole amount."""
    plain = re.sub(r"[\s,₩원]", "", text)
    if not plain:
        return 0
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= MOST_DIGITS else None


def rows_of_post(dossier: Dossier, partner: Partner, post: Mapping[str, str], typed: Typed) -> list[dict[str, Any]] | None:
    """This partner's rows as typed, for `set_budget`; None when a cell cannot be read (then `typed.errors` says which)."""
    rows, readable = [], True
    for item in dossier.document.funding.cost_items.value:
        for source in SOURCES:
            name = cell_name(partner.pk, item.code, source)
            typed.texts[name] = post.get(name, "")
            amount = whole_won(typed.texts[name])
            if amount is None:
                typed.errors[name] = _("Amounts are whole won, without decimals.")
                readable = False
            elif amount:
                rows.append({"item": item.code, "source": source, "amount_krw": amount})
    return rows if readable else None


def standing_rows(dossier: Dossier, partner_id: int) -> list[dict[str, Any]]:
    return [{"item": row.item, "source": row.source, "amount_krw": row.amount_krw} for row in dossier.rows_of(partner_id)]


def with_cell(rows: list[dict[str, Any]], item: str, source: str, amount_krw: int) -> list[dict[str, Any]]:
    """The same rows with one amount put in its place."""
    others = [row for row in rows if (row["item"], row["source"]) != (item, source)]
    return [*others, {"item": item, "source": source, "amount_krw": amount_krw}]


def cards(dossier: Dossier, open_to: Collection[int], typed: Typed | None = None) -> list[Card]:
    """`open_to`: ids of the partners whose cells this person may fill."""
    typed = typed or Typed()
    return [_card(dossier, partner, partner.pk in open_to, typed) for partner in dossier.partners]


def _card(dossier: Dossier, partner: Partner, is_open: bool, typed: Typed) -> Card:
    budget, rules = dossier.budget, dossier.budget_rules
    part = next(part for part in dossier.budget_partners if part.key == partner.pk)
    share = rules.shares[part.kind]
    lines = []
    for item in dossier.document.funding.cost_items.value:
        amounts = {source: budget.cells.get((partner.pk, item.code, source), 0) for source in SOURCES}
        cells = [_cell(partner.pk, item.code, source, amount, typed) for source, amount in amounts.items()]
        lines.append(Line(item.code, item.name.in_language(get_language() or "ko"), cells, sum(amounts.values())))
    return Card(
        partner=partner,
        lines=lines,
        sums=budget.of_partner(partner.pk),
        is_open=is_open,
        breaches=[breach_sentence(breach, lambda _key: str(partner)) for breach in budget.breaches_of(partner.pk)],
        public_max=percent(share.ceiling(part)),
        cash_min=percent(share.cash_min),
        error=typed.refusals.get(partner.pk, ""),
    )


def _cell(partner_id: int, item: str, source: str, amount_krw: int, typed: Typed) -> Cell:
    name = cell_name(partner_id, item, source)
    text = typed.texts.get(name, str(amount_krw) if amount_krw else "")
    return Cell(item, source, SHORT[source], name, text, typed.errors.get(name, ""))


def live_rules(dossier: Dossier) -> dict[str, Any]:
    """What static/js/budget.js reads: limits as ten-thousandths, names and sentences in the reader's language."""
    rules = dossier.budget_rules
    return {
        "cap": str(rules.grant_cap_krw),
        "per_institution": rules.checked_per_institution,
        "all_partners": _("All partners together"),
        "partners": [
            {
                "key": partner.pk,
                "name": str(partner),
                "public_max": int(rules.shares[part.kind].ceiling(part) * 10_000),
                "cash_min": int(rules.shares[part.kind].cash_min * 10_000),
            }
            for partner, part in zip(dossier.partners, dossier.budget_partners, strict=True)
        ],
        "sentences": {code.value: str(SENTENCES[code]) for code in PROVED_LIVE},
    }
