"""How a ranking, a selection and the making of a score are laid out. Reads what was loaded, asks the database nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cluster_portal.templatetags.portal import NOTHING, dash, points, seoul, thousands
from evaluation.history_words import seat_words
from evaluation.models import Round, Sheet, Standing
from evaluation.selection import NOT_RECOMMENDED, RECOMMENDED, RESERVE, Selection
from evaluation.sheet_words import item_names
from evaluation.states import DECISION_TONES, Decision
from programme.rulebook import RulebookDocument
from programme.rulebook_words import FAILS_BY

REASONS: Mapping[str, Any] = {
    "within_budget": _lazy("Within the budget"),
    "budget_exhausted": _lazy("The budget is used up"),
    "skipped_too_large": _lazy("Larger than what is left of the budget"),
    "tied_at_the_line": _lazy("Equal proposals at the budget's line"),
    "after_the_tie": _lazy("Waits for the order among equals"),
    "below_pass_line": _lazy("Below the pass line"),
    "check_failed": _lazy("Failed a pass-or-fail question"),
    "no_result": _lazy("No result: too few sheets"),
    "not_joint": _lazy("Not a joint project"),
    "beyond_reserve": _lazy("The reserve list is full"),
}
DECISIONS = {RECOMMENDED: Decision.SELECTED, RESERVE: Decision.RESERVE, NOT_RECOMMENDED: Decision.REJECTED}
FLAGS: Mapping[str, Any] = {
    "too_few_sheets": _lazy("Too few sheets for a result."),
    "not_trimmed": _lazy("Fewer sheets than trimming asks for: nothing was dropped."),
    "bonus_capped": _lazy("Bonus points were cut to the rulebook's limit."),
    "penalty_capped": _lazy("Penalty points were cut to the rulebook's limit."),
    "floored": _lazy("A score cannot fall below 0."),
    "check_failed": _lazy("Failed a pass-or-fail question: not passed, whatever the score."),
}
WHY_GRANTED: Mapping[str, Any] = {
    "granted": _lazy("Counts"),
    "capped": _lazy("Cut to the limit"),
    "no_evidence": _lazy("No evidence"),
    "not_in_rulebook": _lazy("Not in the rulebook"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the kept list, ready to be printed: what a template would do for each of fifty is done here once."""

    place: str
    title: str
    lead: str
    ref: str
    tie: str
    mean: str
    adjusted: str  # bonus and penalty
    total: str
    decision: str  # or, before one is taken, the outcome
    tone: str
    reserve_number: int | None
    reason: str
    asked: str
    granted: str
    spent: str  # granted up to and with this line, in the order of selection
    line_below: bool  # the budget's line is drawn under this one


OUTCOMES: Mapping[str, tuple[Any, str]] = {
    "passed": (_lazy("Passed"), "ok"),
    "failed": (_lazy("Failed"), "neutral"),
    "no_result": (_lazy("No result"), "warn"),
}


def lines(round: Round, standings: Iterable[Standing], *, last_selected: int | None) -> list[Line]:
    """A page of the kept list in the order of places; `last_selected` is the position on the whole list."""
    return [_line(round, one, line_below=one.position == last_selected) for one in standings]


