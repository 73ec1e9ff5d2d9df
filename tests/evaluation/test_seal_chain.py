"""What was signed stands in the order in which it was signed, and nothing leaves that chain."""

import datetime as dt
import hashlib
import threading
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from evaluation import merkle
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.reconvene_panel import reconvene_panel
from evaluation.actions.reopen_sheet import reopen_sheet
from evaluation.models import Round, SealRecord, Sheet, SheetSeal
from evaluation.queries.seals import counted_seals
from evaluation.seal_chain import GENESIS, Record, link, links
from tests.factories.evaluation import (
    AFTER_CLOSE,
    NOW,
    SCORING_OPENS,
    head_of,
    make_scoring_round,
    operator_of,
    seal,
    seal_all,
)

RECORD = Record(1, "sealed", "2010-capital", "seat-2", "c0de", "a" * 64, "", dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC))


def test_a_link_is_made_of_the_one_before_and_the_plain_record():
    """Written out by hand, so that another program can make the same."""
    text = (
        '{"at":"2026-03-02T09:00:00.000000+00:00","kind":"sealed","number":1,"proposal":"c0de","replaces":"",'
        f'"round":"2010-capital","seal":"{"a" * 64}","seat":"seat-2"}}'
    )
    expected = hashlib.sha256(bytes(32) + hashlib.sha256(text.encode()).digest()).hexdigest()
    assert link(GENESIS, RECORD) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2}, {"kind": "reopened"}, {"round": "x"}, {"seat": "seat-3"}, {"proposal": "x"}, {"seal": "b" * 64},
        {"replaces": "b" * 64}, {"at": RECORD.at + dt.timedelta(microseconds=1)},
    ],
)  # fmt: skip
def test_every_word_of_a_record_counts(change):
    assert link(GENESIS, replace(RECORD, **change)) != link(GENESIS, RECORD)


def test_the_order_of_records_counts():
    other = replace(RECORD, seat="seat-3")
    assert links(GENESIS, [RECORD, other])[-1] != links(GENESIS, [other, RECORD])[-1]


# --- In the database ------------------------------------------------------------------


def recomputed(round: Round) -> list[str]:
    codes = round.entries.codes()
    rows = SealRecord.objects.filter(round=round).select_related("seal__sheet__member").order_by("number")
    records = [
        Record(
            row.number, row.kind, round.ref, row.seal.sheet.member.seat_name, codes[row.seal.sheet.proposal_id],
            row.seal.seal, row.seal.replaces, row.at,
        )
        for row in rows
    ]  # fmt: skip
    return links(GENESIS, records)


@pytest.fixture
def scored(db):
    """Every sheet of two proposals sealed, one of them reopened and sealed again."""
    round = make_scoring_round(members=5)
    seal_all(round)
    first = Sheet.objects.joined().order_by("pk").first()
    seal(reopen_sheet(first, by=operator_of(), reason="점수 입력 착오 신고", at=SCORING_OPENS), 75)
    return Round.objects.joined().get(pk=round.pk)


def test_seals_and_reopenings_follow_each_other(scored):
    rows = list(SealRecord.objects.order_by("number"))
    assert [row.number for row in rows] == list(range(1, 13))
    assert [row.kind for row in rows] == ["sealed"] * 10 + ["reopened", "sealed"]
    assert [row.hash for row in rows] == recomputed(scored)
    assert (scored.chain_length, scored.chain_head) == (12, rows[-1].hash)
    assert rows[10].seal_id == SheetSeal.objects.get(seal=rows[11].seal.replaces).pk  # both versions are in it


def test_the_history_tells_how_far_the_chain_is(scored):
    event = Event.objects.filter(stream=scored.stream, verb="sealed").latest("seq")
    assert event.data["chain"] == {"length": 12, "head": scored.chain_head}


def test_at_the_close_one_root_binds_the_seals_that_count(scored):
    assert scored.merkle_root == ""
    close_due_rounds(at=AFTER_CLOSE)
    scored.refresh_from_db()
    replaced = SealRecord.objects.get(kind="reopened").seal.seal
    expected = [row.seal.seal for row in SealRecord.objects.filter(kind="sealed").order_by("number") if row.seal.seal != replaced]
    assert counted_seals(scored) == expected
    assert len(expected) == 10
    assert scored.merkle_root == merkle.root(map(bytes.fromhex, expected)).hex()
    closed = Event.objects.get(stream=scored.stream, verb="closed")
    assert (closed.data["merkle_root"], closed.data["chain"]["head"]) == (scored.merkle_root, scored.chain_head)


@pytest.mark.django_db
def test_a_reconvened_panel_adds_to_the_same_chain():
    round = make_scoring_round(members=5)
    short, full = list(round.entries.order_by("pk"))
    for sheet in Sheet.objects.filter(proposal=full.proposal_id).joined():
        seal(sheet)
    close_due_rounds(at=AFTER_CLOSE)
    before = Round.objects.get(pk=round.pk)
    reconvene_panel(round, by=head_of(), closes_at=NOW + dt.timedelta(days=9), reason="평가표가 모자랍니다.", at=AFTER_CLOSE)
    assert Round.objects.get(pk=round.pk).merkle_root == ""
    for sheet in Sheet.objects.filter(proposal=short.proposal_id).joined():
        seal(sheet, at=AFTER_CLOSE)
    close_due_rounds(at=NOW + dt.timedelta(days=10))
    after = Round.objects.get(pk=round.pk)
    assert (before.chain_length, after.chain_length) == (5, 10)
    assert after.merkle_root not in ("", before.merkle_root)
    assert SealRecord.objects.get(number=5).hash == before.chain_head
    assert recomputed(after)[-1] == after.chain_head


def test_the_database_keeps_the_chain(scored):
    for change in (lambda: SealRecord.objects.update(hash="0" * 64), lambda: SealRecord.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_two_who_seal_at_once_stand_one_behind_the_other():
    round = make_scoring_round(members=5)
    sheets = list(Sheet.objects.filter(proposal=round.entries.first().proposal_id).joined())
    wrong: list[Exception] = []

    def sign(sheet: Sheet) -> None:
        try:
            seal(sheet)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=[sheet]) for sheet in sheets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    after = Round.objects.get(pk=round.pk)
    assert after.chain_length == 5
    assert [row.hash for row in SealRecord.objects.order_by("number")] == recomputed(after)
