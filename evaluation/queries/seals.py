"""The seals of a round: its chain, those that count, and an evaluator's receipts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from cluster_portal.shared.paging import Page, keyset_page
from evaluation import merkle
from evaluation.models import Round, SealRecord, Sheet, SheetSeal
from evaluation.seal_chain import SEALED
from evaluation.sealing import SheetContent
from evaluation.states import SheetStatus

RECEIPT_FORM = "cluster-receipt/1"


def counted_seals(round: Round) -> list[str]:
    """The seals of the sheets that count, in the order in which they were signed: the leaves of the Merkle tree."""
    rows = SealRecord.objects.filter(
        round=round, kind=SEALED, seal__sheet__status=SheetStatus.SEALED, seal__seal=F("seal__sheet__seal")
    )
    return list(rows.order_by("number").values_list("seal__seal", flat=True))


def chain_page(round: Round, *, cursor: str | None = None, size: int = 50) -> Page:
    """The chain, newest first: seals, seats and proposals, and no score. One statement."""
    rows = SealRecord.objects.filter(round=round).select_related("seal__sheet__member", "seal__sheet__proposal")
    rows = rows.defer("seal__points", "seal__comments", "seal__overall", "seal__total", "seal__salt", "seal__words_salt")
    rows = rows.defer("seal__sheet__points", "seal__sheet__comments", "seal__sheet__overall", "seal__sheet__total")
    return keyset_page(rows, order=("-number",), cursor=cursor, size=size)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Where a seal stands under the Merkle root of the close, and the hashes that prove it."""

    place: int  # from 0
    size: int
    beside: list[str]
    root: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an evaluator holds of one signature: the seal, its link in the chain, and what opens it again."""

    seal: SheetSeal
    record: SealRecord
    reopened_at: dt.datetime | None
    inclusion: Inclusion | None  # of a sheet that counts, once the round is closed
    opened: dict[str, Any]  # the evaluator's own copy: points, words and salts


def receipts(sheet: Sheet) -> list[Receipt]:
    """Of every version of one's own sheet, newest first. A few statements."""
    records = list(SealRecord.objects.filter(seal__sheet=sheet).select_related("seal").order_by("number"))
    reopened = {record.seal_id: record.at for record in records if record.kind != SEALED}
    code = sheet.round.entries.select_related("proposal").get(proposal=sheet.proposal_id).code
    counts = inclusion(sheet)
    return [
        Receipt(
            record.seal, record, reopened.get(record.seal_id), counts if record.seal.seal == sheet.seal else None,
            _opened(sheet, code, record),
        )
        for record in reversed(records)
        if record.kind == SEALED
    ]  # fmt: skip


def inclusion(sheet: Sheet) -> Inclusion | None:
    round = sheet.round
    if not round.is_closed or not round.merkle_root or sheet.status != SheetStatus.SEALED:
        return None
    seals = counted_seals(round)
    place = seals.index(sheet.seal)
    beside = merkle.proof([bytes.fromhex(seal) for seal in seals], place)
    return Inclusion(place, len(seals), [one.hex() for one in beside], round.merkle_root)


def _opened(sheet: Sheet, code: str, record: SealRecord) -> dict[str, Any]:
    seal, round = record.seal, sheet.round
    content = SheetContent(
        round.ref, code, sheet.member.seat_name, round.rulebook.sha256, seal.decimals, seal.comments, seal.overall
    )
    return {
        **content.as_json(seal.words_salt),
        **content.words(),
        "form": RECEIPT_FORM,
        "words_salt": seal.words_salt,
        "salt": seal.salt,
        "signed_by": f"{round.ref}/{sheet.member.seat_name}",
        "signed_at": seal.signed_at,
        "replaces": seal.replaces,
        "seal": seal.seal,
        "number": record.number,
        "hash": record.hash,
    }
