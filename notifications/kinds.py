"""Which mails may be declined. A legal notice (decision, correction, deadline, consent) never."""

import fnmatch

from django.utils.translation import gettext_lazy as _

# Patterns over "<app>/<template>": news that the portal also shows inside, and what people read beside the box.
LABELS = {
    "projects/call-published": _("New calls for my region"),
    "projects/partner-*-note": _("Partners confirming their part of a joint proposal"),
    "evaluation/reminder-*": _("Reminders of score sheets still open"),
    "*/digest-*": _("Digests of the day or week"),
}
DECLINABLE = tuple(LABELS)


def groups_of(kind: str) -> list[str]:
    """The patterns a kind of message falls under; none for a legal notice."""
    return [pattern for pattern in DECLINABLE if fnmatch.fnmatch(kind, pattern)]
