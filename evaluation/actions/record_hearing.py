import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import Appeal, Hearing
from programme.clocks import seoul_day


@transaction.atomic
def record_hearing(
    appeal: Appeal, *, by: User, heard: str, held_on: dt.date, way: str, summary: str, at: dt.datetime | None = None
) -> Hearing:
    """Note who was heard on an appeal, when, how, and what they said. The note stays as it was written; the same note
    sent twice is one.

    Raises:
        InvalidInput: for what is missing, or a day outside filing and today.
        DomainError: code "not-pending" before filing and after the answer.
    """
    at = at or timezone.now()
    appeal = Appeal.objects.locked(appeal)
    require(access.may_handle_appeal(by, appeal))
    if not appeal.is_unanswered or appeal.filed_at is None:
        raise DomainError(_("This appeal does not wait for an answer."), code="not-pending")
    given = {"heard": heard.strip(), "held_on": held_on, "way": way, "summary": summary.strip()}
    errors = {name: _("This field is required.") for name in ("heard", "summary") if not given[name]}
    if not seoul_day(appeal.filed_at) <= held_on <= seoul_day(at):
        errors["held_on"] = _("The day lies between the filing and today.")
    if errors:
        raise InvalidInput(errors)
    if there := appeal.hearings.filter(**given).first():
        return there
    hearing = Hearing.objects.create(appeal=appeal, by=by, at=at, **given)
    record(
        stream=appeal.stream, verb="appeal-heard", by=by, at=at,
        data={"number": appeal.number, "hearing": hearing.pk, "held_on": held_on, "way": way},
    )  # fmt: skip
    return hearing
