"""A rulebook as a page reads it: groups of rows, a cell per rulebook, every value with its source.

One rulebook makes the readable page, two make the comparison.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from programme import rulebook_words as words
from programme.rulebook import RulebookDocument, Source, Sourced, Track, sourced_values


@dataclass(frozen=True, slots=True)
class Cited:
    """A text that was used, with its number in the list of sources."""

    number: int
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """One value in words. `track` is named only where a rulebook has several."""

    track: str
    lines: tuple[str, ...]
    source: Source
    citations: tuple[Cited, ...]
    note: str

    @property
    def source_label(self) -> Any:
        return words.SOURCE_LABELS[self.source]

    @property
    def source_tone(self) -> str:
        return words.SOURCE_TONES[self.source]


@dataclass(frozen=True, slots=True)
class Row:
    label: Any
    why: Any
    cells: tuple[tuple[Said, ...], ...]  # one per rulebook; several values where tracks differ

    @property
    def differs(self) -> bool:
        """Whether the rulebooks say different things; where each comes from does not matter."""
        return len({tuple(dict.fromkeys(said.lines for said in cell)) for cell in self.cells}) > 1


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: Any
    rows: tuple[Row, ...]

    @property
    def differences(self) -> int:
        return sum(row.differs for row in self.rows)


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a row's value lies in a document, and how it is said. `of_track`: found in each track."""

    label: Any
    why: Any
    find: Callable[[Any], Sourced[Any]]
    say: Callable[[Any], list[str]]
    of_track: bool = False
    say_track: Callable[[Track], list[str]] | None = None  # where the value needs its track to be said


TRACK_RULES = (
    Rule(_("Grant cap"), _("The most a project may be granted over its whole term."), lambda t: t.grant_cap_krw, words.won, True),
    Rule(_("Longest term"), "", lambda t: t.months_max, words.months, True),
    Rule(
        _("Joint projects"), _("What it counts that firms propose together."), lambda t: t.joint, words.chosen(words.JOINT), True
    ),
    Rule(_("For-profit firms in the consortium"), _("The lead counts."), lambda t: t.for_profit_firms_min, words.firms, True),
    Rule(_("Firms in all"), _("With the demand firm, where one is asked for."), lambda t: t.firms_in_all_min, words.firms, True),
    Rule(_("A large or mid-size firm must take part"), "", lambda t: t.needs_large_or_midsize, words.yes_or_no, True),
    Rule(_("Who may lead"), "", lambda t: t.lead_kinds, words.kinds, True),
)
CRITERIA_RULES = (
    Rule(_("Criteria"), _("100 points in all; sub-items in brackets."), lambda t: t.criteria, words.criteria, True),
    Rule(
        _("When totals are equal"), _("The next step is looked at only while the tie lasts."),
        lambda t: t.tie_breaks, lambda _value: [], True, words.tie_breaks,
    ),
)  # fmt: skip

