"""From score sheets to one total: check, trim, average, add bonus, take off penalty, round, compare.

Arithmetic only: exact decimals, no database, no clock, nothing of ours imported. Rules come in as
`ScoringRules`; every number made on the way is kept in the `Trace`, so that anyone can follow it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from typing import Any

ROUNDING = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}
EXACT = Context(prec=28)  # far finer than any quotient of points by sheets: rounding happens once, at the end
ZERO = Decimal(0)
PASS, FAIL = Decimal(1), Decimal(0)  # how the answer to a check stands on a sheet


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """A line of the score sheet; `criterion` is the row of the 100-point table it belongs to."""

    code: str
    criterion: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class AdjustmentRule:
    code: str
    maximum: Decimal
    needs_evidence: bool = True


@dataclass(frozen=True)
class ScoringRules:
    items: tuple[ScoredItem, ...]
    step: Decimal
    drop_highest: int
    drop_lowest: int
    trim_from: int  # sheets; with fewer, `when_fewer` says what happens
    when_fewer: str  # plain_mean | reconvene
    sheets_min: int
    places: int
    rounding: str  # half_up | half_even | down
    pass_line: Decimal
    bonuses: tuple[AdjustmentRule, ...] = ()
    bonus_cap: Decimal = ZERO
    penalties: tuple[AdjustmentRule, ...] = ()
    penalty_cap: Decimal = ZERO
    grades: Mapping[str, Decimal] | None = None  # grade to share of an item's points
    comment_below: Decimal | None = None  # shares of an item's points: outside, a comment is due
    comment_above: Decimal | None = None
    comment_characters: int = 0
    overall_characters: int = 0
    checks: tuple[str, ...] = ()  # answered with pass or fail, whatever the points
    fails_by: str = "majority"  # majority | any | all of the sheets
    informing: tuple[ScoredItem, ...] = ()  # scored and shown, never counted

    @cached_property
    def uncounted(self) -> frozenset[str]:
        """Lines of the sheet that are in no total."""
        return frozenset((*self.checks, *(item.code for item in self.informing)))

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line of the sheet."""
        return (*(item.code for item in self.items), *self.checks, *(item.code for item in self.informing))

    @property
    def criteria(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.criterion for item in self.items))


# ---------------------------------------------------------------- one sheet


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """What keeps a sheet from being signed. Codes: missing, unknown, not_a_number, below_zero, above_maximum, off_step,
    unanswered, not_pass_or_fail, comment_missing, overall_comment_missing. `limit` is the maximum, the step or the characters
    asked for."""

    code: str
    item: str
    limit: Decimal | int | None = None


def check_sheet(
    points: Mapping[str, Decimal | None],
    rules: ScoringRules,
    *,
    comments: Mapping[str, str] | None = None,
    overall: str = "",
    complete: bool = True,
) -> list[SheetProblem]:
    """Problems of a sheet, in the order of its lines. A draft (`complete=False`) may have gaps, but no wrong number. What only
    informs may stay empty; a check is answered, and a fail is explained."""
    comments = comments or {}
    problems = [problem for code in rules.checks if (problem := _check_problem(points, code, rules, comments, complete))]
    for item in rules.items:
        given = points.get(item.code)
        if given is None:
            if complete:
                problems.append(SheetProblem("missing", item.code))
        elif problem := _point_problem(given, item, rules.step):
            problems.append(problem)
        elif complete and needs_comment(given, item, rules) and _length(comments, item.code) < rules.comment_characters:
            problems.append(SheetProblem("comment_missing", item.code, rules.comment_characters))
    for item in rules.informing:
        given = points.get(item.code)
        if given is not None and (problem := _point_problem(given, item, rules.step)):
            problems.append(problem)
    known = {item.code for item in rules.items} | rules.uncounted
    problems += [SheetProblem("unknown", code) for code in points if code not in known]
    if complete and len(overall.strip()) < rules.overall_characters:
        problems.append(SheetProblem("overall_comment_missing", "", rules.overall_characters))
    return problems


def _check_problem(
    points: Mapping[str, Decimal | None], code: str, rules: ScoringRules, comments: Mapping[str, str], complete: bool
) -> SheetProblem | None:
    answer = points.get(code)
    if answer is None:
        return SheetProblem("unanswered", code) if complete else None
    if answer not in (PASS, FAIL):
        return SheetProblem("not_pass_or_fail", code)
    if complete and answer == FAIL and _length(comments, code) < rules.comment_characters:
        return SheetProblem("comment_missing", code, rules.comment_characters)
    return None


def _length(comments: Mapping[str, str], code: str) -> int:
    return len(comments.get(code, "").strip())


def needs_comment(points: Decimal, item: ScoredItem, rules: ScoringRules) -> bool:
    """Whether the points lie outside the usual band of the item."""
    low = rules.comment_below is not None and points < rules.comment_below * item.maximum
    high = rules.comment_above is not None and points > rules.comment_above * item.maximum
    return low or high


