"""Signing a sheet: complete, once, by its evaluator, in time; and then nobody changes it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, NotAllowed, NotReady, StaleVersion
from evaluation import sealing
from evaluation.actions.scoring_rights import content_of
from evaluation.actions.seal_sheet import seal_sheet, seal_sheets
from evaluation.models import PanelMember, Round, RoundProposal, SealRecord, Sheet, SheetSeal
from evaluation.states import SheetStatus
from tests.factories.accounts import make_user
from tests.factories.evaluation import SCORING_CLOSES, SCORING_OPENS, fill, make_scoring_round, seal

pytestmark = pytest.mark.django_db
ONE_SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def sheet():
    make_scoring_round()
    return Sheet.objects.joined().order_by("pk").first()


def sign(sheet: Sheet, **kwargs) -> SheetSeal:
    return seal_sheet(sheet, by=sheet.member.expert.user, version=sheet.version, at=kwargs.pop("at", SCORING_OPENS), **kwargs)


def test_a_complete_sheet_is_sealed_and_counted(sheet):
    made = sign(fill(sheet, "81.5"))
    sheet.refresh_from_db()
    assert (sheet.status, sheet.total, sheet.seal) == (SheetStatus.SEALED, made.total, made.seal)
    assert made.total == Decimal("81.5")
    assert PanelMember.objects.get(pk=sheet.member_id).sealed_count == 1
    assert Round.objects.get(pk=sheet.round_id).sealed_count == 1
    assert RoundProposal.objects.get(round=sheet.round, proposal=sheet.proposal).sealed_count == 1


def test_the_seal_is_a_receipt_anyone_can_check_later(sheet):
    made = sign(fill(sheet))
    sheet = Sheet.objects.joined().get(pk=sheet.pk)
    given = made.as_signed(f"{sheet.round.ref}/{sheet.member.seat_name}")
    code = sheet.round.entries.get(proposal=sheet.proposal).code
    assert sealing.is_intact(content_of(sheet, code=code), given)
    sheet.points = sheet.points | {"impact": "1"}
    assert not sealing.is_intact(content_of(sheet, code=code), given)


def test_history_keeps_the_seal_and_no_score(sheet):
    made = sign(fill(sheet, "73.5"))
    event = Event.objects.filter(stream=sheet.round.stream).latest("seq")
    assert event.verb == "sealed"
    assert event.data == {
        "seat": sheet.member.seat_name, "seals": {sheet.proposal.ref: made.seal},
        "chain": {"length": 1, "head": SealRecord.objects.get().hash},
    }  # fmt: skip


def test_what_is_missing_is_said_line_by_line(sheet):
    with translation.override("en"), pytest.raises(NotReady) as refusal:
        sign(sheet)
    assert refusal.value.problems == [
        "Cooperation: no points yet.",
        "Technology: no points yet.",
        "Business: no points yet.",
        "Impact: no points yet.",
        "Overall comment: at least 20 characters.",
    ]


def test_sealing_again_gives_the_same_seal(sheet):
    filled = fill(sheet)
    first = sign(filled)
    assert sign(filled).pk == first.pk
    assert SheetSeal.objects.count() == 1
    assert Round.objects.get(pk=sheet.round_id).sealed_count == 1


def test_only_its_evaluator_seals_it(sheet):
    filled = fill(sheet)
    for other in (make_user(Role.EVALUATOR), make_user(Role.HQ_HEAD), make_user(Role.CENTRAL)):
        with pytest.raises(NotAllowed):
            seal_sheet(filled, by=other, version=filled.version, at=SCORING_OPENS)


def test_what_another_device_saved_is_looked_at_before_signing(sheet):
    seen = fill(sheet)
    fill(seen, 90)
    with pytest.raises(StaleVersion) as refusal:
        sign(seen)
    assert refusal.value.version == seen.version + 1


@pytest.mark.parametrize("at", [SCORING_OPENS - ONE_SECOND, SCORING_CLOSES, SCORING_CLOSES + ONE_SECOND])
def test_outside_its_time_nothing_is_sealed(sheet, at):
    filled = fill(sheet)
    with pytest.raises(DomainError) as refusal:
        sign(filled, at=at)
    assert refusal.value.code == "not-scoring"


def test_the_last_moment_counts(sheet):
    assert sign(fill(sheet), at=SCORING_CLOSES - dt.timedelta(microseconds=1)).seal


def test_the_database_keeps_a_sealed_sheet(sheet):
    sign(fill(sheet))
    for change in ({"points": {}}, {"overall": "바뀐 의견"}, {"total": 1}, {"status": SheetStatus.DRAFT}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Sheet.objects.filter(pk=sheet.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        SheetSeal.objects.update(total=1)


def test_one_press_seals_every_complete_draft_and_names_the_rest():
    round = make_scoring_round(proposals=3)
    member = round.members.order_by("seat").first()
    ready, gap, untouched = Sheet.objects.filter(member=member).joined().order_by("pk")
    fill(ready)
    gap.points = {}
    filled = fill(gap, 40)
    Sheet.objects.filter(pk=gap.pk).update(overall="")
    result = seal_sheets(member, by=member.expert.user, at=SCORING_OPENS)
    assert [made.sheet_id for made in result.sealed] == [ready.pk]
    assert [one.pk for one, _problems in result.not_ready] == [filled.pk]
    untouched.refresh_from_db()
    assert untouched.status == SheetStatus.OPEN
    assert PanelMember.objects.get(pk=member.pk).sealed_count == 1


def test_several_are_sealed_in_as_many_statements_as_one(django_assert_max_num_queries):
    round = make_scoring_round(proposals=4)
    member = round.members.order_by("seat").first()
    for sheet in Sheet.objects.filter(member=member):
        fill(sheet)
    with django_assert_max_num_queries(16):
        assert len(seal_sheets(member, by=member.expert.user, at=SCORING_OPENS).sealed) == 4


def test_a_colleague_cannot_see_it_yet(sheet):
    sealed = seal(sheet)
    colleague = PanelMember.objects.exclude(pk=sheet.member_id).first().expert.user
    assert sealed not in Sheet.objects.visible_to(colleague)
