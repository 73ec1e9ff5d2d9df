"""What an evaluator's pages are made of. A constant number of statements, whatever the number of proposals."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import get_language

from cluster_portal.shared.paging import Page, keyset_page
from evaluation import access
from evaluation.models import BlindFile, Note, PanelMember, RoundProposal, Sheet
from evaluation.models.sheet import SheetQuerySet
from evaluation.own_scores import Own, OwnScores, compare
from evaluation.queries.blind import blind_files, cover, handed_in, named, originals, unchecked
from evaluation.rulebook_rules import scoring_rules
from evaluation.scoring import ScoringRules, needs_comment, points_for_grade
from evaluation.states import WRITABLE, MemberStatus, RoundStatus, SheetStatus
from programme.rulebook import Track
from projects.models import Proposal, ProposalFile

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
    page = keyset_page(sheets, order=("pk",), cursor=cursor, size=size)
    cover(member.round, page.items)
    return page


def grid(member: PanelMember, *, cursor: str | None = None, size: int = 30) -> Page:
    """The member's sheets with what is on them, for the table of many. One statement."""
    sheets = _filled_in(member).exclude(status=SheetStatus.ABSTAINED)
    page = keyset_page(sheets, order=("pk",), cursor=cursor, size=size)
    for sheet in page.items:
        sheet.member, sheet.round = member, member.round
    cover(member.round, page.items)
    return page


def all_sheets(member: PanelMember) -> list[Sheet]:
    """Every sheet of the member with what is on it. One statement."""
    sheets = list(_filled_in(member).order_by("pk"))
    for sheet in sheets:
        sheet.member, sheet.round = member, member.round
    return cover(member.round, sheets)


def to_take_away(member: PanelMember, at: dt.datetime) -> list[Sheet]:
    """Those that can be filled in offline. One statement."""
    return [sheet for sheet in all_sheets(member) if access.may_be_taken_away(sheet, at)]


def _filled_in(member: PanelMember) -> QuerySet[Sheet]:
    return Sheet.objects.filter(member=member).select_related("proposal__lead").only(*GRID_COLUMNS)


def next_unscored(member: PanelMember, after: Sheet | None = None) -> Sheet | None:
    """The next sheet that waits: behind `after`, else from the front."""
    waiting = Sheet.objects.filter(member=member).unsealed().select_related("proposal").only(*NAMED).order_by("pk")
    if after is None:
        return _covered(member, waiting.first())
    return _covered(member, waiting.filter(pk__gt=after.pk).first() or waiting.exclude(pk=after.pk).first())


def _covered(member: PanelMember, sheet: Sheet | None) -> Sheet | None:
    return next(iter(cover(member.round, [sheet] if sheet else [])), None)


def own_scores(sheet: Sheet) -> OwnScores:
    """What the same evaluator gave in the same round so far. One statement."""
    scored = Sheet.objects.filter(member=sheet.member_id, total__isnull=False).exclude(status=SheetStatus.ABSTAINED)
    rows = cover(sheet.round, scored.select_related("proposal").only("total", "status", *NAMED))
    return compare(
        Own(one.proposal.ref, one.proposal.title, one.total or Decimal(0), one.status == SheetStatus.SEALED, one.pk == sheet.pk)
        for one in rows
    )


def note_of(sheet: Sheet) -> Note:
    """The evaluator's own note on a proposal; an empty one where nothing is written."""
    return Note.objects.filter(sheet=sheet).first() or Note(sheet=sheet)


def neighbours(sheet: Sheet) -> tuple[Sheet | None, Sheet | None]:
    """The sheet before and the one after in the member's order."""
    own = Sheet.objects.filter(member=sheet.member_id).select_related("proposal")
    before, after = own.filter(pk__lt=sheet.pk).order_by("-pk").first(), own.filter(pk__gt=sheet.pk).order_by("pk").first()
    cover(sheet.round, [one for one in (before, after) if one])
    return before, after


def own_sheets(user: Any) -> SheetQuerySet:
    return Sheet.objects.filter(member__expert__user=user, member__status=MemberStatus.ACCEPTED)


def my_sheet(user: Any, round_ref: str, proposal_ref: str) -> Sheet:
    """The person's own sheet on a proposal, with all that its page and its rights ask. Raises Sheet.DoesNotExist."""
    sheet = own_sheets(user).joined().get(named(proposal_ref), round__ref=round_ref)
    cover(sheet.round, [sheet])
    return sheet


def which_sheet(user: Any, round_ref: str, proposal_ref: str) -> Sheet:
    """Only which one it is, for an action that reads it itself. Raises Sheet.DoesNotExist."""
    return own_sheets(user).only("pk").get(named(proposal_ref), round__ref=round_ref)


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


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it is given to the evaluator."""

    name: str
    size: int
    file_id: Any


@dataclass(frozen=True, slots=True)
class Handed:
    """What an evaluator is given to read: the proposal as it was handed in, or its blind copy. `withheld`: files without one."""

    proposal: Proposal
    content: dict[str, Any] | None
    files: list[Paper]
    withheld: int = 0


def handed(user: Any, sheet: Sheet) -> Handed | None:
    """None as long as the proposal is not open to the person."""
    if not access.may_read_proposal(user, sheet.proposal_id):
        return None
    return _blind_copy(sheet) if sheet.round.is_blind else _original(sheet)


def waits_for_copy(sheet: Sheet) -> bool:
    """In a blind round, whether the headquarters has still to check what the evaluator will read."""
    return unchecked(sheet.round).filter(proposal=sheet.proposal_id).exists()


def _paper(one: ProposalFile | BlindFile) -> Paper:
    return Paper(one.file.name, one.file.size, one.file_id)


def _original(sheet: Sheet) -> Handed | None:
    found = Proposal.objects.select_related("lead", "call__rulebook", "region")
    proposal = found.defer("call__rulebook__document", "call__body_ko", "call__body_en").get(pk=sheet.proposal_id)
    content = handed_in(proposal.pk)
    if content is None:
        return None
    files = ProposalFile.objects.filter(proposal=proposal, removed_at__isnull=True).select_related("file")
    return Handed(proposal, content, [_paper(one) for one in files])


def _blind_copy(sheet: Sheet) -> Handed | None:
    entry = RoundProposal.objects.select_related("blind_copy").get(round=sheet.round_id, proposal=sheet.proposal_id)
    if entry.blind_copy.content is None:
        return None
    copies = [_paper(one) for one in blind_files(entry.pk)]
    sheet.proposal.call = sheet.round.call
    return Handed(sheet.proposal, entry.blind_copy.content, copies, max(0, originals(entry).count() - len(copies)))


def colleagues(user: Any, sheet: Sheet) -> list[Sheet]:
    """The others' sheets on the same proposal, once the phase allows; before that none."""
    others = Sheet.objects.visible_to(user).filter(round=sheet.round_id, proposal=sheet.proposal_id, status=SheetStatus.SEALED)
    return list(
        others.exclude(pk=sheet.pk).select_related("member__expert__user", "member__organisation").order_by("member__seat")
    )