def _point_problem(given: Decimal, item: ScoredItem, step: Decimal) -> SheetProblem | None:
    if not isinstance(given, Decimal) or not given.is_finite():
        return SheetProblem("not_a_number", item.code)
    if given < 0:
        return SheetProblem("below_zero", item.code, ZERO)
    if given > item.maximum:
        return SheetProblem("above_maximum", item.code, item.maximum)
    if given % step:
        return SheetProblem("off_step", item.code, step)
    return None


def points_for_grade(grade: str, item: ScoredItem, rules: ScoringRules) -> Decimal:
    """A grade as points of the item: 'good' is 16 of 20. Raises KeyError for an unknown grade."""
    if rules.grades is None:
        raise KeyError(grade)
    return _plain(rules.grades[grade] * item.maximum)


def sheet_total(points: Mapping[str, Decimal], rules: ScoringRules) -> Decimal:
    """What counts of a sheet: checks and lines that inform are left out."""
    if not rules.uncounted:
        return sum(points.values(), ZERO)
    return sum((given for code, given in points.items() if code not in rules.uncounted), ZERO)


# ---------------------------------------------------------------- all sheets of a proposal


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sealed sheet. `seat` names the evaluator without naming a person, for example 'seat-3'."""

    seat: str
    points: Mapping[str, Decimal]  # by item code


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Bonus or penalty points somebody entered, with what proves them."""

    code: str
    points: Decimal
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    seat: str
    total: Decimal
    fate: str  # counted | dropped_highest | dropped_lowest

    def as_json(self) -> dict[str, str]:
        return {"seat": self.seat, "total": format(self.total, "f"), "fate": self.fate}


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    code: str
    asked: Decimal
    granted: Decimal
    why: str  # granted | capped | no_evidence | not_in_rulebook
    evidence: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "code": self.code,
            "asked": format(self.asked, "f"),
            "granted": format(self.granted, "f"),
            "why": self.why,
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One pass-or-fail question over all sealed sheets, those dropped from the mean as well."""

    code: str
    passes: int
    fails: int
    failed: bool

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "passes": self.passes, "fails": self.fails, "failed": self.failed}


@dataclass(frozen=True, slots=True)
class Trace:
    """How a total was made, step by step. `outcome` is 'passed', 'failed' or 'no_result'; without a result the numbers after
    the sheets are None. `flags`: too_few_sheets, not_trimmed, bonus_capped, penalty_capped, floored, check_failed."""

    sheets: tuple[SheetLine, ...]
    trimmed: bool
    mean: Decimal | None  # not rounded
    plain_mean: Decimal | None  # of all sheets, nothing dropped
    bonuses: tuple[AdjustmentLine, ...]
    bonus: Decimal
    penalties: tuple[AdjustmentLine, ...]
    penalty: Decimal
    unrounded: Decimal | None
    total: Decimal | None
    pass_line: Decimal
    outcome: str
    criterion_means: dict[str, Decimal]  # over the counted sheets
    flags: tuple[str, ...]
    checks: tuple[CheckLine, ...] = ()
    informing: Mapping[str, Decimal | None] = field(default_factory=dict)  # means over the sheets that answered

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    @property
    def counted(self) -> int:
        return sum(line.fate == "counted" for line in self.sheets)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; decimals as text. Written out by hand: a round has twenty thousand of them. Of checks and of lines
        that inform it speaks only where the rulebook has them."""
        ruled: dict[str, Any] = {}
        if self.checks:
            ruled["checks"] = [line.as_json() for line in self.checks]
        if self.informing:
            ruled["informing"] = {code: _text(mean) for code, mean in self.informing.items()}
        return {
            "sheets": [line.as_json() for line in self.sheets],
            "trimmed": self.trimmed,
            "mean": _text(self.mean),
            "plain_mean": _text(self.plain_mean),
            "bonuses": [line.as_json() for line in self.bonuses],
            "bonus": format(self.bonus, "f"),
            "penalties": [line.as_json() for line in self.penalties],
            "penalty": format(self.penalty, "f"),
            "unrounded": _text(self.unrounded),
            "total": _text(self.total),
            "pass_line": format(self.pass_line, "f"),
            "outcome": self.outcome,
            "criterion_means": {criterion: format(mean, "f") for criterion, mean in self.criterion_means.items()},
            "flags": list(self.flags),
            **ruled,
        }


