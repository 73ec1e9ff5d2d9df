import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.errors import InvalidInput, StaleVersion
from evaluation.actions.appeal_draft import require_writable
from evaluation.models import Appeal

LONGEST = 10_000  # characters


@transaction.atomic
def save_appeal(
    appeal: Appeal,
    *,
    by: User,
    base_version: int,
    ground: str | None = None,
    text: str | None = None,
    at: dt.datetime | None = None,
) -> Appeal:
    """Keep what was written of a draft; None stays as it is. Saving what stands already changes nothing.

    Raises:
        InvalidInput: for a ground the rulebook does not list, or too long a text.
        StaleVersion: when a colleague saved since `base_version`, with what stands now.
        AppealClosed, DomainError: as `require_writable` says.
    """
    at = at or timezone.now()
    appeal = Appeal.objects.locked(appeal)
    require_writable(appeal, by, at)
    given = {name: _clean(appeal, name, value) for name, value in (("ground", ground), ("text", text)) if value is not None}
    changed = {name: value for name, value in given.items() if getattr(appeal, name) != value}
    if not changed:
        return appeal
    if base_version != appeal.version:
        raise StaleVersion(current={"ground": appeal.ground, "text": appeal.text}, version=appeal.version)
    for name, value in changed.items():
        setattr(appeal, name, value)
    appeal.version += 1
    appeal.save(update_fields=[*changed, "version"])
    return appeal


def _clean(appeal: Appeal, name: str, value: str) -> str:
    value = value.replace("\r\n", "\n").replace("\x00", "").rstrip()
    if name == "ground" and value and appeal.round.rules.appeals.ground(value) is None:
        raise InvalidInput({"ground": _("Choose one of the grounds.")})
    if name == "text" and len(value) > LONGEST:
        values = {"length": f"{len(value):,}", "max": f"{LONGEST:,}"}
        raise InvalidInput({"text": _("This is %(length)s characters long; at most %(max)s are allowed.") % values})
    return value
