"""The common ground of what adds to a round's chain of seals."""

import datetime as dt
from collections.abc import Sequence

from evaluation.models import Round, SealRecord, SheetSeal
from evaluation.seal_chain import Record, links


def append_to_chain(round: Round, kind: str, seals: Sequence[tuple[SheetSeal, str]], *, at: dt.datetime) -> None:
    """Add a link for each (seal, its proposal's code), each with its sheet and member. The round is locked, so links stand
    one behind the other. Two statements for any number."""
    records = [
        Record(
            number=number, kind=kind, round=round.ref, seat=seal.sheet.member.seat_name, proposal=code,
            seal=seal.seal, replaces=seal.replaces, at=at,
        )
        for number, (seal, code) in enumerate(seals, start=round.chain_length + 1)
    ]  # fmt: skip
    hashes = links(round.chain_head, records)
    SealRecord.objects.bulk_create(
        [
            SealRecord(round=round, number=record.number, kind=kind, seal=seal, at=at, hash=hash)
            for record, (seal, _code), hash in zip(records, seals, hashes, strict=True)
        ],
        batch_size=1000,
    )
    round.chain_length, round.chain_head = records[-1].number, hashes[-1]
    Round.objects.filter(pk=round.pk).update(chain_length=round.chain_length, chain_head=round.chain_head)
