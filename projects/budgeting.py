"""The arithmetic of a joint budget: totals, ratios and what the rulebook forbids.

Amounts are whole won, ratios exact fractions. Values in, values out: nothing here reads the
database, so the board, the budget page and the actions get the same answer. While somebody types, static/js/budget.js
adds up the same way.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from programme.rulebook import RulebookDocument


class MoneySource(StrEnum):
    """Who pays a row."""

    PUBLIC = "public"  # the grant
    OWN_CASH = "own_cash"
    OWN_IN_KIND = "own_in_kind"


SOURCES = tuple(source.value for source in MoneySource)
Key = str | int


@dataclass(frozen=True, slots=True)
class BudgetPartner:
    """`kind` as accounts.Organisation spells it; `in_crisis_area` when its site lies in an industrial-crisis area."""

    key: Key
    kind: str
    in_crisis_area: bool = False


@dataclass(frozen=True, slots=True)
class BudgetRow:
    partner: Key
    item: str
    source: str
    amount_krw: int


@dataclass(frozen=True, slots=True)
class ShareRule:
    public_max: Fraction
    cash_min: Fraction
    crisis_public_max: Fraction | None = None

    def ceiling(self, partner: BudgetPartner) -> Fraction:
        if partner.in_crisis_area and self.crisis_public_max is not None:
            return self.crisis_public_max
        return self.public_max


@dataclass(frozen=True, slots=True)
class BudgetRules:
    """What one track of a rulebook says about money."""

    grant_cap_krw: int
    shares: dict[str, ShareRule]
    checked_per_institution: bool
    cost_items: frozenset[str]

    @classmethod
    def of(cls, document: RulebookDocument, track: str) -> "BudgetRules":
        """Raises KeyError for a track the rulebook does not have."""
        return cls(
            grant_cap_krw=document.track(track).grant_cap_krw.value,
            shares={
                share.kind.value: ShareRule(
                    Fraction(share.public_max),
                    Fraction(share.cash_min),
                    None if share.crisis_public_max is None else Fraction(share.crisis_public_max),
                )
                for share in document.funding.shares.value
            },
            checked_per_institution=document.funding.checked_per_institution.value,
            cost_items=frozenset(item.code for item in document.funding.cost_items.value),
        )


@dataclass(slots=True)
class Sums:
    """Money of one partner, one cost item or the whole, in won."""

    public: int = 0
    own_cash: int = 0
    own_in_kind: int = 0

    def add(self, source: str, amount_krw: int) -> None:
        setattr(self, source, getattr(self, source) + amount_krw)

    @property
    def own(self) -> int:
        return self.own_cash + self.own_in_kind

    @property
    def total(self) -> int:
        return self.public + self.own

    @property
    def public_share(self) -> Fraction | None:
        """Of the whole; None where there is no money."""
        return Fraction(self.public, self.total) if self.total else None

    @property
    def cash_share(self) -> Fraction | None:
        """Cash in what is paid by oneself; None where nothing is."""
        return Fraction(self.own_cash, self.own) if self.own else None


class BreachCode(StrEnum):
    NOT_WHOLE_WON = "not_whole_won"
    NEGATIVE = "negative"
    UNKNOWN_PARTNER = "unknown_partner"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_SOURCE = "unknown_source"
    EMPTY_BUDGET = "empty_budget"
    NO_GRANT = "no_grant"
    OVER_CAP = "over_cap"
    PUBLIC_SHARE = "public_share"
    CASH_SHARE = "cash_share"


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken rule. `actual` and `limit` are won for money rules and fractions for ratio rules.

    `short_krw` mends it: won to take off the grant (cap), to move from the grant to own money
    (public share), or to turn from in-kind into cash (cash share).
    """

    code: BreachCode
    partner: Key | None = None
    row: int | None = None
    actual: int | Fraction | None = None
    limit: int | Fraction | None = None
    short_krw: int | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """A whole budget, added up and checked."""

    whole: Sums
    by_partner: dict[Key, Sums]
    by_item: dict[str, Sums]
    breaches: tuple[Breach, ...]
    grant_cap_krw: int
    cells: dict[tuple[Key, str, str], int] = field(default_factory=dict)  # (partner, item, source) to won

    @property
    def is_sound(self) -> bool:
        return not self.breaches

    def of_partner(self, key: Key) -> Sums:
        return self.by_partner.get(key, Sums())

    def breaches_of(self, key: Key) -> tuple[Breach, ...]:
        return tuple(breach for breach in self.breaches if breach.partner == key)


