"""What a rulebook says, as one typed document.

Every value is wrapped in `Sourced`: it says where it comes from, and a value nobody
documented says that it is the portal's own choice. Plain values only: no models, no clock.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)


class Source(StrEnum):
    """How well a value is known."""

    READ = "S"  # the text named in `ref` was read
    COMMON_KNOWLEDGE = "GK"  # general knowledge of Korean programmes, no text read
    VARIES = "V"  # set anew by each notice; the value shown is one that was used
    ANNOUNCEMENT = "brief"  # the ministry's announcement of April 2010
    CHOICE = "choice"  # not documented anywhere found: this portal's choice


class FirmKind(StrEnum):
    """Kinds of organisation, as accounts.Organisation spells them."""

    LARGE = "large"
    MIDSIZE = "midsize"
    SME = "sme"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    ASSOCIATION = "association"
    PUBLIC = "public"


FOR_PROFIT = frozenset({FirmKind.LARGE, FirmKind.MIDSIZE, FirmKind.SME})


def _no_float(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError('write the number as text, for example "0.75"')
    return value


Share = Annotated[Decimal, BeforeValidator(_no_float), Field(ge=0, le=1)]
Points = Annotated[Decimal, BeforeValidator(_no_float), Field(ge=0)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
Won = Annotated[int, Field(gt=0, le=10**15, strict=True)]
Count = Annotated[int, Field(ge=0, strict=True)]
Words = Annotated[str, Field(min_length=1, pattern=r"^[^\x00]*$")]  # no database keeps a NUL


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    ko: Words
    en: Words

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.ko


class Title(Text):
    """As long as the lists of rulebooks have room for."""

    ko: Annotated[Words, Field(max_length=120)]
    en: Annotated[Words, Field(max_length=120)]


class Citation(Text):
    url: Words | Literal[""] = ""


T = TypeVar("T")


class Sourced(Part, Generic[T]):
    """A value with its source mark; `ref` names entries of the document's `sources`."""

    value: T
    source: Source
    ref: tuple[str, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _says_where_from(self) -> Self:
        if self.source is Source.READ and not self.ref:
            raise ValueError("a value marked S must name what was read")
        if self.source is Source.CHOICE and self.note is None:
            raise ValueError("a choice of the portal must say why in its note")
        return self


# ---------------------------------------------------------------- who may apply


class Eligibility(Part):
    complexes: Sourced[Literal["pilot_12", "programme_193", "any_complex"]]
    complex_asked_of: Sourced[Literal["every_firm", "lead"]]
    industry: Sourced[Literal["specialised_of_complex", "manufacturing_knowledge_ict"]]
    membership: Sourced[Literal["every_firm", "none", "lead_and_half_of_partners"]]
    certificate_months: Sourced[Count | None]  # how old a location certificate may be
    one_failing_fails_all: Sourced[bool]
    exclusions: Sourced[tuple["NamedCode", ...]]


class NamedCode(Part):
    code: Code
    name: Text


# ---------------------------------------------------------------- tracks and criteria


class Item(Part):
    code: Code
    name: Text
    points: Points


class Criterion(Part):
    """One row of the 100-point table; where it has sub-items, those are scored."""

    code: Code
    name: Text
    points: Points
    items: tuple[Item, ...] = ()

    @model_validator(mode="after")
    def _items_add_up(self) -> Self:
        if self.items and (found := sum(item.points for item in self.items)) != self.points:
            raise ValueError(f"the sub-items of '{self.code}' add up to {found}, not {self.points}")
        return self

    @property
    def scored(self) -> tuple[Item, ...]:
        return self.items or (Item(code=self.code, name=self.name, points=self.points),)


class Checks(Part):
    """Questions answered with pass or fail, whatever the points. A proposal fails one when so many of its sealed sheets say so."""

    items: Annotated[tuple["NamedCode", ...], Field(min_length=1)]
    fails_by: Literal["majority", "any", "all"]


class TieBreak(Part):
    """One step of the chain; `criterion` compares the mean of that criterion over the counted sheets."""

    by: Literal["criterion", "joint", "cross_region", "plain_mean", "submitted_at"]
    criterion: Code | None = None

    @model_validator(mode="after")
    def _names_a_criterion(self) -> Self:
        if (self.by == "criterion") != (self.criterion is not None):
            raise ValueError("'criterion' goes with by='criterion', and only with it")
        return self


class Track(Part):
    """One field of support (지원 분야) with its own cap, consortium rule and table of criteria."""

    code: Code
    name: Text
    grant_cap_krw: Sourced[Won]
    months_max: Sourced[Count | None]
    joint: Sourced[Literal["none", "first", "bonus", "required"]]
    for_profit_firms_min: Sourced[Count]
    firms_in_all_min: Sourced[Count]  # large and mid-size demand firms counted in
    needs_large_or_midsize: Sourced[bool]
    lead_kinds: Sourced[Annotated[tuple[FirmKind, ...], Field(min_length=1)]]
    criteria: Sourced[Annotated[tuple[Criterion, ...], Field(min_length=1)]]
    tie_breaks: Sourced[tuple[TieBreak, ...]]
    checks: Sourced[Checks] | None = None
    informing: Sourced[Annotated[tuple[Item, ...], Field(min_length=1)]] | None = None  # scored and shown, never counted

    @model_validator(mode="after")
    def _table_is_whole(self) -> Self:
        table = self.criteria.value
        lines = [item.code for criterion in table for item in criterion.scored]
        lines += [one.code for one in self.check_items] + [one.code for one in self.informing_items]
        _unique("criterion", lines)
        _unique("criterion", [criterion.code for criterion in table])
        if (found := sum(criterion.points for criterion in table)) != 100:
            raise ValueError(f"the criteria of track '{self.code}' add up to {found}, not 100")
        known = {criterion.code for criterion in table}
        for step in self.tie_breaks.value:
            if step.criterion is not None and step.criterion not in known:
                raise ValueError(f"the tie-break names '{step.criterion}', which is no criterion of track '{self.code}'")
        if self.firms_in_all_min.value < self.for_profit_firms_min.value:
            raise ValueError(f"track '{self.code}' asks for fewer firms in all than for-profit firms")
        return self

    @property
    def check_items(self) -> tuple["NamedCode", ...]:
        return self.checks.value.items if self.checks else ()

    @property
    def informing_items(self) -> tuple[Item, ...]:
        return self.informing.value if self.informing else ()

    @model_serializer(mode="wrap")
    def _without_what_is_not_ruled(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A rulebook that knows no checks says nothing about them: its digest is what it was before there were any."""
        return {name: value for name, value in handler(self).items() if value is not None or name not in ("checks", "informing")}

    def criterion(self, code: str) -> Criterion:
        return next(criterion for criterion in self.criteria.value if criterion.code == code)


# ---------------------------------------------------------------- money


class FundingShare(Part):
    """What public money may carry for one kind of organisation, as shares of 1."""

    kind: FirmKind
    public_max: Share  # of the organisation's own whole part of the budget
    cash_min: Share  # of what the organisation pays itself
    crisis_public_max: Share | None = None  # instead of public_max in an industrial-crisis area

    @model_validator(mode="after")
    def _crisis_only_eases(self) -> Self:
        if self.crisis_public_max is not None and self.crisis_public_max < self.public_max:
            raise ValueError(f"the crisis-area ceiling of '{self.kind}' is below its ordinary ceiling")
        return self


class CostItem(Part):
    code: Code
    name: Text


class Funding(Part):
    shares: Sourced[tuple[FundingShare, ...]]
    checked_per_institution: Sourced[bool]
    cost_items: Sourced[Annotated[tuple[CostItem, ...], Field(min_length=1)]]

    @model_validator(mode="after")
    def _every_kind_once(self) -> Self:
        kinds = [share.kind for share in self.shares.value]
        _unique("kind of organisation", kinds)
        if missing := [kind for kind in FirmKind if kind not in kinds]:
            raise ValueError(f"no funding share for: {', '.join(missing)}")
        _unique("cost item", [item.code for item in self.cost_items.value])
        return self

    def share_of(self, kind: str) -> FundingShare:
        return next(share for share in self.shares.value if share.kind == kind)


class RequiredDocument(Part):
    code: Code
    name: Text
    asked_of: Literal["lead", "each_partner", "each_firm", "each_researcher"]
    when: Text | None = None  # only in this case; None = always
    replaced_by_portal: bool = False  # the portal itself proves it, nothing is uploaded


# ---------------------------------------------------------------- judging


def _not_asked(value: Any) -> Any:
    """For what older documents do not say."""
    note = Text(ko="이 판에는 정해져 있지 않아 적용하지 않습니다.", en="This version does not say; it is not asked for.")
    return Sourced(value=value, source=Source.CHOICE, note=note)


def _usual(value: Any) -> Any:
    """For what older documents do not say and yet must be some number."""
    note = Text(
        ko="이 판에는 정해져 있지 않아 포털의 기본값을 씁니다.", en="This version does not say; the portal's usual value holds."
    )
    return Sourced(value=value, source=Source.CHOICE, note=note)


Sector = Literal["industry", "academia", "research", "other"]


Quorum = Literal["smallest_panel", "two_thirds", "majority"]


class Panel(Part):
    unit: Sourced[Literal["complex", "region"]]
    size_min: Sourced[Count]
    size_target: Sourced[Count]
    size_max: Sourced[Count]
    other_regions_min_share: Sourced[Share]
    declares_again: Sourced[bool] = _not_asked(False)  # after the close, before the tally
    training_required: Sourced[bool] = _not_asked(False)  # valid integrity training before any file opens
    confirmed_within_months: Sourced[Count | None] = _not_asked(None)  # else an expert is not asked; None: shown only

    sector_mix: Sourced[tuple[Sector, ...]] = _not_asked(())  # at least one member of each
    same_applicant_after_months: Sourced[Count | None] = _not_asked(None)  # None: may judge the same applicant again at once
    alternates_per_member: Sourced[Count] = _usual(1)  # of a public draw
    quorum: Sourced[Quorum] = _usual("two_thirds")  # of the panel's meeting
    minutes_signed: Sourced[bool] = _not_asked(False)  # by everybody who was there, before the release

    @model_validator(mode="after")
    def _sizes_in_order(self) -> Self:
        if not 1 <= self.size_min.value <= self.size_target.value <= self.size_max.value:
            raise ValueError("panel sizes must rise from smallest over target to largest")
        if len(set(self.sector_mix.value)) < len(self.sector_mix.value):
            raise ValueError("a sector is named twice")
        if len(self.sector_mix.value) > self.size_min.value:
            raise ValueError("more sectors than the smallest panel has seats")
        return self


# Act article 14 (2), and the project's own researchers (Decree article 27 (4)).
NEVER_WAIVED = frozenset({"participant", "direct_interest", "sanctioned"})


class ConflictRule(Part):
    """A tie between evaluator and proposal; `statutory` is the law's, `programme` is stricter house law."""

    code: Code
    name: Text
    level: Literal["statutory", "programme"]
    years: Count | None = None  # looks back so many years; None = at any time
    unit: Literal["whole", "department"] = "whole"  # what 'the same organisation' means
    waivable: bool = False  # for scarce expertise, with a recorded reason, where the law allows it

    @model_validator(mode="after")
    def _only_the_law_waives(self) -> Self:
        if self.waivable and (self.level != "statutory" or self.code in NEVER_WAIVED):
            raise ValueError(f"'{self.code}' cannot be waived: no law allows it")
        return self


class Trimming(Part):
    drop_highest: Count
    drop_lowest: Count
    from_sheets: Count  # trimmed only from this many sheets on
    when_fewer: Literal["plain_mean", "reconvene"]

    @model_validator(mode="after")
    def _something_is_left(self) -> Self:
        if self.from_sheets <= self.drop_highest + self.drop_lowest:
            raise ValueError("trimming would drop every sheet: raise from_sheets")
        return self


class Rounding(Part):
    places: Annotated[int, Field(ge=0, le=6, strict=True)]
    mode: Literal["half_up", "half_even", "down"]


class Grade(Part):
    code: Code
    name: Text
    share: Share


class CommentRule(Part):
    """Outside the usual band a criterion needs a comment; shares of the criterion's points."""

    below: Share
    above: Share
    characters_min: Count
    overall_characters_min: Count


class Adjustment(Part):
    """A bonus or penalty: at most `points`, and only with evidence where so asked."""

    code: Code
    name: Text
    points: Points
    needs_evidence: bool = True


class Scoring(Part):
    point_step: Sourced[Annotated[Decimal, BeforeValidator(_no_float), Field(gt=0)]]
    grades: Sourced[tuple[Grade, ...]]
    comments: Sourced[CommentRule]
    sheets_min: Sourced[Annotated[int, Field(ge=1, strict=True)]]  # fewer valid sheets give no result
    trimming: Sourced[Trimming]
    rounding: Sourced[Rounding]
    pass_line: Sourced[Annotated[Points, Field(le=100)]]
    bonuses: Sourced[tuple[Adjustment, ...]]
    bonus_cap: Sourced[Points]
    penalties: Sourced[tuple[Adjustment, ...]]
    penalty_cap: Sourced[Points]

    @model_validator(mode="after")
    def _codes_are_unique(self) -> Self:
        _unique("bonus or penalty", [item.code for item in (*self.bonuses.value, *self.penalties.value)])
        _unique("grade", [grade.code for grade in self.grades.value])
        return self


class Choosing(Part):
    """How the ranked list meets the region's budget."""

    mode: Sourced[Literal["stop", "skip_fill"]]
    reserve_max: Sourced[Count | None]
    panel_may_cut: Sourced[bool]


class Period(Part):
    amount: Annotated[int, Field(ge=1, le=3660, strict=True)]
    unit: Literal["calendar_days", "business_days", "months"]


class Clocks(Part):
    call_notice: Sourced[Period]
    closing_time: Sourced[Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]]  # Asia/Seoul
    appeal: Sourced[Period]
    appeal_reply: Sourced[Period]
    revision: Sourced[Period]
    agreement: Sourced[Period]
    final_report: Sourced[Period]
    spending_report: Sourced[Period]


class Limits(Part):
    """Concurrency: how much one person or firm may carry at once; None = no limit set."""

    projects_per_researcher: Sourced[Count | None]
    projects_as_principal: Sourced[Count | None]
    effort_min: Sourced[Share | None]
    effort_max: Sourced[Share | None]
    distressed_sme_projects: Sourced[Count | None]
    distressed_midsize_projects: Sourced[Count | None]
    same_content_in_two_tracks: Sourced[bool]


class AppealGround(Part):
    """What an appeal may rest on; on one that is not `accepted` it is dismissed without being looked into."""

    code: Code
    name: Text
    accepted: bool


class Appeals(Part):
    grounds: Sourced[tuple[AppealGround, ...]]

    @model_validator(mode="after")
    def _grounds_hold_together(self) -> Self:
        _unique("ground of appeal", [ground.code for ground in self.grounds.value])
        if not any(ground.accepted for ground in self.grounds.value):
            raise ValueError("an appeal needs a ground that is accepted")
        return self

    def ground(self, code: str) -> AppealGround | None:
        return next((ground for ground in self.grounds.value if ground.code == code), None)


def unsaid_appeals() -> Appeals:
    """For documents written before grounds were listed: the practice found (RULES.md §3.1)."""
    grounds = [
        ("evaluator_error", True, "평가위원의 결정적 오류", "A decisive error of an evaluator"),
        ("misreading", True, "신청 내용의 명백한 오독", "A plain misreading of the proposal"),
        ("administrative_error", True, "명백한 행정 착오", "A plain administrative error"),
        ("panel", False, "평가위원 구성에 대한 이의", "The choice of the panel"),
        ("amount", False, "지원 금액에 대한 이의", "The amount of the grant"),
        ("method", False, "평가 규정·방법에 대한 이의", "The rules or the method of evaluation"),
    ]
    note = Text(
        ko="이 판에는 사유가 정해져 있지 않아 연구관리 표준매뉴얼의 관행을 따릅니다.",
        en="This version lists no grounds; the practice of the standard manual of research management is followed.",
    )
    value = tuple(AppealGround(code=code, accepted=accepted, name=Text(ko=ko, en=en)) for code, accepted, ko, en in grounds)
    return Appeals(grounds=Sourced(value=value, source=Source.CHOICE, note=note))


class Disclosure(Part):
    score: Sourced[bool]
    summary_opinion: Sourced[bool]
    evaluator_list: Sourced[bool]
    anonymous_comments: Sourced[bool]


# ---------------------------------------------------------------- the whole


class RulebookDocument(Part):
    """One rulebook. Money in whole won, points as exact decimals, shares between 0 and 1."""

    form: Literal["cluster-rulebook/1"]
    code: Code
    title: Title
    summary: Text
    sources: dict[Code, Citation]
    eligibility: Eligibility
    tracks: Annotated[tuple[Track, ...], Field(min_length=1)]
    funding: Funding
    required_documents: Sourced[tuple[RequiredDocument, ...]]
    panel: Panel
    conflicts: Sourced[tuple[ConflictRule, ...]]
    scoring: Scoring
    choosing: Choosing
    clocks: Clocks
    limits: Limits
    disclosure: Disclosure
    appeals: Appeals = Field(default_factory=unsaid_appeals)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        _unique("track", [track.code for track in self.tracks])
        _unique("document", [document.code for document in self.required_documents.value])
        _unique("conflict rule", [rule.code for rule in self.conflicts.value])
        cited = set(chain.from_iterable(value.ref for value in sourced_values(self)))
        if unknown := sorted(cited - set(self.sources)):
            raise ValueError(f"'ref' names sources that are not listed: {', '.join(unknown)}")
        if unused := sorted(set(self.sources) - cited):
            raise ValueError(f"sources listed but never cited: {', '.join(unused)}")
        return self

    @cached_property
    def _track_by_code(self) -> dict[str, Track]:
        return {track.code: track for track in self.tracks}

    def track(self, code: str) -> Track:
        """Raises KeyError for a track this rulebook does not have."""
        return self._track_by_code[code]

    def plain(self) -> dict[str, Any]:
        """The document as JSON-ready values; decimals as text, so that a hash of it means something."""
        return self.model_dump(mode="json")


def sourced_values(part: BaseModel) -> list[Sourced[Any]]:
    """Every sourced value of a document, in reading order."""
    found: list[Sourced[Any]] = []
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, Sourced):
            found.append(value)
        elif isinstance(value, BaseModel):
            found += sourced_values(value)
        elif isinstance(value, tuple):
            for element in value:
                if isinstance(element, BaseModel):
                    found += sourced_values(element)
    return found


