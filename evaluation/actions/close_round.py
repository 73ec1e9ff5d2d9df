import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access, merkle
from evaluation.actions import declaring_again
from evaluation.messages import panel as panel_messages
from evaluation.messages import scoring as messages
from evaluation.models import Round
from evaluation.queries.rounds import late, waited_for
from evaluation.queries.seals import counted_seals
from evaluation.states import RoundStatus

# The clock closes a little after the closing time: a seal that arrived in time and still waits in line is taken.
# Arrival decides (`Round.is_scoring`), so nobody gains a second by it.
WAITS_FOR_ARRIVED = dt.timedelta(seconds=3)


def close_due_rounds(*, at: dt.datetime | None = None) -> list[int]:
    """Close every round whose time is over; each exactly once, however many workers sweep and whenever one dies:
    a round closes in one transaction. Returns the rounds closed by this call."""
    at = at or timezone.now()
    due = Round.objects.filter(status=RoundStatus.SCORING, closes_at__lte=at - WAITS_FOR_ARRIVED)
    return [pk for pk in due.values_list("pk", flat=True) if _close_due(pk, at)]


@transaction.atomic
def _close_due(pk: int, at: dt.datetime) -> bool:
    still_due = Round.objects.filter(pk=pk, status=RoundStatus.SCORING, closes_at__lte=at - WAITS_FOR_ARRIVED)
    round = still_due.select_for_update(no_key=True, skip_locked=True, of=("self",)).joined().first()
    if round is None:
        return False  # another worker has it, or it was extended in between
    _close(round, by=User.objects.system(), at=at)
    return True


@transaction.atomic
def close_round(round: Round, *, by: User, reason: str = "", at: dt.datetime | None = None) -> Round:
    """Close a round by hand: early, once every sheet that can still be sealed is, with a reason; or when its time is over.

    Closing again changes nothing.

    Raises:
        InvalidInput: closing early without a reason.
        DomainError: code "sheets-unsealed" while somebody still scores, "still-arriving" in the seconds after the closing time
            while what arrived in time may still wait in line.
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_decide(by, round))
    if round.is_closed:
        return round
    if round.status == RoundStatus.SCORING and at - WAITS_FOR_ARRIVED < round.schedule.closes_at:
        _require_nobody_waits(round, reason, at)
        round.close_reason = reason.strip()
    return _close(round, by=by, at=at)


def _require_nobody_waits(round: Round, reason: str, at: dt.datetime) -> None:
    """Nor anybody whose seal arrived in time and may still wait in line."""
    waiting = waited_for(round, at - WAITS_FOR_ARRIVED).count()
    early = at < round.schedule.closes_at
    if waiting and not early:
        raise DomainError(
            _("Seals that arrived in time may still be on their way. Please close in a few seconds, or leave it to the clock."),
            code="still-arriving",
        )
    if waiting or (early and not round.sealed_count):
        raise DomainError(
            _("%(n)d sheets are not sealed yet. Before its time a round closes only when all are.") % {"n": waiting},
            code="sheets-unsealed",
        )
    if early and not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})


def _close(round: Round, *, by: User, at: dt.datetime) -> Round:
    """The round is locked. What is not sealed does not count, and HQ is told whose it was. The seals that count are bound
    together under one Merkle root: from now on none can be exchanged."""
    missing = late(round)
    round.sheets.void_unsealed()
    round.become(RoundStatus.CLOSED)
    round.closed_at, round.next_reminder_at = at, None
    round.merkle_root = merkle.root(map(bytes.fromhex, counted_seals(round))).hex()
    round.save(update_fields=["status", "closed_at", "close_reason", "next_reminder_at", "merkle_root"])
    event = record(
        stream=round.stream, verb="closed", by=by, at=at,
        data={
            "sheets": round.sheet_count, "sealed": round.sealed_count, "reason": round.close_reason,
            "unsealed": {member.seat_name: number for member, number in missing.items()},
            "chain": {"length": round.chain_length, "head": round.chain_head}, "merkle_root": round.merkle_root,
        },
    )  # fmt: skip
    messages.round_closed(event, round, missing)
    if declaring_again.is_asked(round):
        panel_messages.declare_again(event, round, declaring_again.waited_for(round).joined())
    return round
