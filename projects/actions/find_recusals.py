import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from projects.actions.recuse import announce, lock_person
from projects.models import Recusal
from projects.queries.recusals import known_ties


@transaction.atomic
def find_recusals(*, at: dt.datetime | None = None) -> list[Recusal]:
    """Keep people of the offices away from organisations the portal itself knows them to be tied to: an account held there,
    now or within three years, or what their own profile as an expert says.

    Swept by beat, and before a round is planned. Safe to run at once from several workers: each tie is written once, and one
    that somebody ended is not found again.
    """
    at = at or timezone.now()
    system = User.objects.system()
    ended = set(Recusal.objects.filter(found=True, ended_at__isnull=False).values_list("user", "organisation"))
    wanted = [tie for tie in known_ties(at) if (tie.user, tie.organisation) not in ended]
    there = set(Recusal.objects.standing().filter(organisation__isnull=False).values_list("user", "organisation"))
    made = []
    for tie in wanted:
        if (tie.user, tie.organisation) in there:
            continue
        lock_person(tie.user)
        recusal, new = Recusal.objects.get_or_create(
            user_id=tie.user, organisation_id=tie.organisation, proposal=None, ended_at=None,
            defaults={"ground": tie.ground, "text": _("Found by the portal"), "found": True, "by": system, "at": at},
        )  # fmt: skip
        if new:
            announce(recusal, by=system, at=at)
            made.append(recusal)
    return made
