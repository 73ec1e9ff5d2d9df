"""A call as its readers see it: what its frozen rulebook says, in words. Reads documents, asks the database nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.roles import OrganisationKind
from programme import rulebook_words as words
from programme.rulebook import RulebookDocument, Track

Row = dict[str, Any]  # as components/summary_list.html takes it


@dataclass(frozen=True, slots=True)
class CriterionRow:
    name: str
    points: Decimal
    items: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """One track of a call: its money, its consortium and its table of criteria."""

    code: str
    name: str
    grant_cap_krw: int
    facts: tuple[Row, ...]
    criteria: tuple[CriterionRow, ...]
    tie_breaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoneyRow:
    kind: str
    public_max: str
    crisis_public_max: str
    cash_min: str


def tracks_of(document: RulebookDocument, codes: Iterable[str]) -> list[TrackFacts]:
    """The chosen tracks, in the rulebook's order."""
    chosen = set(codes)
    return [_track(track) for track in document.tracks if track.code in chosen]


def _track(track: Track) -> TrackFacts:
    return TrackFacts(
        code=track.code,
        name=words.here(track.name),
        grant_cap_krw=track.grant_cap_krw.value,
        facts=(
            _row(_("Longest term"), words.months(track.months_max.value)),
            _row(_("Joint projects"), words.chosen(words.JOINT)(track.joint.value)),
            _row(_("Consortium"), _consortium(track)),
            _row(_("Who may lead"), words.kinds(track.lead_kinds.value)),
        ),
        criteria=tuple(
            CriterionRow(words.here(c.name), c.points, tuple((words.here(item.name), item.points) for item in c.items))
            for c in track.criteria.value
        ),
        tie_breaks=tuple(words.tie_breaks(track)),
    )


def _consortium(track: Track) -> list[str]:
    lines = [_("For-profit firms: %(n)s or more, the lead included") % {"n": track.for_profit_firms_min.value}]
    if track.firms_in_all_min.value > track.for_profit_firms_min.value:
        lines.append(_("Firms in all: %(n)s or more, demand firms included") % {"n": track.firms_in_all_min.value})
    if track.needs_large_or_midsize.value:
        lines.append(_("A large or mid-size firm must take part"))
    return lines


def eligibility_rows(document: RulebookDocument) -> list[Row]:
    rules = document.eligibility
    rows = [
        _row(_("Complexes"), words.chosen(words.COMPLEXES)(rules.complexes.value)),
        _row(_("Who needs a plant in a complex"), words.chosen(words.ASKED_OF)(rules.complex_asked_of.value)),
        _row(_("Industry"), words.chosen(words.INDUSTRY)(rules.industry.value)),
        _row(_("Mini-cluster membership"), words.chosen(words.MEMBERSHIP)(rules.membership.value)),
    ]
    if rules.one_failing_fails_all.value:
        rows.append(_row(_("One failing partner"), [_("The whole project is excluded.")]))
    return rows


def exclusions(document: RulebookDocument) -> list[str]:
    return words.names(document.eligibility.exclusions.value)


def money_rows(document: RulebookDocument) -> list[MoneyRow]:
    return [
        MoneyRow(
            kind=str(OrganisationKind(share.kind).label),
            public_max=words.percent(share.public_max),
            crisis_public_max=words.percent(share.crisis_public_max) if share.crisis_public_max is not None else "",
            cash_min=words.percent(share.cash_min),
        )
        for share in document.funding.shares.value
    ]


def cost_items(document: RulebookDocument) -> list[str]:
    return words.names(document.funding.cost_items.value)


def documents_asked(document: RulebookDocument) -> list[str]:
    return words.documents(document.required_documents.value)


def procedure(document: RulebookDocument) -> list[Row]:
    """From handing in to the agreement, one row a step (RULES.md §3.1 asks a call to show it)."""
    panel, scoring, clocks = document.panel, document.scoring, document.clocks
    size = _("%(usual)s evaluators (%(min)s to %(max)s), at least %(share)s from other regions") % {
        "usual": panel.size_target.value,
        "min": panel.size_min.value,
        "max": panel.size_max.value,
        "share": words.percent(panel.other_regions_min_share.value),
    }
    return [
        _row(_("1. Screening"), [_("The regional headquarters checks eligibility and may ask for a correction.")]),
        _row(_("2. Evaluation"), [size, *words.trimming(scoring.trimming.value)]),
        _row(_("3. Pass line"), words.points(scoring.pass_line.value)),
        _row(
            _("4. Selection"),
            [_("Down the ranking within the budget of the region"), *words.chosen(words.MODE)(document.choosing.mode.value)],
        ),
        _row(_("5. Appeal"), [_("Within %(period)s of the notice") % {"period": words.period(clocks.appeal.value)[0]}]),
        _row(_("6. Agreement"), [_("Within %(period)s of the notice") % {"period": words.period(clocks.agreement.value)[0]}]),
    ]


def bonuses(document: RulebookDocument) -> list[str]:
    scoring = document.scoring
    return (
        [*words.adjustments(scoring.bonuses.value), *words.adjustments(scoring.penalties.value)]
        if scoring.bonuses.value or scoring.penalties.value
        else []
    )


def _row(label: str, lines: Iterable[str]) -> Row:
    return {"label": label, "value": "\n".join(lines)}
