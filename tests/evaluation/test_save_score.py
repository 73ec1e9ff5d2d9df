"""Autosave of a sheet: nothing lost, nothing overwritten, nothing after the close, and cheap."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, StaleVersion
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.save_score import save_score
from evaluation.models import PanelMember, Sheet
from evaluation.states import SheetStatus
from tests.factories.accounts import make_user
from tests.factories.evaluation import AFTER_CLOSE, SCORING_CLOSES, SCORING_OPENS, make_scoring_round, make_staffed_round, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    make_scoring_round()
    return Sheet.objects.joined().order_by("pk").first()


def save(sheet: Sheet, **given) -> Sheet:
    return save_score(
        sheet, by=given.pop("by", sheet.member.expert.user), version=given.pop("version", sheet.version),
        at=given.pop("at", SCORING_OPENS), **given,
    )  # fmt: skip


def test_lines_are_saved_one_by_one_and_the_rest_stays(sheet):
    one = save(sheet, points={"technology": "24.5"})
    two = save(one, comments={"technology": "근거"})
    save(two, points={"business": "30"}, overall="좋음")
    sheet.refresh_from_db()
    assert sheet.points == {"technology": "24.5", "business": "30"}
    assert sheet.comments == {"technology": "근거"}
    assert (sheet.overall, sheet.total, sheet.version, sheet.status) == ("좋음", Decimal("54.5"), 3, SheetStatus.DRAFT)


def test_points_and_comments_can_be_taken_away_again(sheet):
    saved = save(sheet, points={"technology": "24.5"}, comments={"technology": "근거"})
    save(saved, points={"technology": ""}, comments={"technology": " "})
    sheet.refresh_from_db()
    assert (sheet.points, sheet.comments, sheet.total) == ({}, {}, None)


@pytest.mark.parametrize(("typed", "kept"), [("12,5", "12.5"), (" 12.50 ", "12.5"), ("0", "0"), ("15.0", "15")])
def test_one_spelling_per_number(sheet, typed, kept):
    assert save(sheet, points={"cooperation": typed}).points == {"cooperation": kept}


@pytest.mark.parametrize("typed", ["-1", "15.5", "0.3", "many", "NaN", "Infinity", "1e999", "0e-999999999", "0" * 99, "1_0", "."])
def test_no_wrong_number_is_ever_kept(sheet, typed):
    with pytest.raises(InvalidInput) as refusal:
        save(sheet, points={"cooperation": typed})
    assert list(refusal.value.errors) == ["cooperation"]
    sheet.refresh_from_db()
    assert (sheet.points, sheet.version) == ({}, 0)


def test_a_line_the_sheet_does_not_have(sheet):
    for given in ({"points": {"style": "5"}}, {"comments": {"style": "멋짐"}}):
        with pytest.raises(InvalidInput) as refusal:
            save(sheet, **given)
        assert list(refusal.value.errors) == ["style"]


def test_texts_have_a_length(sheet):
    with pytest.raises(InvalidInput) as refusal:
        save(sheet, comments={"technology": "가" * 1001}, overall="가" * 3001)
    assert set(refusal.value.errors) == {"technology", "overall"}


def test_two_devices_do_not_overwrite_each_other(sheet):
    save(sheet, points={"technology": "20"})
    with pytest.raises(StaleVersion) as refusal:
        save(sheet, points={"technology": "25"})
    assert refusal.value.version == 1
    assert refusal.value.current == {"points": {"technology": "20"}, "comments": {}, "overall": ""}


def test_only_its_evaluator_writes_it(sheet):
    colleague = PanelMember.objects.exclude(pk=sheet.member_id).first().expert.user
    for other in (colleague, make_user(Role.HQ_HEAD), make_user(Role.CENTRAL), make_user(Role.ADMIN)):
        with pytest.raises(NotAllowed):
            save(sheet, by=other, points={"technology": "1"})


@pytest.mark.parametrize("at", [SCORING_OPENS - dt.timedelta(microseconds=1), SCORING_CLOSES])
def test_the_clock_decides_not_the_beat(sheet, at):
    with pytest.raises(DomainError) as refusal:
        save(sheet, points={"technology": "20"}, at=at)
    assert refusal.value.code == "not-scoring"


def test_before_scoring_is_opened_nothing_is_saved():
    make_staffed_round()
    sheet = Sheet.objects.joined().first()
    with pytest.raises(DomainError) as refusal:
        save(sheet, points={"technology": "20"})
    assert refusal.value.code == "not-scoring"


def test_a_sealed_sheet_takes_nothing(sheet):
    sealed = seal(sheet)
    with pytest.raises(DomainError) as refusal:
        save(sealed, points={"technology": "1"})
    assert refusal.value.code == "sheet-sealed"


def test_a_closed_round_takes_nothing_even_of_what_was_read_before(sheet):
    """The write itself is guarded: between reading and writing the round may close."""
    loaded = Sheet.objects.joined().get(pk=sheet.pk)
    close_due_rounds(at=AFTER_CLOSE)
    assert Sheet.objects.save_draft(loaded, at=SCORING_OPENS, overall="늦음") is False
    sheet.refresh_from_db()
    assert (sheet.status, sheet.overall) == (SheetStatus.VOID, "")


def test_a_save_is_at_most_six_statements(sheet):
    user = User.objects.get(pk=sheet.member.expert.user_id)
    with CaptureQueriesContext(connection) as captured:
        save_score(sheet, by=user, version=0, points={"technology": "20"}, comments={"technology": "근거"}, at=SCORING_OPENS)
    assert len(captured) <= 2, [query["sql"] for query in captured]


def test_a_sheet_with_sub_items_is_scored_by_item():
    round = make_scoring_round(code="2026")
    sheet = Sheet.objects.filter(round=round).joined().first()
    saved = save(sheet, points={"need": "5", "goal": "10"})
    assert saved.total == 15
    with pytest.raises(InvalidInput):
        save(saved, points={"technology": "5"})
