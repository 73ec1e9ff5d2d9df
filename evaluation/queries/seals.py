"""The seals of a round: its chain, those that count, and one evaluator's receipt."""

from django.db.models import F

from evaluation.models import Round, SealRecord
from evaluation.seal_chain import SEALED
from evaluation.states import SheetStatus


def counted_seals(round: Round) -> list[str]:
    """The seals of the sheets that count, in the order in which they were signed: the leaves of the Merkle tree."""
    rows = SealRecord.objects.filter(
        round=round, kind=SEALED, seal__sheet__status=SheetStatus.SEALED, seal__seal=F("seal__sheet__seal")
    )
    return list(rows.order_by("number").values_list("seal__seal", flat=True))
