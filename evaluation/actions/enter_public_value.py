import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import Draw, Round
from evaluation.public_values import is_randomness, one_spelling
from evaluation.states import DrawStatus, PublicSource


@transaction.atomic
def enter_public_value(draw: Draw, *, by: User, value: str, proof_url: str, at: dt.datetime | None = None) -> Draw:
    """Write down the public value that the notice named, with where anyone can check it; never before its time.

    Until the draw a slip of the pen can be corrected: each entry stays in the history. Entering the same again changes nothing.

    Raises:
        InvalidInput: without a value or a place to check it, or in another spelling than the source's.
        DomainError: code "too-early", "draw-over", "draw-not-open".
    """
    at = at or timezone.now()
    round = Round.objects.locked(draw.round)
    draw = Draw.objects.locked(draw)
    require(access.may_run_round(by, round))
    value, proof_url = one_spelling(value), proof_url.strip()
    if (draw.public_value, draw.proof_url) == (value, proof_url) and value:
        return draw
    require_open(draw, at)
    if at < draw.value_at:
        raise DomainError(_("The value is not public yet."), code="too-early")
    _require_spelled(draw, value, proof_url)
    before = draw.public_value
    draw.public_value, draw.proof_url = value, proof_url
    draw.value_entered_at, draw.value_entered_by = at, by
    draw.save(update_fields=["public_value", "proof_url", "value_entered_at", "value_entered_by"])
    data = {"draw": draw.ref, "value": value, "proof_url": proof_url}
    if before:
        record(stream=round.stream, verb="public-value-corrected", by=by, at=at, data=data | {"before": before})
    else:
        record(stream=round.stream, verb="public-value-entered", by=by, at=at, data=data)
    return draw


def require_open(draw: Draw, at: dt.datetime) -> None:
    """
    Raises:
        DomainError: code "draw-not-open", or "draw-over" when its time is up.
    """
    if draw.status != DrawStatus.ANNOUNCED:
        raise DomainError(_("This draw is not open any more."), code="draw-not-open")
    if at >= draw.draw_by:
        raise DomainError(_("The time for this draw is over: it is void."), code="draw-over")


def _require_spelled(draw: Draw, value: str, proof_url: str) -> None:
    errors: dict[str, Any] = {}
    if not value:
        errors["value"] = _("Please enter the value.")
    elif draw.source == PublicSource.DRAND and not is_randomness(value):
        errors["value"] = _("The randomness is 64 digits from 0 to 9 and a to f.")
    try:
        URLValidator(schemes=["http", "https"])(proof_url)
    except ValidationError:
        errors["proof_url"] = _("Please enter the address where anyone can check the value.")
    if errors:
        raise InvalidInput(errors)
