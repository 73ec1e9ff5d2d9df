"""Which mails may be declined. A legal notice (decision, correction, deadline, consent) never."""

import fnmatch

# Patterns over "<app>/<template>": news that the portal also shows inside.
DECLINABLE = ("projects/call-published", "projects/partner-*-note", "evaluation/reminder-*", "*/digest-*")


def may_be_declined(kind: str) -> bool:
    return any(fnmatch.fnmatch(kind, pattern) for pattern in DECLINABLE)
