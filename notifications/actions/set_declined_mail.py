from collections.abc import Collection

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.record import record
from cluster_portal.shared.errors import InvalidInput
from notifications.kinds import DECLINABLE
from notifications.models import Preference
from notifications.person import Person


@transaction.atomic
def set_declined_mail(declined: Collection[str], *, by: Person) -> None:
    """From now on these kinds of news reach `by` inside the portal only, and all others by mail too.

    Raises:
        InvalidInput: for a kind that nobody may decline.
    """
    if set(declined) - set(DECLINABLE):
        raise InvalidInput({"mail": _("This kind of mail cannot be declined.")}, code="not-declinable")
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=by.pk)
    before = set(by.declined_mail.values_list("kind", flat=True))
    after = set(declined)
    if before == after:
        return
    by.declined_mail.exclude(kind__in=after).delete()
    Preference.objects.bulk_create(Preference(user_id=by.pk, kind=kind) for kind in sorted(after - before))
    record(stream=by.key, verb="mail-declined", by=by, data={"declined": sorted(after)})
