import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from projects import access
from projects.models import Recusal


@transaction.atomic
def end_recusal(recusal: Recusal, *, by: User, reason: str, at: dt.datetime | None = None) -> Recusal:
    """The tie is over. The programme office's word, never the person's own. A second press changes nothing.

    Raises:
        InvalidInput: without a reason.
    """
    at = at or timezone.now()
    require(access.may_end_recusal(by, recusal))
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    User.objects.select_for_update(no_key=True).get(pk=recusal.user_id)
    recusal = Recusal.objects.select_for_update(no_key=True).get(pk=recusal.pk)
    if recusal.ended_at:
        return recusal
    recusal.ended_at, recusal.ended_by, recusal.end_reason = at, by, reason.strip()
    recusal.save(update_fields=["ended_at", "ended_by", "end_reason"])
    others = Recusal.objects.standing().filter(user=recusal.user_id).exists()
    User.objects.filter(pk=recusal.user_id).update(keeps_away=others)
    record(stream=recusal.stream, verb="recusal-ended", by=by, at=at, data={"reason": recusal.end_reason})
    return recusal
