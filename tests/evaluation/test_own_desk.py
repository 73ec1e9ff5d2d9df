"""What an evaluator has for themself: notes nobody else reads, the own scores so far, and a table of all sheets."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, StaleVersion
from evaluation.actions.release_round import release_round
from evaluation.actions.write_note import LONGEST, write_note
from evaluation.models import Note, Round, Sheet
from evaluation.own_scores import Own, compare
from tests.evaluation.test_at_the_same_time import together
from tests.factories.evaluation import NOW, SCORING_OPENS, fill, head_of, make_confirmed_round, make_scoring_round, seal

D = Decimal


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def own(*totals: str, here: int = 0) -> list[Own]:
    return [Own(f"p{n}", f"과제 {n}", D(total), is_sealed=True, is_here=n == here) for n, total in enumerate(totals)]


# --- Own scores -----------------------------------------------------------------------------


def test_own_scores_stand_from_the_highest_with_mean_and_bars():
    found = compare(own("71", "88.5", "79", "100"))
    assert [one.total for one in found.scores] == [D(100), D("88.5"), D(79), D(71)]
    assert (found.mean, found.lowest, found.highest) == (D("84.62"), D(71), D(100))
    assert [(bar.low, bar.count, bar.height, bar.is_here) for bar in found.bars] == [
        (70, 2, 100, True), (80, 1, 50, False), (90, 1, 50, False),
    ]  # fmt: skip


def test_nothing_scored_is_nothing_to_compare():
    assert compare([]).scores == [] and compare([]).mean is None


@given(st.lists(st.integers(0, 200), min_size=1, max_size=40))
def test_every_score_stands_in_one_bar(halves):
    found = compare(own(*(str(D(half) / 2) for half in halves)))
    assert sum(bar.count for bar in found.bars) == len(halves)
    assert max(bar.height for bar in found.bars) == 100
    assert found.lowest <= found.mean.quantize(D("0.1")) + 1 and found.highest >= found.mean - 1


# --- Own notes ---------------------------------------------------------------------------------


@pytest.fixture
def sheet(db):
    make_scoring_round(members=5)
    return Sheet.objects.joined().order_by("pk").first()


def note(sheet: Sheet, text: str = "발표에서 물을 것", version: int = 0, **changes) -> Note:
    return write_note(sheet, **{"by": sheet.member.expert.user, "text": text, "version": version, "at": SCORING_OPENS} | changes)


def test_a_note_is_kept_and_another_device_is_told(sheet):
    assert note(sheet).version == 1
    assert note(sheet, "고친 것", 1).text == "고친 것"
    with pytest.raises(StaleVersion) as refusal:
        note(sheet, "다른 기기", 1)
    assert (refusal.value.current, refusal.value.version) == ("고친 것", 2)


def test_a_note_is_its_writers_alone_and_has_an_end(sheet):
    with pytest.raises(NotAllowed):
        note(sheet, by=head_of())
    with pytest.raises(InvalidInput):
        note(sheet, "가" * (LONGEST + 1))


@pytest.mark.django_db
def test_the_release_deletes_notes_and_takes_no_more():
    round = make_confirmed_round(members=5)
    sheet = Sheet.objects.filter(round=round).joined().first()
    note(sheet)
    release_round(round, by=head_of())
    assert not Note.objects.exists()
    with pytest.raises(DomainError) as refusal:
        note(sheet)
    assert refusal.value.code == "round-released"


@pytest.mark.django_db(transaction=True)
def test_two_devices_keep_one_note():
    make_scoring_round(members=5)
    sheet = Sheet.objects.joined().order_by("pk").first()
    together(*[lambda: note(sheet)] * 3)
    assert Note.objects.get().version == 1


def test_only_the_own_page_shows_a_note(sheet):
    note(sheet, "표식메모")
    address = reverse("evaluation:sheet", args=[sheet.round.ref, sheet.proposal.ref])
    assert "표식메모" in signed_in(sheet.member.expert.user).get(address).content.decode()
    colleague = sheet.round.members.exclude(pk=sheet.member_id).joined().first()
    assert "표식메모" not in signed_in(colleague.expert.user).get(address).content.decode()


def test_a_note_saves_itself(sheet):
    client, address = (
        signed_in(sheet.member.expert.user),
        reverse("evaluation:note-autosave", args=[sheet.round.ref, sheet.proposal.ref]),
    )
    saved = client.post(address, {"field": "note", "value": "메모\r\n둘째 줄", "version": "0"})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    assert Note.objects.get().text == "메모\n둘째 줄"
    stale = client.post(address, {"field": "note", "value": "다른 것", "version": "0"})
    assert (stale.status_code, stale.json()["current"]) == (409, "메모\n둘째 줄")
    assert client.post(address, {"field": "note", "value": "가" * 5001, "version": "1"}).status_code == 422


# --- The page of a sheet, and the table of many ------------------------------------------------


def test_the_sheet_compares_with_own_scores_and_leads_to_the_next(sheet):
    mine = list(Sheet.objects.filter(member=sheet.member_id).joined().order_by("pk"))
    seal(mine[1], 77)
    fill(mine[0], 82)
    page = signed_in(sheet.member.expert.user).get(reverse("evaluation:sheet", args=[sheet.round.ref, mine[0].proposal.ref]))
    assert [one.total for one in page.context["own_scores"].scores] == [D(82), D(77)]
    assert page.context["save_next"] is None  # the other is sealed already
    assert "data-state-of" in page.content.decode()


def test_the_table_has_a_row_for_each_sheet_and_saves_each_cell(sheet):
    user = sheet.member.expert.user
    page = signed_in(user).get(reverse("evaluation:my-grid", args=[sheet.round.ref]))
    (table,) = page.context["tables"]
    assert len(table.rows) == 2 and all(row.writable for row in table.rows)
    item = table.columns[0].code
    saved = signed_in(user).post(
        reverse("evaluation:sheet-autosave", args=[sheet.round.ref, sheet.proposal.ref]),
        {"field": f"points-{item}", "value": "12", "version": sheet.version},
    )
    assert saved.json()["html"][f"#total-{sheet.proposal.ref}"] == "12.00"
    assert f"#comments-{sheet.proposal.ref}" in saved.json()["html"]


def test_the_table_shows_sealed_sheets_and_takes_nothing_for_them(sheet):
    seal(sheet, 80)
    page = signed_in(sheet.member.expert.user).get(reverse("evaluation:my-grid", args=[sheet.round.ref]))
    (table,) = page.context["tables"]
    rows = {row.ref: row for row in table.rows}
    assert not rows[sheet.proposal.ref].writable and rows[sheet.proposal.ref].total == "80.00"
    assert (table.mean, rows[sheet.proposal.ref].comments_due) == ("80.00", 0)


def test_the_table_asks_the_database_the_same_for_one_and_three(db, django_assert_num_queries):
    def counted(proposals: int) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        round = make_scoring_round(members=5, proposals=proposals)
        client = signed_in(round.members.joined().first().expert.user)
        address = reverse("evaluation:my-grid", args=[round.ref])
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        return len(asked)

    assert counted(1) == counted(3)


def test_nobody_else_has_a_table(sheet):
    address = reverse("evaluation:my-grid", args=[sheet.round.ref])
    assert signed_in(head_of()).get(address).status_code == 403
    Round.objects.filter(pk=sheet.round_id).update(scoring_closes_at=NOW)
    page = signed_in(sheet.member.expert.user).get(address)
    assert not any(row.writable for table in page.context["tables"] for row in table.rows)