def _line(round: Round, one: Standing, *, line_below: bool) -> Line:
    proposal = one.proposal
    if one.decision:
        decision, tone, reason = one.get_decision_display(), one.decision_tone, str(REASONS.get(one.decision_reason, ""))
    else:
        (label, tone), reason = OUTCOMES[one.outcome], ""
        decision = str(label)
    return Line(
        place=str(dash(one.place)),
        title=proposal.title,
        lead=str(proposal.lead),
        ref=proposal.ref,
        tie=tie_words(one.tie, round.rules),
        mean=points(one.mean),
        adjusted=" ".join(
            [*([f"+{points(one.bonus)}"] if one.bonus else []), *([f"−{points(one.penalty)}"] if one.penalty else [])]
        )
        or NOTHING,
        total=points(one.total),
        decision=decision,
        tone=tone,
        reserve_number=one.reserve_number,
        reason=reason,
        asked=thousands(one.asked_krw),
        granted=thousands(one.granted_krw),
        spent=thousands(_spent(round, one)),
        line_below=line_below,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of what confirming would decide. Money in won; `spent` is what is granted up to and with this line."""

    standing: Standing
    decision: str
    tone: str
    reason: str
    tie: str
    granted: int | None
    spent: int | None
    line_below: bool = False  # the budget's line is drawn under this one
    needs_order: bool = False


def _spent(round: Round, one: Standing) -> int | None:
    """Won granted up to and with a selected line; None on the others, and before anything is decided."""
    if round.budget_krw is None or one.granted_krw is None or one.budget_left_krw is None:
        return None
    return round.budget_krw - one.budget_left_krw


def preview_rows(round: Round, standings: Iterable[Standing], selection: Selection[int]) -> list[Row]:
    """What confirming would decide, in the order in which the list is walked."""
    by_proposal = {one.proposal_id: one for one in standings}
    last = max((place for place, one in enumerate(selection.decisions) if one.outcome == RECOMMENDED), default=-1)
    found = []
    for place, one in enumerate(selection.decisions):
        decision = DECISIONS[one.outcome]
        chosen = one.outcome == RECOMMENDED
        found.append(
            Row(
                by_proposal[one.key],
                str(decision.label),
                DECISION_TONES[decision],
                str(REASONS.get(one.reason, one.reason)),
                tie_words(by_proposal[one.key].tie, round.rules),
                one.amount_krw if chosen else None,
                selection.budget_krw - one.left_after_krw if chosen else None,
                line_below=place == last,
                needs_order=one.reason == "tied_at_the_line",
            )
        )
    return found


def tie_words(tie: Mapping[str, Any], document: RulebookDocument) -> str:
    """Why this one stands where it stands among equal totals; empty without a tie."""
    if not tie or not tie.get("tied_total"):
        return ""
    if tie.get("broken_by"):
        values = {
            "step": step_name(tie["broken_by"], document),
            "own": _value(tie["own_value"]),
            "better": _value(tie["better_value"]),
        }
        return _("Equal total; placed behind by %(step)s: %(own)s against %(better)s") % values
    if tie.get("shared"):
        return _("Equal in everything the rulebook looks at: shares its place")
    return _("Equal total; placed before by the tie-break chain")


def step_name(code: str, document: RulebookDocument) -> str:
    """A step of the tie-break chain in words: 'criterion:business' by the criterion's name."""
    by, _colon, criterion = code.partition(":")
    if by == "criterion":
        names = {one.code: one.name for track in document.tracks for one in track.criteria.value}
        return names[criterion].in_language((get_language() or "ko")[:2]) if criterion in names else criterion
    words = {
        "joint": _("joint project"),
        "cross_region": _("partners across regions"),
        "plain_mean": _("plain mean"),
        "submitted_at": _("time of handing in"),
    }
    return words.get(by, by)


def _value(text: str) -> str:
    if text in ("yes", "no"):
        return _("yes") if text == "yes" else _("no")
    if "T" in text and (moment := parse_datetime(text)):
        return f"{seoul(moment):%Y-%m-%d %H:%M:%S}"
    return text


# --- The making of one score ---------------------------------------------------------


def sheet_lines(trace: Mapping[str, Any], sheets: Sequence[Sheet], *, named: bool) -> list[dict[str, Any]]:
    """Every sheet's total in the order of size, those dropped marked. Names only for who may see them."""
    by_seat = {sheet.member.seat_name: sheet for sheet in sheets}
    fates = {"counted": _("Counts"), "dropped_highest": _("Highest, dropped"), "dropped_lowest": _("Lowest, dropped")}
    return [
        {
            "seat": seat_words(line["seat"]),
            "name": by_seat[line["seat"]].member.name if named and line["seat"] in by_seat else "",
            "total": Decimal(line["total"]),
            "fate": fates[line["fate"]],
            "dropped": line["fate"] != "counted",
        }
        for line in trace["sheets"]
    ]


def sum_of_counted(trace: Mapping[str, Any]) -> tuple[Decimal, int]:
    counted = [Decimal(line["total"]) for line in trace["sheets"] if line["fate"] == "counted"]
    return sum(counted, Decimal(0)), len(counted)


def adjustment_lines(lines: Iterable[Mapping[str, Any]], document: RulebookDocument) -> list[dict[str, Any]]:
    language = (get_language() or "ko")[:2]
    scoring = document.scoring
    names = {one.code: one.name.in_language(language) for one in (*scoring.bonuses.value, *scoring.penalties.value)}
    return [
        {
            "name": names.get(one["code"], one["code"]), "asked": Decimal(one["asked"]), "granted": Decimal(one["granted"]),
            "why": WHY_GRANTED.get(one["why"], one["why"]), "evidence": one["evidence"],
        }
        for one in lines
    ]  # fmt: skip


def item_table(standing: Standing, sheets: Sequence[Sheet]) -> list[dict[str, Any]]:
    """The rulebook's lines by seats: what everybody gave for each, and the criterion's mean over the counted sheets."""
    track = standing.round.rules.track(standing.proposal.track)
    language = (get_language() or "ko")[:2]
    means = standing.trace["criterion_means"]
    return [
        {
            "name": criterion.name.in_language(language),
            "maximum": criterion.points,
            "given": [points(_given(sheet, [item.code for item in criterion.scored])) for sheet in sheets],
            "mean": Decimal(means[criterion.code]) if criterion.code in means else None,
        }
        for criterion in track.criteria.value
    ]


def check_lines(trace: Mapping[str, Any], standing: Standing) -> list[dict[str, Any]]:
    """The pass-or-fail questions with how the sheets answered."""
    names = item_names(standing.round.rules.track(standing.proposal.track), (get_language() or "ko")[:2])
    return [line | {"name": names.get(line["code"], line["code"])} for line in trace.get("checks", [])]


def checks_rule(standing: Standing) -> str:
    """How many sheets it takes to fail, as the rulebook says."""
    checks = standing.round.rules.track(standing.proposal.track).checks
    return str(FAILS_BY[checks.value.fails_by]) if checks else ""


def informing_lines(trace: Mapping[str, Any], standing: Standing) -> list[dict[str, Any]]:
    """What was scored for information, with its mean; none where nobody answered."""
    track = standing.round.rules.track(standing.proposal.track)
    language, means = (get_language() or "ko")[:2], trace.get("informing", {})
    return [
        {
            "name": item.name.in_language(language),
            "maximum": item.points,
            "mean": Decimal(means[item.code]) if means.get(item.code) else None,
        }
        for item in track.informing_items
        if item.code in means
    ]


def _given(sheet: Sheet, codes: list[str]) -> Decimal | None:
    found = [Decimal(sheet.points[code]) for code in codes if code in sheet.points]
    return sum(found, Decimal(0)) if found else None


def flag_words(trace: Mapping[str, Any]) -> list[Any]:
    return [FLAGS[flag] for flag in trace["flags"] if flag in FLAGS]
