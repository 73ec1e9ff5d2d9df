"""The tally and the ranking of a whole round at once, in whole numbers.

scoring.py and ranking.py say what a score and a place are; this gives the very same, text for text, for twenty thousand
proposals in the time a database needs to add them up. Points are integers of ten-thousandths, means stay fractions until they
are written, and a quotient that thousands of proposals share is divided once. A property test holds both to each other.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import lcm

import numpy as np
from numpy.typing import NDArray

from evaluation import scoring
from evaluation.scoring import EXACT, ZERO, ScoringRules

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
DECIMALS = 4
SCALE = 10**DECIMALS
COUNTED, LOWEST, HIGHEST = 0, 1, 2
FATES = ("counted", "dropped_lowest", "dropped_highest")
FOUR_PLACES = Decimal("0.0001")
MOST_SHEETS = 20  # of one proposal: with more, fractions on one denominator may not fit 64 bits


@dataclass(frozen=True, slots=True)
class Sheets:
    """Sealed sheets of one track: a line each, of which proposal (from 0), in which seat, points by item in alphabetical order."""

    proposal: Ints
    seat: Ints
    points: Ints  # lines × items, in ten-thousandths


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What bonus and penalty come to, with the lines that say so; made by scoring.py."""

    bonus: Decimal
    penalty: Decimal
    bonuses: tuple[scoring.AdjustmentLine, ...]
    penalties: tuple[scoring.AdjustmentLine, ...]
    flags: tuple[str, ...]


NOTHING_ADDED = Adjusted(ZERO, ZERO, (), (), ())


def adjusted(rules: ScoringRules, bonuses: Sequence[scoring.Adjustment], penalties: Sequence[scoring.Adjustment]) -> Adjusted:
    if not bonuses and not penalties:
        return NOTHING_ADDED
    bonus_lines, bonus, bonus_capped = scoring.adjust(bonuses, rules.bonuses, rules.bonus_cap)
    penalty_lines, penalty, penalty_capped = scoring.adjust(penalties, rules.penalties, rules.penalty_cap)
    flags = (*(["bonus_capped"] if bonus_capped else []), *(["penalty_capped"] if penalty_capped else []))
    return Adjusted(bonus, penalty, bonus_lines, penalty_lines, flags)


