import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import HonorariumPayment, Round


@transaction.atomic
def pay_honoraria(round: Round, *, by: User, paid_on: dt.date, at: dt.datetime | None = None) -> int:
    """Write down on which day the round's honoraria were paid; from then on they stand. The payment itself is made in the
    office's accounts. Returns how many; a second press finds none.

    Raises:
        InvalidInput: a day to come, or one before the close.
        DomainError: code "not-drawn-up".
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    payments = HonorariumPayment.objects.filter(member__round=round)
    if round.closed_at is None or not payments.exists():
        raise DomainError(_("Draw up the honoraria first."), code="not-drawn-up")
    if not timezone.localdate(round.closed_at) <= paid_on <= timezone.localdate(at):
        raise InvalidInput({"paid_on": _("Enter a day from the close of scoring to today.")})
    paid = payments.filter(paid_on__isnull=True).update(paid_on=paid_on)
    if paid:
        record(stream=round.stream, verb="honoraria-paid", by=by, at=at, data={"people": paid, "paid_on": paid_on.isoformat()})
    return paid
