"""Too few sealed sheets are no result; nobody is turned down for that: the panel meets again for those proposals."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from accounts.models import Role
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation import access
from evaluation.actions.abstain import abstain
from evaluation.actions.change_panel import change_panel
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.reconvene_panel import reconvene_panel
from evaluation.actions.reopen_sheet import reopen_sheet
from evaluation.actions.send_due_reminders import send_due_reminders
from evaluation.actions.tally_round import tally_round
from evaluation.models import Round, Sheet, Standing
from evaluation.monitor_pages import Row, rows
from evaluation.queries.rounds import monitor
from evaluation.states import RoundStatus, SheetStatus
from notifications.models import Message
from projects.models import Proposal
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    AFTER_CLOSE,
    DAY,
    OVERALL,
    enter,
    fill,
    give_budget,
    head_of,
    make_closed_round,
    make_expert,
    make_scoring_round,
    operator_of,
    seal,
)

pytestmark = pytest.mark.django_db
AGAIN = AFTER_CLOSE + DAY
UNTIL = AGAIN + 4 * DAY


@pytest.fixture
def round():
    """Two proposals and five members: the first has four sealed sheets and one draft, the second two and three drafts."""
    made = make_scoring_round(proposals=2, members=5)
    first, second = Proposal.objects.order_by("pk")
    for proposal, sealed in ((first, 4), (second, 2)):
        for number, sheet in enumerate(Sheet.objects.filter(proposal=proposal).order_by("member__seat")):
            (seal if number < sealed else fill)(sheet)
    close_due_rounds(at=AFTER_CLOSE)
    return Round.objects.joined().get(pk=made.pk)


def reconvene(round: Round, **kwargs) -> Round:
    given = {"by": kwargs.pop("by", None) or head_of(), "closes_at": UNTIL, "reason": "평가표 부족", "at": AGAIN} | kwargs
    return reconvene_panel(round, **given)


def states(proposal: Proposal) -> list[str]:
    return list(Sheet.objects.filter(proposal=proposal).order_by("member__seat").values_list("status", flat=True))


def test_a_proposal_without_a_result_stops_the_confirmation(round):
    tally_round(round, by=operator_of())
    give_budget(round, 10**10)
    with pytest.raises(DomainError) as refusal:
        confirm_ranking(round, by=head_of())
    assert refusal.value.code == "no-result"
    assert set(Standing.objects.values_list("decision", flat=True)) == {""}


def test_only_the_sheets_that_are_missing_go_back(round):
    reconvene(round)
    first, second = Proposal.objects.order_by("pk")
    assert states(first) == [*[SheetStatus.SEALED] * 4, SheetStatus.VOID]
    assert states(second) == [*[SheetStatus.SEALED] * 2, *[SheetStatus.DRAFT] * 3]
    assert Sheet.objects.filter(proposal=second, status=SheetStatus.DRAFT).first().overall == OVERALL
    round.refresh_from_db()
    assert (round.status, round.scoring_closes_at, round.is_reconvened) == (RoundStatus.SCORING, UNTIL, True)
    assert Message.objects.filter(kind="evaluation/panel-reconvened").count() == 3


def test_scored_once_more_the_round_goes_its_way(round):
    tally_round(round, by=operator_of())
    reconvene(round)
    assert not Standing.objects.exists()
    for sheet in Sheet.objects.filter(status=SheetStatus.DRAFT):
        seal(sheet, 75, at=AGAIN)
    assert close_due_rounds(at=UNTIL + dt.timedelta(seconds=10)) == [round.pk]
    tally_round(round, by=operator_of())
    give_budget(round, 10**10)
    assert confirm_ranking(round, by=head_of()).status == RoundStatus.CONFIRMED
    round.refresh_from_db()
    assert (round.sealed_count, round.sheet_count) == (9, 10)


def test_scores_are_hidden_again_meanwhile(round):
    hq = operator_of()
    assert access.may_see_scores(hq, round)
    reconvene(round)
    assert not access.may_see_scores(hq, Round.objects.get())
    assert not Sheet.objects.visible_to(hq).exists()


def test_what_was_sealed_before_stays_sealed(round):
    """Its score has been seen; a sheet sealed since may go back as ever."""
    reconvene(round)
    before = Sheet.objects.filter(status=SheetStatus.SEALED).first()
    with pytest.raises(DomainError) as refusal:
        reopen_sheet(before, by=operator_of(), reason="이유", at=AGAIN)
    assert refusal.value.code == "counted-before"
    since = seal(Sheet.objects.filter(status=SheetStatus.DRAFT).first(), at=AGAIN)
    cells = {cell.sheet for row in monitor_rows(round) for cell in row.cells}
    assert cells == {None, since.pk}
    assert reopen_sheet(since, by=operator_of(), reason="이유", at=AGAIN).status == SheetStatus.DRAFT


def test_who_gave_up_a_proposal_that_lacks_nothing_stays_out_of_it():
    round = make_scoring_round(proposals=2, members=5)
    whole, short = Proposal.objects.order_by("pk")
    given_up = Sheet.objects.filter(proposal=whole).joined().first()
    gone = abstain(given_up, by=given_up.member.expert.user, reason="이해관계", at=round.scoring_opens_at)
    for sheet in Sheet.objects.filter(proposal=whole, status=SheetStatus.OPEN):
        seal(sheet)
    close_due_rounds(at=AFTER_CLOSE)
    reconvene(round)
    assert set(states(short)) == {SheetStatus.DRAFT}
    with pytest.raises(DomainError) as refusal:
        reopen_sheet(gone, by=operator_of(), reason="이유", at=AGAIN)
    assert refusal.value.code == "counted-before"


def test_who_joins_now_reads_only_what_lacks_sheets(round):
    reconvene(round)
    operator = operator_of()
    change_panel(round, by=operator, reason="평가표 부족", add=make_expert("honam"), at=AGAIN)
    (invited,) = invite_panel(round, by=operator, at=AGAIN)
    member = enter(invited, at=AGAIN)
    first, second = Proposal.objects.order_by("pk")
    assert list(Sheet.objects.filter(member=member).values_list("proposal", flat=True)) == [second.pk]
    assert member.declarations.count() == 2  # said of every proposal all the same
    round.refresh_from_db()
    assert (member.sheet_count, round.sheet_count) == (1, 11)
    words = {row.entry.proposal_id: str(row.cells[-1].words) for row in monitor_rows(round)}
    with translation.override("ko"):
        assert words == {first.pk: "배정 안 됨", second.pk: "시작 전"}


def monitor_rows(round: Round) -> list[Row]:
    round = Round.objects.joined().get(pk=round.pk)
    return rows(round, monitor(round))


def test_reminders_count_what_can_still_be_sealed(round):
    reconvene(round)
    send_due_reminders(at=UNTIL - DAY)
    letters = Message.objects.filter(kind="evaluation/reminder-closing")
    assert letters.count() == 3
    assert all("1건" in letter.subject for letter in letters)


def test_it_needs_a_reason_a_time_and_something_missing(round):
    for given, field in (({"reason": " "}, "reason"), ({"closes_at": AGAIN}, "closes_at")):
        with pytest.raises(InvalidInput) as refusal:
            reconvene(round, **given)
        assert list(refusal.value.errors) == [field]
    whole = make_closed_round(members=5)
    with pytest.raises(DomainError) as refusal:
        reconvene(whole)
    assert refusal.value.code == "nothing-missing"
    assert Round.objects.get(pk=whole.pk).status == RoundStatus.CLOSED


def test_not_while_scoring_runs():
    with pytest.raises(DomainError) as refusal:
        reconvene(make_scoring_round(members=5))
    assert refusal.value.code == "illegal-move"


def test_only_the_head_of_the_regions_headquarters_reconvenes(round):
    for other in (operator_of(), head_of("honam"), make_user(Role.CENTRAL)):
        with pytest.raises(NotAllowed):
            reconvene(round, by=other)


def test_the_database_gives_no_sheet_back_by_itself(round):
    void = Sheet.objects.filter(status=SheetStatus.VOID)
    with pytest.raises(DatabaseError), transaction.atomic():
        void.update(status=SheetStatus.DRAFT)
    reconvene(round)
    with pytest.raises(DatabaseError), transaction.atomic():
        void.update(overall="바뀐 의견")
