"""What an evaluator's pages are made of. A constant number of statements, whatever the number of proposals."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import get_language

from cluster_portal.shared.paging import Page, keyset_page
from evaluation import access
from evaluation.conflicts import OBJECTION, Hit
from evaluation.models import Note, PanelMember, Sheet
from evaluation.models.sheet import SheetQuerySet
from evaluation.own_scores import Own, OwnScores, compare
from evaluation.queries.duties import undeclared
from evaluation.queries.pool import conflicts_of
from evaluation.rulebook_rules import scoring_rules
from evaluation.scoring import ScoringRules, needs_comment, points_for_grade
from evaluation.states import WRITABLE, MemberStatus, RoundStatus, SheetStatus
from programme.rulebook import Track
from projects import snapshot as snapshots
from projects.models import Proposal, ProposalFile, Submission

KNOWN_TO_THE_PERSON = (MemberStatus.INVITED, MemberStatus.ACCEPTED, MemberStatus.DECLINED)
NAMED = ("proposal__ref", "proposal__title")  # a sheet one is led to
QUEUE_COLUMNS = ("status", "total", *NAMED, "proposal__lead__name_ko", "proposal__lead__name_en")
GRID_COLUMNS = (*QUEUE_COLUMNS, "points", "comments", "overall", "version", "seal", "proposal__track")
SHOWN = {"todo": WRITABLE, "done": (SheetStatus.SEALED, SheetStatus.ABSTAINED, SheetStatus.SET_ASIDE), "all": tuple(SheetStatus)}
URGENCY = Case(
    When(status=MemberStatus.INVITED, then=Value(0)),
    When(status=MemberStatus.ACCEPTED, round__status=RoundStatus.SCORING, then=Value(1)),
    When(status=MemberStatus.ACCEPTED, round__status=RoundStatus.INVITING, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


def my_rounds(user: Any) -> QuerySet[PanelMember]:
    """The person's seats with their rounds and progress, those that ask for something first. One statement."""
    seats = PanelMember.objects.filter(expert__user=user, status__in=KNOWN_TO_THE_PERSON)
    joined = seats.select_related("round__call", "round__region", "round__rulebook", "expert__user")
    joined = joined.defer("round__rulebook__document", "round__call__body_ko", "round__call__body_en")
    return joined.order_by(URGENCY, "round__closes_at", "-pk")


def my_seat(user: Any, round_ref: str) -> PanelMember:
    """The person's standing seat in a round; one given up only if there is no other. Raises PanelMember.DoesNotExist."""
    found = my_rounds(user).filter(round__ref=round_ref).order_by(URGENCY, "-pk").first()
    if found is None:
        raise PanelMember.DoesNotExist
    return found


def invitation(token: str, user: Any) -> PanelMember:
    """The seat a letter's link leads to: only for the person invited. Raises PanelMember.DoesNotExist."""
    return my_rounds(user).get(token=token)


def queue(member: PanelMember, *, cursor: str | None = None, size: int = 50, show: str = "all") -> Page:
    """The member's sheets in one order, with what the queue shows of proposal and lead. One statement."""
    sheets = Sheet.objects.filter(member=member, status__in=SHOWN[show]).select_related("proposal__lead").only(*QUEUE_COLUMNS)
    return keyset_page(sheets, order=("pk",), cursor=cursor, size=size)


def grid(member: PanelMember, *, cursor: str | None = None, size: int = 30) -> Page:
    """The member's sheets with what is on them, for the table of many. One statement."""
    sheets = _filled_in(member).exclude(status=SheetStatus.ABSTAINED)
    page = keyset_page(sheets, order=("pk",), cursor=cursor, size=size)
    for sheet in page.items:
        sheet.member, sheet.round = member, member.round
    return page


def all_sheets(member: PanelMember) -> list[Sheet]:
    """Every sheet of the member with what is on it. One statement."""
    sheets = list(_filled_in(member).order_by("pk"))
    for sheet in sheets:
        sheet.member, sheet.round = member, member.round
    return sheets


