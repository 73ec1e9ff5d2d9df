"""A rulebook as a page reads it: groups of rows, a cell per rulebook, every value with its source.

One rulebook makes the readable page, two make the comparison.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
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
    """A row: where its value lies ("panel.unit" in a document, "track.joint" in each of its tracks) and how it is said."""

    label: Any
    path: str
    say: Callable[[Any], list[str]]
    why: Any = ""
    of_track: bool = False  # said of the whole track, not of the value alone
    optional: bool = False  # no row where no rulebook rules it

    def said_of(self, document: RulebookDocument) -> list[tuple[Track | None, Sourced[Any], list[str]]]:
        """The value with its words; once per track where each track has its own."""
        if not self.path.startswith("track."):
            value = attrgetter(self.path)(document)
            return [(None, value, self.say(value.value))]
        values = [(track, attrgetter(self.path.removeprefix("track."))(track)) for track in document.tracks]
        return [(track, value, self.say(track if self.of_track else value.value)) for track, value in values if value is not None]


GROUPS: tuple[tuple[str, Any, tuple[Rule, ...]], ...] = (
    (
        "eligibility",
        _("Who may apply"),
        (
            Rule(_("Complexes"), "eligibility.complexes", words.chosen(words.COMPLEXES)),
            Rule(_("Who needs a plant in a complex"), "eligibility.complex_asked_of", words.chosen(words.ASKED_OF)),
            Rule(_("Industry"), "eligibility.industry", words.chosen(words.INDUSTRY)),
            Rule(_("Mini-cluster membership"), "eligibility.membership", words.chosen(words.MEMBERSHIP)),
            Rule(
                _("Age of the location certificate"),
                "eligibility.certificate_months",
                words.certificate_age,
                _("How long ago it may have been issued."),
            ),
            Rule(_("One ineligible participant excludes the project"), "eligibility.one_failing_fails_all", words.yes_or_no),
            Rule(_("Grounds for exclusion"), "eligibility.exclusions", words.names),
        ),
    ),
    (
        "projects",
        _("Projects and consortia"),
        (
            Rule(_("Grant cap"), "track.grant_cap_krw", words.won, _("The most a project may be granted over its whole term.")),
            Rule(_("Longest term"), "track.months_max", words.months),
            Rule(_("Joint projects"), "track.joint", words.chosen(words.JOINT), _("What it counts that firms propose together.")),
            Rule(_("For-profit firms in the consortium"), "track.for_profit_firms_min", words.firms, _("The lead counts.")),
            Rule(_("Firms in all"), "track.firms_in_all_min", words.firms, _("With the demand firm, where one is asked for.")),
            Rule(_("A large or mid-size firm must take part"), "track.needs_large_or_midsize", words.yes_or_no),
            Rule(_("Who may lead"), "track.lead_kinds", words.kinds),
        ),
    ),
    (
        "money",
        _("Money"),
        (
            Rule(
                _("Shares by kind of organisation"), "funding.shares", words.funding_shares, _("Of its own part of the budget.")
            ),
            Rule(
                _("Each organisation is checked by itself"),
                "funding.checked_per_institution",
                words.yes_or_no,
                _("If so, partners cannot average their shares out."),
            ),
            Rule(_("Cost items"), "funding.cost_items", words.names),
        ),
    ),
    (
        "documents",
        _("Documents to hand in"),
        (Rule(_("Documents asked for"), "required_documents", words.documents),),
    ),
    (
        "criteria",
        _("Criteria"),
        (
            Rule(_("Criteria"), "track.criteria", words.criteria, _("100 points in all; sub-items in brackets.")),
            Rule(_("Pass or fail, whatever the points"), "track.checks", words.checks, optional=True),
            Rule(_("Scored for information, not counted"), "track.informing", words.informing, optional=True),
            Rule(
                _("When totals are equal"),
                "track.tie_breaks",
                words.tie_breaks,
                _("The next step is looked at only while the tie lasts."),
                of_track=True,
            ),
        ),
    ),
    (
        "panel",
        _("Panel"),
        (
            Rule(
                _("Judged together"), "panel.unit", words.chosen(words.UNIT), _("Projects of one unit compete with each other.")
            ),
            Rule(_("Smallest panel"), "panel.size_min", words.people),
            Rule(_("Usual panel"), "panel.size_target", words.people),
            Rule(_("Largest panel"), "panel.size_max", words.people),
            Rule(_("Evaluators from other regions, at least"), "panel.other_regions_min_share", words.share),
            Rule(
                _("Conflicts are declared again"),
                "panel.declares_again",
                words.yes_or_no,
                _("After the scoring, before the tally."),
            ),
            Rule(_("Integrity training needed"), "panel.training_required", words.yes_or_no, _("Before any file opens.")),
            Rule(
                _("Profile confirmed within"),
                "panel.confirmed_within_months",
                words.months_or_not_asked,
                _("Else an expert is not asked."),
            ),
            Rule(_("At least one member of each"), "panel.sector_mix", words.sectors),
            Rule(
                _("The same applicant is judged again after"),
                "panel.same_applicant_after_months",
                words.months_or_not_asked,
                _("Repeated service for one applicant."),
            ),
            Rule(_("Alternates drawn for each member"), "panel.alternates_per_member", words.people, _("In a public draw.")),
            Rule(_("Present at a meeting, at least"), "panel.quorum", words.chosen(words.QUORUM)),
            Rule(
                _("Minutes are signed"),
                "panel.minutes_signed",
                words.yes_or_no,
                _("By everybody who was there, before the release."),
            ),
            Rule(_("Who may not judge"), "conflicts", words.conflicts),
        ),
    ),
    (
        "scoring",
        _("From sheets to a total"),
        (
            Rule(_("Step of points"), "scoring.point_step", words.points),
            Rule(_("Grades"), "scoring.grades", words.grades, _("As shares of an item's points.")),
            Rule(_("Comments that must be given"), "scoring.comments", words.comments),
            Rule(_("Sealed sheets needed for a result"), "scoring.sheets_min", words.sheets),
            Rule(_("Average"), "scoring.trimming", words.trimming),
            Rule(_("Bonus"), "scoring.bonuses", words.adjustments),
            Rule(_("Bonus in all, at most"), "scoring.bonus_cap", words.points),
            Rule(_("Penalty"), "scoring.penalties", words.adjustments),
            Rule(_("Penalty in all, at most"), "scoring.penalty_cap", words.points),
            Rule(_("Rounding"), "scoring.rounding", words.rounding, _("Once, at the end.")),
            Rule(_("Pass line"), "scoring.pass_line", words.points, _("Below it nobody is funded.")),
        ),
    ),
    (
        "choosing",
        _("Selection within the budget"),
        (
            Rule(_("Down the list"), "choosing.mode", words.chosen(words.MODE)),
            Rule(_("Reserve list"), "choosing.reserve_max", words.reserve),
            Rule(_("The panel may cut cost and term"), "choosing.panel_may_cut", words.yes_or_no),
        ),
    ),
    (
        "clocks",
        _("Deadlines"),
        (
            Rule(_("A call stands open at least"), "clocks.call_notice", words.period),
            Rule(_("Hour of closing"), "clocks.closing_time", words.clock_time),
            Rule(_("Appeal, from the notice of the result"), "clocks.appeal", words.period),
            Rule(_("Answer to an appeal"), "clocks.appeal_reply", words.period),
            Rule(_("Revised plan"), "clocks.revision", words.period),
            Rule(_("Agreement, from the notice of the result"), "clocks.agreement", words.period),
            Rule(_("Final report, from the end"), "clocks.final_report", words.period),
            Rule(_("Report on spending, from the end"), "clocks.spending_report", words.period),
        ),
    ),
    (
        "limits",
        _("Limits per person and firm"),
        (
            Rule(_("Projects of one researcher at once"), "limits.projects_per_researcher", words.number),
            Rule(_("Projects led by one researcher at once"), "limits.projects_as_principal", words.number),
            Rule(_("Least effort in a project"), "limits.effort_min", words.share),
            Rule(_("Most effort in all projects"), "limits.effort_max", words.share),
            Rule(_("Projects of a distressed SME"), "limits.distressed_sme_projects", words.number),
            Rule(_("Projects of a distressed mid-size firm"), "limits.distressed_midsize_projects", words.number),
            Rule(_("The same content in two tracks"), "limits.same_content_in_two_tracks", words.allowed),
        ),
    ),
    (
        "disclosure",
        _("What applicants are shown"),
        (
            Rule(_("Their score"), "disclosure.score", words.yes_or_no),
            Rule(_("The summary opinion"), "disclosure.summary_opinion", words.yes_or_no),
            Rule(_("The list of evaluators"), "disclosure.evaluator_list", words.yes_or_no),
            Rule(_("Comments without names"), "disclosure.anonymous_comments", words.yes_or_no),
        ),
    ),
    (
        "appeals",
        _("Appeals"),
        (
            Rule(
                _("Grounds"),
                "appeals.grounds",
                words.appeal_grounds,
                _("An appeal on any other ground is dismissed without being looked into."),
            ),
        ),
    ),
)


def readable(documents: Sequence[RulebookDocument], *, only_differences: bool = False) -> list[Group]:
    """The groups of rows of one or more rulebooks, in the reader's language."""
    groups = []
    for key, title, rules in GROUPS:
        rows = (Row(rule.label, rule.why, tuple(_cell(rule, document) for document in documents)) for rule in rules)
        shown = (row for rule, row in zip(rules, rows, strict=True) if any(row.cells) or not rule.optional)
        kept = tuple(row for row in shown if row.differs or not only_differences)
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
    several = len(document.tracks) > 1
    said = [
        _said(words.here(track.name) if track and several else "", value, lines, document)
        for track, value, lines in rule.said_of(document)
    ]
    return _merged(said)


def _merged(said: list[Said]) -> tuple[Said, ...]:
    """Tracks that all say the same are said once."""
    if len({(one.lines, one.source, one.note) for one in said}) == 1:
        return (replace(said[0], track=""),)
    return tuple(said)


def _said(track: str, value: Sourced[Any], lines: list[str], document: RulebookDocument) -> Said:
    note = words.here(value.note) if value.note else ""
    citations = tuple(cited for cited, key in zip(citations_of(document), document.sources, strict=True) if key in value.ref)
    return Said(track, tuple(lines), value.source, citations, note)