def tally(
    sheets: Sequence[Sheet],
    rules: ScoringRules,
    *,
    bonuses: Iterable[Adjustment] = (),
    penalties: Iterable[Adjustment] = (),
) -> Trace:
    """The total of one proposal.

    The rulebook's number of highest and lowest sheet totals is dropped (of equal extremes only so many; which
    one is decided by the seat's name, so the order of `sheets` never matters); the rest is averaged. With fewer
    sheets than trimming needs, the plain mean is taken and flagged, or there is no result. Then bonus and penalty
    within their caps, never below zero, one rounding, and the pass line. A failed check fails the proposal whatever its total.

    Raises:
        ValueError: for two sheets of one seat.
    """
    totals = sorted((sheet_total(sheet.points, rules), sheet.seat) for sheet in sheets)
    if len({seat for _, seat in totals}) != len(totals):
        raise ValueError("one seat has two sheets")
    count = len(totals)
    trimmed = count >= rules.trim_from
    flags = []
    low, high = (rules.drop_lowest, rules.drop_highest) if trimmed else (0, 0)
    lines = tuple(SheetLine(seat, total, _fate(place, count, low, high)) for place, (total, seat) in enumerate(totals))
    bonus_lines, bonus, bonus_capped = adjust(bonuses, rules.bonuses, rules.bonus_cap)
    penalty_lines, penalty, penalty_capped = adjust(penalties, rules.penalties, rules.penalty_cap)

    checks = tuple(_check_line(code, sheets, rules.fails_by) for code in rules.checks)
    mean = plain_mean = unrounded = total = None
    criterion_means: dict[str, Decimal] = {}
    outcome = "no_result"
    if count < rules.sheets_min or (not trimmed and rules.when_fewer == "reconvene"):
        flags.append("too_few_sheets")
    else:
        if not trimmed and (rules.drop_lowest or rules.drop_highest):
            flags.append("not_trimmed")
        counted = totals[low : count - high]
        mean = _mean((points for points, _ in counted), len(counted))
        plain_mean = mean if len(counted) == count else _mean((points for points, _ in totals), count)
        criterion_means = _criterion_means(sheets, {seat for _, seat in counted}, rules)
        unrounded = EXACT.subtract(EXACT.add(mean, bonus), penalty)
        if unrounded < 0:
            unrounded = ZERO
            flags.append("floored")
        total = rounded(unrounded, rules)
        failed_check = any(line.failed for line in checks)
        if failed_check:
            flags.append("check_failed")
        outcome = "passed" if total >= rules.pass_line and not failed_check else "failed"
    if bonus_capped:
        flags.append("bonus_capped")
    if penalty_capped:
        flags.append("penalty_capped")
    return Trace(
        sheets=lines,
        trimmed=trimmed,
        mean=mean,
        plain_mean=plain_mean,
        bonuses=bonus_lines,
        bonus=bonus,
        penalties=penalty_lines,
        penalty=penalty,
        unrounded=unrounded,
        total=total,
        pass_line=rules.pass_line,
        outcome=outcome,
        criterion_means=criterion_means,
        flags=tuple(flags),
        checks=checks,
        informing={item.code: _informing_mean(item.code, sheets) for item in rules.informing},
    )


def _check_line(code: str, sheets: Sequence[Sheet], fails_by: str) -> CheckLine:
    """Sheets without an answer speak neither for nor against."""
    answers = [sheet.points[code] for sheet in sheets if code in sheet.points]
    fails = sum(answer == FAIL for answer in answers)
    failed = {"majority": fails * 2 > len(answers), "any": fails > 0, "all": 0 < len(answers) == fails}[fails_by]
    return CheckLine(code, len(answers) - fails, fails, failed)


def _informing_mean(code: str, sheets: Sequence[Sheet]) -> Decimal | None:
    given = [sheet.points[code] for sheet in sheets if code in sheet.points]
    return _mean(given, len(given)) if given else None


def rounded(points: Decimal, rules: ScoringRules) -> Decimal:
    return points.quantize(Decimal(1).scaleb(-rules.places), ROUNDING[rules.rounding], EXACT)


def _fate(place: int, count: int, low: int, high: int) -> str:
    if place < low:
        return "dropped_lowest"
    return "dropped_highest" if place >= count - high else "counted"


def _mean(points: Iterable[Decimal], count: int) -> Decimal:
    return EXACT.divide(sum(points, ZERO), Decimal(count))


def _criterion_means(sheets: Sequence[Sheet], counted: set[str], rules: ScoringRules) -> dict[str, Decimal]:
    sums = dict.fromkeys(rules.criteria, ZERO)
    for sheet in sheets:
        if sheet.seat in counted:
            for item in rules.items:
                sums[item.criterion] += sheet.points.get(item.code, ZERO)
    number = Decimal(len(counted))
    return {criterion: EXACT.divide(points, number) for criterion, points in sums.items()}


def adjust(
    asked: Iterable[Adjustment], allowed: tuple[AdjustmentRule, ...], cap: Decimal
) -> tuple[tuple[AdjustmentLine, ...], Decimal, bool]:
    """Each item up to its own maximum and only with evidence where that is asked; all together up to the cap."""
    by_code = {rule.code: rule for rule in allowed}
    left = {rule.code: rule.maximum for rule in allowed}
    lines = []
    for adjustment in asked:
        rule = by_code.get(adjustment.code)
        if rule is None:
            granted, why = ZERO, "not_in_rulebook"
        elif rule.needs_evidence and not adjustment.evidence.strip():
            granted, why = ZERO, "no_evidence"
        else:
            granted = max(ZERO, min(adjustment.points, left[rule.code]))
            left[rule.code] -= granted
            why = "granted" if granted == adjustment.points else "capped"
        lines.append(AdjustmentLine(adjustment.code, adjustment.points, granted, why, adjustment.evidence))
    together = sum((line.granted for line in lines), ZERO)
    return tuple(lines), min(together, cap), together > cap


def _plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent: 16, not 16.00 or 1.6E+1."""
    return Decimal(format(number.normalize(), "f"))


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")