def to_take_away(member: PanelMember, at: dt.datetime) -> list[Sheet]:
    """Those that can be filled in offline. One statement."""
    return [sheet for sheet in all_sheets(member) if access.may_be_taken_away(sheet, at)]


def _filled_in(member: PanelMember) -> QuerySet[Sheet]:
    return Sheet.objects.filter(member=member).select_related("proposal__lead").only(*GRID_COLUMNS)


def next_unscored(member: PanelMember, after: Sheet | None = None) -> Sheet | None:
    """The next sheet that waits: behind `after`, else from the front."""
    waiting = Sheet.objects.filter(member=member).unsealed().select_related("proposal").only(*NAMED).order_by("pk")
    if after is not None and (found := waiting.filter(pk__gt=after.pk).first()):
        return found
    return waiting.exclude(pk=after.pk).first() if after is not None else waiting.first()


def own_scores(sheet: Sheet) -> OwnScores:
    """What the same evaluator gave in the same round so far. One statement."""
    rows = Sheet.objects.filter(member=sheet.member_id, total__isnull=False).exclude(status=SheetStatus.ABSTAINED)
    columns = ("pk", "proposal__ref", "proposal__title", "total", "status")
    return compare(
        Own(ref, title, total, status == SheetStatus.SEALED, pk == sheet.pk)
        for pk, ref, title, total, status in rows.values_list(*columns)
    )


def note_of(sheet: Sheet) -> Note:
    """The evaluator's own note on a proposal; an empty one where nothing is written."""
    return Note.objects.filter(sheet=sheet).first() or Note(sheet=sheet)


def neighbours(sheet: Sheet) -> tuple[Sheet | None, Sheet | None]:
    """The sheet before and the one after in the member's order."""
    own = Sheet.objects.filter(member=sheet.member_id).select_related("proposal")
    return own.filter(pk__lt=sheet.pk).order_by("-pk").first(), own.filter(pk__gt=sheet.pk).order_by("pk").first()


def own_sheets(user: Any) -> SheetQuerySet:
    return Sheet.objects.filter(member__expert__user=user, member__status=MemberStatus.ACCEPTED)


def my_sheet(user: Any, round_ref: str, proposal_ref: str) -> Sheet:
    """The person's own sheet on a proposal, with all that its page and its rights ask. Raises Sheet.DoesNotExist."""
    return own_sheets(user).joined().get(round__ref=round_ref, proposal__ref=proposal_ref)


def which_sheet(user: Any, round_ref: str, proposal_ref: str) -> Sheet:
    """Only which one it is, for an action that reads it itself. Raises Sheet.DoesNotExist."""
    return own_sheets(user).only("pk").get(round__ref=round_ref, proposal__ref=proposal_ref)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of the score sheet as the page shows it; `grades` maps a grade's code to its points."""

    code: str
    name: str
    maximum: Decimal
    points: str
    comment: str
    comment_due: bool
    grades: list[tuple[str, str, str]]  # code, name, points


@dataclass(frozen=True, slots=True)
class CriterionRow:
    code: str
    name: str
    points: Decimal
    items: list[ItemRow]


def criteria(sheet: Sheet) -> list[CriterionRow]:
    """The rulebook's table with what the sheet says. No statement: the sheet comes joined."""
    document = sheet.round.rules
    track = document.track(sheet.proposal.track)
    rules = scoring_rules(document, sheet.proposal.track)
    language = (get_language() or "ko")[:2]
    grade_names = {grade.code: grade.name.in_language(language) for grade in document.scoring.grades.value}
    return [
        CriterionRow(
            criterion.code,
            criterion.name.in_language(language),
            criterion.points,
            [_item_row(item, sheet, rules, grade_names, language) for item in criterion.scored],
        )
        for criterion in track.criteria.value
    ]