def add_up(rows: Sequence[BudgetRow], partners: Iterable[BudgetPartner], rules: BudgetRules) -> Budget:
    """Totals, ratios and every breach, in the order a reader would look: rows, whole, partners.

    Rows that are not whole non-negative won of a known partner, item and source are reported and left out
    of the sums. The cap is on the grant of all partners together. Where the rulebook checks each institution
    by itself, partners cannot average their shares out; the cash minimum always holds for each for-profit firm.
    """
    known = {partner.key: partner for partner in partners}
    breaches: list[Breach] = []
    by_partner: dict[Key, Sums] = {key: Sums() for key in known}
    by_item: defaultdict[str, Sums] = defaultdict(Sums)
    cells: defaultdict[tuple[Key, str, str], int] = defaultdict(int)
    whole = Sums()
    for number, row in enumerate(rows):
        if broken := _row_breach(row, number, known, rules):
            breaches.append(broken)
            continue
        for sums in (whole, by_partner[row.partner], by_item[row.item]):
            sums.add(row.source, row.amount_krw)
        cells[row.partner, row.item, row.source] += row.amount_krw
    breaches += _whole_breaches(whole, rules)
    if not rules.checked_per_institution:
        breaches += _joint_share_breaches(whole, by_partner, known, rules)
    for key, partner in known.items():
        breaches += _partner_breaches(partner, by_partner[key], rules)
    return Budget(whole, by_partner, dict(by_item), tuple(breaches), rules.grant_cap_krw, dict(cells))


def percent(share: Fraction | None, *, up: bool = False) -> str:
    """A share in percent, one decimal, cut off; with `up` raised, so that no breach of a ceiling looks like keeping it."""
    if share is None:
        return ""
    thousandfold = share * 1000
    tenths = ceil(thousandfold) if up else floor(thousandfold)
    return f"{tenths // 10}.{tenths % 10}"


def _row_breach(row: BudgetRow, number: int, known: dict[Key, BudgetPartner], rules: BudgetRules) -> Breach | None:
    code = None
    if row.partner not in known:
        code = BreachCode.UNKNOWN_PARTNER
    elif row.item not in rules.cost_items:
        code = BreachCode.UNKNOWN_ITEM
    elif row.source not in SOURCES:
        code = BreachCode.UNKNOWN_SOURCE
    elif type(row.amount_krw) is not int:
        return Breach(BreachCode.NOT_WHOLE_WON, row.partner, number)
    elif row.amount_krw < 0:
        return Breach(BreachCode.NEGATIVE, row.partner, number, row.amount_krw, 0)
    return Breach(code, row.partner, number) if code else None


def _whole_breaches(whole: Sums, rules: BudgetRules) -> list[Breach]:
    if not whole.total:
        return [Breach(BreachCode.EMPTY_BUDGET)]
    if not whole.public:
        return [Breach(BreachCode.NO_GRANT)]
    if (over := whole.public - rules.grant_cap_krw) > 0:
        return [Breach(BreachCode.OVER_CAP, actual=whole.public, limit=rules.grant_cap_krw, short_krw=over)]
    return []


def _partner_breaches(partner: BudgetPartner, sums: Sums, rules: BudgetRules) -> list[Breach]:
    share = rules.shares[partner.kind]
    breaches = []
    ceiling = share.ceiling(partner)
    if rules.checked_per_institution and (over := sums.public - _most(ceiling, sums.total)) > 0:
        breaches.append(Breach(BreachCode.PUBLIC_SHARE, partner.key, None, sums.public_share, ceiling, over))
    if (short := _least(share.cash_min, sums.own) - sums.own_cash) > 0:
        breaches.append(Breach(BreachCode.CASH_SHARE, partner.key, None, sums.cash_share, share.cash_min, short))
    return breaches


def _joint_share_breaches(
    whole: Sums, by_partner: dict[Key, Sums], known: dict[Key, BudgetPartner], rules: BudgetRules
) -> list[Breach]:
    """Partners may average out: the grants together against the ceilings together."""
    allowed = sum(
        (rules.shares[partner.kind].ceiling(partner) * by_partner[key].total for key, partner in known.items()),
        Fraction(),
    )
    if not whole.total or whole.public <= allowed:
        return []
    over = whole.public - allowed.numerator // allowed.denominator
    return [Breach(BreachCode.PUBLIC_SHARE, None, None, whole.public_share, allowed / whole.total, over)]


def _most(share: Fraction, amount_krw: int) -> int:
    """The largest whole won that is no more than the share."""
    return amount_krw * share.numerator // share.denominator


def _least(share: Fraction, amount_krw: int) -> int:
    """The smallest whole won that is no less than the share."""
    return -(-amount_krw * share.numerator // share.denominator)