GROUPS: tuple[tuple[str, Any, tuple[Rule, ...]], ...] = (
    (
        "eligibility",
        _("Who may apply"),
        (
            Rule(_("Complexes"), "", lambda d: d.eligibility.complexes, words.chosen(words.COMPLEXES)),
            Rule(_("Who needs a plant in a complex"), "", lambda d: d.eligibility.complex_asked_of, words.chosen(words.ASKED_OF)),
            Rule(_("Industry"), "", lambda d: d.eligibility.industry, words.chosen(words.INDUSTRY)),
            Rule(_("Mini-cluster membership"), "", lambda d: d.eligibility.membership, words.chosen(words.MEMBERSHIP)),
            Rule(
                _("Age of the location certificate"),
                _("How long ago it may have been issued."),
                lambda d: d.eligibility.certificate_months,
                words.certificate_age,
            ),
            Rule(
                _("One ineligible participant excludes the project"),
                "",
                lambda d: d.eligibility.one_failing_fails_all,
                words.yes_or_no,
            ),
            Rule(_("Grounds for exclusion"), "", lambda d: d.eligibility.exclusions, words.names),
        ),
    ),
    ("projects", _("Projects and consortia"), TRACK_RULES),
    (
        "money",
        _("Money"),
        (
            Rule(
                _("Shares by kind of organisation"),
                _("Of its own part of the budget."),
                lambda d: d.funding.shares,
                words.funding_shares,
            ),
            Rule(
                _("Each organisation is checked by itself"),
                _("If so, partners cannot average their shares out."),
                lambda d: d.funding.checked_per_institution,
                words.yes_or_no,
            ),
            Rule(_("Cost items"), "", lambda d: d.funding.cost_items, words.names),
        ),
    ),
    (
        "documents",
        _("Documents to hand in"),
        (Rule(_("Documents asked for"), "", lambda d: d.required_documents, words.documents),),
    ),
    ("criteria", _("Criteria"), CRITERIA_RULES),
    (
        "panel",
        _("Panel"),
        (
            Rule(
                _("Judged together"),
                _("Projects of one unit compete with each other."),
                lambda d: d.panel.unit,
                words.chosen(words.UNIT),
            ),
            Rule(_("Smallest panel"), "", lambda d: d.panel.size_min, words.people),
            Rule(_("Usual panel"), "", lambda d: d.panel.size_target, words.people),
            Rule(_("Largest panel"), "", lambda d: d.panel.size_max, words.people),
            Rule(_("Evaluators from other regions, at least"), "", lambda d: d.panel.other_regions_min_share, words.share),
            Rule(_("Who may not judge"), _("Who may not judge a project."), lambda d: d.conflicts, words.conflicts),
        ),
    ),
    (
        "scoring",
        _("From sheets to a total"),
        (
            Rule(_("Step of points"), "", lambda d: d.scoring.point_step, words.points),
            Rule(_("Grades"), _("As shares of an item's points."), lambda d: d.scoring.grades, words.grades),
            Rule(_("Comments that must be given"), "", lambda d: d.scoring.comments, words.comments),
            Rule(_("Sealed sheets needed for a result"), "", lambda d: d.scoring.sheets_min, words.sheets),
            Rule(_("Average"), "", lambda d: d.scoring.trimming, words.trimming),
            Rule(_("Bonus"), "", lambda d: d.scoring.bonuses, words.adjustments),
            Rule(_("Bonus in all, at most"), "", lambda d: d.scoring.bonus_cap, words.points),
            Rule(_("Penalty"), "", lambda d: d.scoring.penalties, words.adjustments),
            Rule(_("Penalty in all, at most"), "", lambda d: d.scoring.penalty_cap, words.points),
            Rule(_("Rounding"), _("Once, at the end."), lambda d: d.scoring.rounding, words.rounding),
            Rule(_("Pass line"), _("Below it nobody is funded."), lambda d: d.scoring.pass_line, words.points),
        ),
    ),
    (
        "choosing",
        _("Selection within the budget"),
        (
            Rule(_("Down the list"), "", lambda d: d.choosing.mode, words.chosen(words.MODE)),
            Rule(_("Reserve list"), "", lambda d: d.choosing.reserve_max, words.reserve),
            Rule(_("The panel may cut cost and term"), "", lambda d: d.choosing.panel_may_cut, words.yes_or_no),
        ),
    ),
    (
        "clocks",
        _("Deadlines"),
        (
            Rule(_("A call stands open at least"), "", lambda d: d.clocks.call_notice, words.period),
            Rule(_("Hour of closing"), "", lambda d: d.clocks.closing_time, words.clock_time),
            Rule(_("Appeal, from the notice of the result"), "", lambda d: d.clocks.appeal, words.period),
            Rule(_("Answer to an appeal"), "", lambda d: d.clocks.appeal_reply, words.period),
            Rule(_("Revised plan"), "", lambda d: d.clocks.revision, words.period),
            Rule(_("Agreement, from the notice of the result"), "", lambda d: d.clocks.agreement, words.period),
            Rule(_("Final report, from the end"), "", lambda d: d.clocks.final_report, words.period),
            Rule(_("Report on spending, from the end"), "", lambda d: d.clocks.spending_report, words.period),
        ),
    ),
    (
        "limits",
        _("Limits per person and firm"),
        (
            Rule(_("Projects of one researcher at once"), "", lambda d: d.limits.projects_per_researcher, words.number),
            Rule(_("Projects led by one researcher at once"), "", lambda d: d.limits.projects_as_principal, words.number),
            Rule(_("Least effort in a project"), "", lambda d: d.limits.effort_min, words.share),
            Rule(_("Most effort in all projects"), "", lambda d: d.limits.effort_max, words.share),
            Rule(_("Projects of a distressed SME"), "", lambda d: d.limits.distressed_sme_projects, words.number),
            Rule(_("Projects of a distressed mid-size firm"), "", lambda d: d.limits.distressed_midsize_projects, words.number),
            Rule(_("The same content in two tracks"), "", lambda d: d.limits.same_content_in_two_tracks, words.allowed),
        ),
    ),
    (
        "disclosure",
        _("What applicants are shown"),
        (
            Rule(_("Their score"), "", lambda d: d.disclosure.score, words.yes_or_no),
            Rule(_("The summary opinion"), "", lambda d: d.disclosure.summary_opinion, words.yes_or_no),
            Rule(_("The list of evaluators"), "", lambda d: d.disclosure.evaluator_list, words.yes_or_no),
            Rule(_("Comments without names"), "", lambda d: d.disclosure.anonymous_comments, words.yes_or_no),
        ),
    ),
)