def can_tally(rules: ScoringRules, most_sheets: int) -> bool:
    """Whether whole numbers carry these rules; where not, scoring.py is asked for each proposal."""
    step = rules.step.normalize()
    fine = int(step.as_tuple().exponent) >= -DECIMALS and rules.places <= DECIMALS
    return (
        fine and not rules.uncounted and rules.trim_from > rules.drop_lowest + rules.drop_highest and most_sheets <= MOST_SHEETS
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Scores of one track's proposals, all arrays in their order. Without a result, numbers mean nothing and `has_result` is not
    set. `sums` and `all_sums` are of sheet totals (counted ones, and all), in ten-thousandths; `digits` how many decimals are written."""

    rules: ScoringRules
    added: Sequence[Adjusted]
    starts: Ints  # where a proposal's lines begin in the sorted lines
    count: Ints
    low: Ints
    high: Ints
    has_result: Flags
    trimmed: Flags
    sums: Ints
    all_sums: Ints
    digits: Ints
    all_digits: Ints
    criterion_sums: Mapping[str, Ints]
    criterion_digits: Mapping[str, Ints]
    total: Ints  # rounded, in units of the last place
    passed: Flags
    lines_seat: Ints
    lines_total: Ints
    lines_digits: Ints
    lines_fate: Ints
    counted: Ints  # sheets that count


def tally(sheets: Sheets, rules: ScoringRules, added: Sequence[Adjusted]) -> Tally:
    """`added` has one for each proposal of the track. The seat's name decides among equal extremes, as scoring.py says."""
    proposals = len(added)
    totals = sheets.points.sum(axis=1)
    order = np.lexsort((_by_name(sheets.seat), totals, sheets.proposal))
    proposal, seat, totals, points = sheets.proposal[order], sheets.seat[order], totals[order], sheets.points[order]
    count = np.bincount(proposal, minlength=proposals)
    starts = np.cumsum(count) - count
    rank = np.arange(len(proposal)) - starts[proposal]
    trimmed = count >= rules.trim_from
    low, high = np.where(trimmed, rules.drop_lowest, 0), np.where(trimmed, rules.drop_highest, 0)
    fate = np.where(rank < low[proposal], LOWEST, np.where(rank >= (count - high)[proposal], HIGHEST, COUNTED))
    counts = fate == COUNTED
    has_result = (count >= rules.sheets_min) & (trimmed | (rules.when_fewer != "reconvene")) & (count > 0)
    written = _digits(points, rules)
    line_digits = written.max(axis=1, initial=0)
    items = sorted(rules.items, key=lambda item: item.code)
    criterion_sums, criterion_digits = {}, {}
    for criterion in rules.criteria:
        columns = [number for number, item in enumerate(items) if item.criterion == criterion]
        criterion_sums[criterion] = _sums(proposal, points[:, columns].sum(axis=1) * counts, proposals)
        criterion_digits[criterion] = _most(starts, count, written[:, columns].max(axis=1, initial=0) * counts)
    sums = _sums(proposal, totals * counts, proposals)
    counted = np.maximum(count - low - high, 1)
    total = _rounded(sums, counted, added, rules)
    line = int((rules.pass_line * 10**rules.places).to_integral_value(rounding="ROUND_CEILING"))
    return Tally(
        rules, added, starts, count, low, high, has_result, trimmed, sums, _sums(proposal, totals, proposals),
        _most(starts, count, line_digits * counts), _most(starts, count, line_digits), criterion_sums, criterion_digits,
        total, has_result & (total >= line), seat, totals, line_digits, fate, count - low - high,
    )  # fmt: skip


def _by_name(seat: Ints) -> Ints:
    """The place of each seat among the names 'seat-1', 'seat-10', 'seat-2' …"""
    known = np.unique(seat)
    by_name = np.argsort(np.array([f"seat-{number}" for number in known.tolist()]), kind="stable")
    place = np.empty(len(known), np.int64)
    place[by_name] = np.arange(len(known))
    return place[np.searchsorted(known, seat)]


def _digits(points: Ints, rules: ScoringRules) -> Ints:
    """How many decimals each number is written with: as many as it needs."""
    needed = np.zeros(points.shape, np.int64)
    for digits in range(max(0, -int(rules.step.normalize().as_tuple().exponent))):
        needed += points % 10 ** (DECIMALS - digits) != 0
    return needed


def _sums(proposal: Ints, values: Ints, proposals: int) -> Ints:
    # Sums of a few numbers below 2^53 are exact in floats.
    return np.bincount(proposal, values, proposals).astype(np.int64)


def _most(starts: Ints, count: Ints, values: Ints) -> Ints:
    found = np.zeros(len(count), np.int64)
    some = count > 0
    if some.any():
        found[some] = np.maximum.reduceat(values, starts[some])
    return found


def _rounded(sums: Ints, counted: Ints, added: Sequence[Adjusted], rules: ScoringRules) -> Ints:
    extra = np.array([0 if one is NOTHING_ADDED else int((one.bonus - one.penalty) * SCALE) for one in added], np.int64)
    whole = np.maximum(sums + extra * counted, 0)
    unit = counted * 10 ** (DECIMALS - rules.places)
    result, rest = whole // unit, whole % unit
    match rules.rounding:
        case "half_up":
            return result + (2 * rest >= unit)
        case "half_even":
            return result + ((2 * rest > unit) | ((2 * rest == unit) & (result % 2 == 1)))
        case _down:
            return result


# --- Places -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Places:
    """The list: `order` are entries from the best on; the rest is by entry. `broken_by` is the number of the step of the chain
    that set an entry below `better`, -1 where no tie was broken."""

    order: Ints
    place: Ints
    tied_total: Flags
    shared: Flags
    broken_by: Ints
    better: Ints


def rank(total: Ints, values: Sequence[Ints], keys: Ints) -> Places:
    """Highest total first; equal totals by `values`, one array a step of the chain, smaller first; equals listed by key."""
    number = len(total)
    order = np.lexsort((keys, *reversed(values), -total))
    same_total = np.zeros(number, bool)
    same_total[1:] = total[order][1:] == total[order][:-1]
    differs = np.full(number, -1)
    for step in reversed(range(len(values))):
        ordered = values[step][order]
        differs[1:][ordered[1:] != ordered[:-1]] = step
    differs[~same_total] = -1
    begins = ~same_total | (differs >= 0)
    group = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    size = np.diff(np.append(first, number))
    tie = np.cumsum(~same_total) - 1
    tie_size = np.bincount(tie, minlength=1) if number else np.zeros(0, np.int64)
    found = [np.empty(number, np.int64) for _ in range(4)]
    place, broken_by, better, shared = found
    tied_total = np.empty(number, bool)
    place[order] = first[group] + 1
    broken_by[order] = differs[first[group]]
    better[order] = order[np.maximum(first[group] - 1, 0)]
    shared[order] = size[group] > 1
    tied_total[order] = tie_size[tie] > 1
    return Places(order, place, tied_total, shared.astype(bool), broken_by, better)


def comparable(sums: Ints, counted: Ints, denominator: int) -> Ints:
    """Fractions brought to one denominator, so that whole numbers compare them."""
    return sums * (denominator // np.maximum(counted, 1))


def common_denominator(counted: Sequence[Ints]) -> int:
    return lcm(*(int(one) for array in counted for one in np.unique(array) if one > 0))


# --- In writing ------------------------------------------------------------------------------


@cache
def quotient(sum: int, digits: int, count: int) -> Decimal:
    """As scoring.py divides: of a sum written with so many decimals."""
    return EXACT.divide(Decimal(sum // 10 ** (DECIMALS - digits)).scaleb(-digits), Decimal(count))


@cache
def _quotient_text(sum: int, digits: int, count: int) -> str:
    return format(quotient(sum, digits, count), "f")


@cache
def four_places(sum: int, digits: int, count: int) -> str:
    return format(quotient(sum, digits, count).quantize(FOUR_PLACES), "f")


@cache
def _scaled_text(total: int, digits: int) -> str:
    return format(Decimal(total // 10 ** (DECIMALS - digits)).scaleb(-digits), "f")


def total_text(total: int, places: int) -> str:
    return f"{total}" if not places else f"{total // 10**places}.{total % 10**places:0{places}d}"


def traces(found: Tally) -> list[str]:
    """Each proposal's trace as JSON text: what `scoring.Trace.as_json` gives."""
    rules = found.rules
    lines = _line_texts(found)
    line, empty = json.dumps(format(rules.pass_line, "f")), json.dumps([])
    names = [
        (json.dumps(code), found.criterion_sums[code].tolist(), found.criterion_digits[code].tolist()) for code in rules.criteria
    ]
    drops = bool(rules.drop_lowest or rules.drop_highest)
    written = []
    rows = zip(
        found.starts.tolist(), found.count.tolist(), found.counted.tolist(), found.has_result.tolist(), found.trimmed.tolist(),
        found.sums.tolist(), found.digits.tolist(), found.all_sums.tolist(), found.all_digits.tolist(), found.total.tolist(),
        found.passed.tolist(), found.added, strict=True,
    )  # fmt: skip
    for number, (start, count, counted, has_result, trimmed, sum, digits, all_sum, all_digits, total, passed, added) in enumerate(
        rows
    ):
        flags: list[str] = []
        mean = plain = unrounded = total_said = "null"
        means, outcome = "", "no_result"
        if not has_result:
            flags.append("too_few_sheets")
        else:
            if not trimmed and drops:
                flags.append("not_trimmed")
            mean = f'"{_quotient_text(sum, digits, counted)}"'
            plain = mean if counted == count else f'"{_quotient_text(all_sum, all_digits, count)}"'
            unrounded = mean
            if added is not NOTHING_ADDED:
                exact = EXACT.subtract(EXACT.add(quotient(sum, digits, counted), added.bonus), added.penalty)
                if exact < 0:
                    exact = ZERO
                    flags.append("floored")
                unrounded = f'"{format(exact, "f")}"'
            total_said = f'"{total_text(total, rules.places)}"'
            outcome = "passed" if passed else "failed"
            means = ",".join(
                [f'{code}:"{_quotient_text(sums[number], digits[number], counted)}"' for code, sums, digits in names]
            )
        if added is NOTHING_ADDED:
            bonuses = penalties = empty
            bonus = penalty = "0"
        else:
            flags.extend(added.flags)
            bonuses = json.dumps([one.as_json() for one in added.bonuses], ensure_ascii=False)
            penalties = json.dumps([one.as_json() for one in added.penalties], ensure_ascii=False)
            bonus, penalty = format(added.bonus, "f"), format(added.penalty, "f")
        written.append(
            f'{{"sheets":[{",".join(lines[start : start + count])}],"trimmed":{"true" if trimmed else "false"},"mean":{mean},'
            f'"plain_mean":{plain},"bonuses":{bonuses},"bonus":"{bonus}","penalties":{penalties},"penalty":"{penalty}",'
            f'"unrounded":{unrounded},"total":{total_said},"pass_line":{line},"outcome":"{outcome}",'
            f'"criterion_means":{{{means}}},"flags":{json.dumps(flags) if flags else empty}}}'
        )
    return written


def _line_texts(found: Tally) -> list[str]:
    """Each line of the sheets' totals; the same seat, total and fate are written once."""
    key = (found.lines_total * 10 + found.lines_digits) * 4 + found.lines_fate
    together = key * 65_536 + found.lines_seat
    different, which = np.unique(together, return_inverse=True)
    texts = []
    for one in different.tolist():
        rest, seat = divmod(one, 65_536)
        rest, fate = divmod(rest, 4)
        total, digits = divmod(rest, 10)
        texts.append(f'{{"seat":"seat-{seat}","total":"{_scaled_text(total, digits)}","fate":"{FATES[fate]}"}}')
    return [texts[one] for one in which.tolist()]


def tie_text(key: int, place: int, total: str, *, shared: bool, broken_by: str, own: str, better: str) -> str:
    """What `ranking.Standing.as_json` says of an entry with others of the same total, as JSON text; `broken_by` is JSON already."""
    return (
        f'{{"key":{key},"place":{place},"total":"{total}","tied_total":true,"shared":{"true" if shared else "false"},'
        f'"broken_by":{broken_by},"own_value":"{own}","better_value":"{better}"}}'
    )
