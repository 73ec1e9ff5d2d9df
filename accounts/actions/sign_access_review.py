"""An auditor signs off a month of looks at personal data."""

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.models import User
from audit.access_review import month_of, summarise
from audit.models import AccessReview, ReviewOutcome
from audit.queries import is_over, looks_of
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require


@transaction.atomic
def sign_access_review(
    month: dt.date, *, finding: str, outcome: str, is_day_off: Callable[[dt.date], bool], by: User, at: dt.datetime | None = None
) -> AccessReview:
    """Keep what an auditor found in the looks of a month that is over, with their number and a digest of every row.

    A month is signed off once, by whoever comes first; from then on the database refuses any change. `is_day_off` is
    the calendar's answer (weekends, public holidays), which the figures need.

    Raises NotAllowed; InvalidInput naming `finding` or `outcome`; DomainError "month-not-over" or "already-signed".
    """
    at = at or timezone.now()
    month = month_of(month)
    require(access.may_review_accesses(by))
    if not is_over(month, at):
        raise DomainError(_("This month is not over yet."), code="month-not-over")
    errors = {}
    if not finding.strip():
        errors["finding"] = _("Say what you found; that nothing was unusual is a finding too.")
    if outcome not in ReviewOutcome.values:
        errors["outcome"] = _("Choose an outcome.")
    if errors:
        raise InvalidInput(errors)
    figures = summarise(looks_of(month), is_day_off=is_day_off)
    try:
        with transaction.atomic():
            review = AccessReview.objects.create(
                month=month, outcome=outcome, finding=finding.strip(), figures=figures.as_stored(),
                sha256=figures.sha256, signed_by=by.key, signed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise DomainError(_("This month has been signed off already."), code="already-signed") from None
    record(
        stream=review.stream, verb="accesses-reviewed", by=by, at=at,
        data={"month": f"{month:%Y-%m}", "outcome": outcome, "finding": review.finding, "sha256": review.sha256, **review.figures},
    )  # fmt: skip
    return review