def _item_row(item: Any, sheet: Sheet, rules: ScoringRules, grade_names: dict[str, str], language: str) -> ItemRow:
    scored = next(one for one in rules.items if one.code == item.code)
    given = sheet.points.get(item.code, "")
    return ItemRow(
        code=item.code,
        name=item.name.in_language(language),
        maximum=scored.maximum,
        points=given,
        comment=sheet.comments.get(item.code, ""),
        comment_due=bool(given) and needs_comment(Decimal(given), scored, rules),
        grades=[(code, name, format(points_for_grade(code, scored, rules), "f")) for code, name in grade_names.items()],
    )


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A pass-or-fail question as the page shows it. `answer` is 1, 0, or empty."""

    code: str
    name: str
    answer: str
    comment: str

    @property
    def comment_due(self) -> bool:
        return self.answer == "0"


def checks(sheet: Sheet) -> list[CheckRow]:
    """No statement: the sheet comes joined."""
    language = (get_language() or "ko")[:2]
    return [
        CheckRow(one.code, one.name.in_language(language), sheet.points.get(one.code, ""), sheet.comments.get(one.code, ""))
        for one in track_of(sheet).check_items
    ]


def informing(sheet: Sheet) -> list[ItemRow]:
    """Lines that are scored and shown, and never counted. No grades, and no comment is due."""
    language = (get_language() or "ko")[:2]
    return [
        ItemRow(
            one.code, one.name.in_language(language), one.points, sheet.points.get(one.code, ""), sheet.comments.get(one.code, ""),
            comment_due=False, grades=[],
        )
        for one in track_of(sheet).informing_items
    ]  # fmt: skip


def asked(sheet: Sheet) -> list[str]:
    """The lines a sheet must answer before it is signed."""
    rules = scoring_rules(sheet.round.rules, sheet.proposal.track)
    return [*rules.checks, *(item.code for item in rules.items)]


def filled(sheet: Sheet) -> int:
    """How many of them are answered."""
    return sum(code in sheet.points for code in asked(sheet))


def line(sheet: Sheet, code: str) -> ItemRow | CheckRow:
    """One line of the sheet. Raises StopIteration for a code the sheet does not have."""
    lines: list[ItemRow | CheckRow] = [item for row in criteria(sheet) for item in row.items]
    lines += [*checks(sheet), *informing(sheet)]
    return next(one for one in lines if one.code == code)


def track_of(sheet: Sheet) -> Track:
    return sheet.round.rules.track(sheet.proposal.track)


def declarations_due(member: PanelMember) -> list[tuple[Proposal, list[Hit]]]:
    """Every proposal the member has still to speak of, by title and organisations only, with what the rules already found."""
    hits: dict[int, list[Hit]] = {}
    for hit in conflicts_of(member.round, [member.expert]).get(member.expert_id, []):
        if hit.rule == OBJECTION:
            continue  # what an applicant said of the person is not the person's to read
        hits.setdefault(hit.proposal, []).append(hit)
    proposals = Proposal.objects.filter(pk__in=undeclared(member).values("proposal")).select_related("lead").order_by("pk")
    return [(proposal, hits.get(proposal.pk, [])) for proposal in proposals.prefetch_related("partners__organisation")]


def read_proposal(user: Any, proposal_ref: str) -> Proposal:
    """A proposal the evaluator may read now. Raises Proposal.DoesNotExist."""
    return (
        Proposal.objects.filter(access.proposals_readable_by(user))
        .select_related("lead", "call__rulebook", "region")
        .defer("call__rulebook__document", "call__body_ko", "call__body_en")
        .get(ref=proposal_ref)
    )


def snapshot(proposal: Proposal) -> dict[str, Any]:
    """What was handed in, as it was handed in. The caller fetched the proposal through `read_proposal`."""
    return snapshots.read(Submission.objects.get(proposal=proposal, withdrawn_at__isnull=True))


def files(proposal: Proposal) -> Iterable[ProposalFile]:
    return ProposalFile.objects.filter(proposal=proposal, removed_at__isnull=True).select_related("file", "partner__organisation")


def colleagues(user: Any, sheet: Sheet) -> list[Sheet]:
    """The others' sheets on the same proposal, once the phase allows; before that none."""
    others = Sheet.objects.visible_to(user).filter(round=sheet.round_id, proposal=sheet.proposal_id, status=SheetStatus.SEALED)
    return list(
        others.exclude(pk=sheet.pk).select_related("member__expert__user", "member__organisation").order_by("member__seat")
    )
