import contextlib
import datetime as dt

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.carry_out_draw import reveal
from evaluation.models import Draw, Round
from evaluation.states import DrawStatus


@transaction.atomic
def void_draw(draw: Draw, *, by: User, reason: str, at: dt.datetime | None = None) -> Draw:
    """End an announced draw without drawing, with a reason everybody reads. Voiding again changes nothing.

    Once its public value is there the secret is revealed with it: everybody can see what the draw would have given, so that
    nobody draws again until they like the result.

    Raises:
        InvalidInput: without a reason.
        DomainError: code "draw-not-open" for a draw that was carried out.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(draw.round)
    draw = Draw.objects.locked(draw)
    require(access.may_decide(by, round))
    if draw.status == DrawStatus.VOID:
        return draw
    if draw.status == DrawStatus.DRAWN:
        raise DomainError(_("This draw has been carried out and stands."), code="draw-not-open")
    return _void(draw, by, reason.strip(), at)


def void_overdue_draws(*, at: dt.datetime | None = None) -> list[int]:
    """By rule a secret that is withheld voids its draw. Each exactly once, however many workers sweep."""
    at = at or timezone.now()
    overdue = Draw.objects.filter(status=DrawStatus.ANNOUNCED, draw_by__lte=at)
    return [pk for pk in overdue.values_list("pk", flat=True) if _void_overdue(pk, at)]


@transaction.atomic
def _void_overdue(pk: int, at: dt.datetime) -> bool:
    Round.objects.locked(Draw.objects.light().get(pk=pk).round)
    draw = Draw.objects.locked(Draw(pk=pk))
    if draw.status != DrawStatus.ANNOUNCED:
        return False
    with translation.override("ko"):  # a record for everybody, whatever the language of the worker
        reason = _("The draw was not carried out in time.")
    _void(draw, User.objects.system(), reason, at)
    return True


def _void(draw: Draw, by: User, reason: str, at: dt.datetime) -> Draw:
    if at >= draw.value_at:
        with contextlib.suppress(DomainError):  # a secret that cannot be opened voids the draw like one that is withheld
            reveal(draw)
    draw.become(DrawStatus.VOID)
    draw.void_reason, draw.voided_at, draw.voided_by = reason, at, by
    draw.save(update_fields=["status", "void_reason", "voided_at", "voided_by", "secret", "seed", "order", "outcome"])
    record(stream=draw.round.stream, verb="draw-voided", by=by, at=at, data={"draw": draw.ref, "reason": reason})
    return draw