def readable(documents: Sequence[RulebookDocument], *, only_differences: bool = False) -> list[Group]:
    """The groups of rows of one or more rulebooks, in the reader's language."""
    groups = []
    for key, title, rules in GROUPS:
        rows = (Row(rule.label, rule.why, tuple(_cell(rule, document) for document in documents)) for rule in rules)
        kept = tuple(row for row in rows if row.differs or not only_differences)
        if kept:
            groups.append(Group(key, title, kept))
    return groups


def source_legend(documents: Iterable[RulebookDocument]) -> list[tuple[Any, str, Any, int]]:
    """Label, tone, meaning and number of values of each source mark."""
    found = [value.source for document in documents for value in sourced_values(document)]
    return [
        (words.SOURCE_LABELS[source], words.SOURCE_TONES[source], words.SOURCE_MEANINGS[source], found.count(source))
        for source in (Source.READ, Source.ANNOUNCEMENT, Source.VARIES, Source.COMMON_KNOWLEDGE, Source.CHOICE)
    ]


def citations_of(document: RulebookDocument) -> list[Cited]:
    """The document's sources, numbered from 1."""
    return [Cited(number, words.here(source), source.url) for number, source in enumerate(document.sources.values(), 1)]


def _cell(rule: Rule, document: RulebookDocument) -> tuple[Said, ...]:
    if not rule.of_track:
        return (_said("", rule.find(document), rule.say(rule.find(document).value), document),)
    several = len(document.tracks) > 1
    said = []
    for track in document.tracks:
        value = rule.find(track)
        lines = rule.say_track(track) if rule.say_track else rule.say(value.value)
        said.append(_said(words.here(track.name) if several else "", value, lines, document))
    return _merged(said)


def _merged(said: list[Said]) -> tuple[Said, ...]:
    """Tracks that all say the same are said once."""
    if len({(one.lines, one.source, one.note) for one in said}) == 1:
        only = said[0]
        return (Said("", only.lines, only.source, only.citations, only.note),)
    return tuple(said)


def _said(track: str, value: Sourced[Any], lines: list[str], document: RulebookDocument) -> Said:
    note = words.here(value.note) if value.note else ""
    citations = tuple(cited for cited, key in zip(citations_of(document), document.sources, strict=True) if key in value.ref)
    return Said(track, tuple(lines), value.source, citations, note)
