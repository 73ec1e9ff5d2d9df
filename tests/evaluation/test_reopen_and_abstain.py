"""A signed sheet goes back only with a reason, and both versions stay. Abstaining is not a zero."""

import pytest

from accounts.models import Role
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation import access
from evaluation.actions.abstain import abstain
from evaluation.actions.decline_invitation import decline_invitation
from evaluation.actions.reopen_sheet import reopen_sheet
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.models import PanelMember, Reopening, Round, RoundProposal, Sheet, SheetSeal
from evaluation.states import SheetStatus
from notifications.models import Message
from projects.models import Proposal
from tests.factories.accounts import make_user
from tests.factories.evaluation import SCORING_CLOSES, SCORING_OPENS, fill, make_scoring_round, operator_of, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    make_scoring_round()
    return Sheet.objects.joined().order_by("pk").first()


def counters(sheet: Sheet) -> set[tuple[int, int]]:
    """(due, sealed) of the round less the other sheets, of the member, and of the proposal."""
    round = Round.objects.get(pk=sheet.round_id)
    member = PanelMember.objects.get(pk=sheet.member_id)
    entry = RoundProposal.objects.get(round=round, proposal=sheet.proposal_id)
    return {
        (round.sheet_count - 13, round.sealed_count),
        (member.sheet_count - 1, member.sealed_count),
        (entry.sheet_count - 6, entry.sealed_count),
    }


def test_a_reopened_sheet_keeps_both_versions(sheet):
    sealed = seal(sheet, 70)
    assert counters(sheet) == {(1, 1)}
    reopened = reopen_sheet(sealed, by=operator_of(), reason="점수 입력 착오 신고", at=SCORING_OPENS)
    assert counters(sheet) == {(1, 0)}
    assert (reopened.status, reopened.points, reopened.seal) == (SheetStatus.DRAFT, sealed.points, sealed.seal)
    seal(reopened, 75)
    first, second = SheetSeal.objects.filter(sheet=sheet).order_by("number")
    assert (first.total, second.total) == (70, 75)
    assert (first.replaces, second.replaces) == ("", first.seal)
    assert (first.number, second.number) == (1, 2)
    assert Reopening.objects.get(seal=first).reason == "점수 입력 착오 신고"
    assert counters(sheet) == {(1, 1)}
    letter = Message.objects.get(kind="evaluation/sheet-reopened")
    assert letter.recipient_id == sheet.member.expert.user_id


def test_reopening_needs_a_reason_and_the_right_person(sheet):
    sealed = seal(sheet)
    with pytest.raises(InvalidInput):
        reopen_sheet(sealed, by=operator_of(), reason=" ", at=SCORING_OPENS)
    for other in (sheet.member.expert.user, operator_of("honam"), make_user(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            reopen_sheet(sealed, by=other, reason="이유", at=SCORING_OPENS)


def test_after_the_closing_time_nothing_is_reopened(sheet):
    sealed = seal(sheet)
    with pytest.raises(DomainError) as refusal:
        reopen_sheet(sealed, by=operator_of(), reason="이유", at=SCORING_CLOSES)
    assert refusal.value.code == "not-scoring"


def test_a_draft_is_not_reopened(sheet):
    with pytest.raises(DomainError) as refusal:
        reopen_sheet(fill(sheet), by=operator_of(), reason="이유", at=SCORING_OPENS)
    assert refusal.value.code == "illegal-move"


def test_an_abstention_counts_nothing_and_closes_the_file(sheet):
    hq = operator_of()
    user = sheet.member.expert.user
    mine = Proposal.objects.filter(access.proposals_readable_by(user))
    assert sheet.proposal in mine
    for _ in range(2):
        abstain(fill_once(sheet), by=user, reason="이해관계를 뒤늦게 알았습니다.", at=SCORING_OPENS)
    assert counters(sheet) == {(0, 0)}
    assert sheet.proposal not in mine.all()
    assert Message.objects.filter(kind="evaluation/evaluator-abstained", recipient=hq).count() == 1


def fill_once(sheet: Sheet) -> Sheet:
    current = Sheet.objects.joined().get(pk=sheet.pk)
    return fill(current) if current.is_writable else current


def test_abstaining_needs_a_reason(sheet):
    with pytest.raises(InvalidInput):
        abstain(sheet, by=sheet.member.expert.user, reason="", at=SCORING_OPENS)


def test_a_sealed_sheet_is_not_abstained_from(sheet):
    with pytest.raises(DomainError) as refusal:
        abstain(seal(sheet), by=sheet.member.expert.user, reason="이유", at=SCORING_OPENS)
    assert refusal.value.code == "sheet-sealed"


def test_what_somebody_gave_up_before_leaving_is_not_waited_for_again(sheet):
    user = sheet.member.expert.user
    gone = abstain(sheet, by=user, reason="이해관계", at=SCORING_OPENS)
    decline_invitation(sheet.member, by=user, reason="질병", at=SCORING_OPENS)
    due = Round.objects.get().sheet_count
    with pytest.raises(DomainError) as refusal:
        reopen_sheet(gone, by=operator_of(), reason="착오", at=SCORING_OPENS)
    assert refusal.value.code == "not-on-panel"
    assert Round.objects.get().sheet_count == due


def test_hq_can_undo_an_abstention(sheet):
    gone = abstain(sheet, by=sheet.member.expert.user, reason="착오", at=SCORING_OPENS)
    back = reopen_sheet(gone, by=operator_of(), reason="착오로 확인", at=SCORING_OPENS)
    assert counters(sheet) == {(1, 0)}
    filled = fill(back)
    seal_sheet(filled, by=sheet.member.expert.user, version=filled.version, at=SCORING_OPENS)
    assert counters(sheet) == {(1, 1)}
