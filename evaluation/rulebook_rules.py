"""What a rulebook says, in the plain shapes the arithmetic takes."""

from collections.abc import Collection
from decimal import Decimal

from evaluation.ranking import TieBreaker
from evaluation.scoring import AdjustmentRule, ScoredItem, ScoringRules
from evaluation.selection import SelectionRules
from programme.rulebook import Adjustment, RulebookDocument


def scoring_rules(document: RulebookDocument, track: str) -> ScoringRules:
    """Raises KeyError for a track the rulebook does not have."""
    scoring, chosen = document.scoring, document.track(track)
    trimming, comments = scoring.trimming.value, scoring.comments.value
    return ScoringRules(
        items=tuple(
            ScoredItem(item.code, criterion.code, item.points) for criterion in chosen.criteria.value for item in criterion.scored
        ),
        step=scoring.point_step.value,
        drop_highest=trimming.drop_highest,
        drop_lowest=trimming.drop_lowest,
        trim_from=trimming.from_sheets,
        when_fewer=trimming.when_fewer,
        sheets_min=scoring.sheets_min.value,
        places=scoring.rounding.value.places,
        rounding=scoring.rounding.value.mode,
        pass_line=Decimal(scoring.pass_line.value),
        bonuses=_adjustments(scoring.bonuses.value),
        bonus_cap=scoring.bonus_cap.value,
        penalties=_adjustments(scoring.penalties.value),
        penalty_cap=scoring.penalty_cap.value,
        grades={grade.code: grade.share for grade in scoring.grades.value},
        comment_below=comments.below,
        comment_above=comments.above,
        comment_characters=comments.characters_min,
        overall_characters=comments.overall_characters_min,
        checks=tuple(item.code for item in chosen.check_items),
        fails_by=chosen.checks.value.fails_by if chosen.checks else "majority",
        informing=tuple(ScoredItem(item.code, item.code, item.points) for item in chosen.informing_items),
    )


def tie_break_chain(document: RulebookDocument, track: str) -> tuple[TieBreaker, ...]:
    return tuple(TieBreaker(step.by, step.criterion or "") for step in document.track(track).tie_breaks.value)


def shared_tie_break_chain(document: RulebookDocument, tracks: Collection[str]) -> tuple[TieBreaker, ...]:
    """For one list over several tracks: the steps of their chains that every one of their tables can answer."""
    chains = [tie_break_chain(document, track) for track in sorted(tracks)]
    return tuple(step for step in chains[0] if all(step in chain for chain in chains)) if chains else ()


def selection_rules(document: RulebookDocument, track: str) -> SelectionRules:
    chosen = document.track(track)
    return SelectionRules(
        mode=document.choosing.mode.value,
        joint=chosen.joint.value,
        reserve_max=document.choosing.reserve_max.value,
        grant_cap_krw=chosen.grant_cap_krw.value,
    )


def _adjustments(items: tuple[Adjustment, ...]) -> tuple[AdjustmentRule, ...]:
    return tuple(AdjustmentRule(item.code, item.points, item.needs_evidence) for item in items)