class RulebookErrors(ValueError):
    """Everything wrong with a document: pairs of place ('tracks.0.criteria') and sentence."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{place}: {sentence}" if place else sentence for place, sentence in problems))


def read_rulebook(content: str | bytes | dict[str, Any]) -> RulebookDocument:
    """Parse and validate a rulebook from JSON text or from parsed JSON.

    Raises:
        RulebookErrors: with one readable line per problem.
    """
    try:
        return RulebookDocument.model_validate(content if isinstance(content, dict) else _parsed(content))
    except ValidationError as error:
        raise RulebookErrors(_problems(error)) from error


def _parsed(content: str | bytes) -> Any:
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        raise RulebookErrors([("", f"not JSON: {error.msg}, line {error.lineno}")]) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets in brackets without end
        raise RulebookErrors([("", f"not JSON: {error}")]) from error


def _problems(error: ValidationError) -> list[tuple[str, str]]:
    found = error.errors()
    places = [problem["loc"] for problem in found]
    return [
        (".".join(map(str, problem["loc"])), problem["msg"].removeprefix("Value error, "))
        for problem in found
        # A list that lost its wrong elements is reported as too short as well: that says nothing new.
        if not (problem["type"] == "too_short" and any(_lies_in(place, problem["loc"]) for place in places))
    ]


def _lies_in(place: tuple[int | str, ...], whole: tuple[int | str, ...]) -> bool:
    return len(place) > len(whole) and place[: len(whole)] == whole


def _unique(noun: str, codes: Sequence[str]) -> None:
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(f"{noun} named twice: {', '.join(repeated)}")
