"""A message's way out. Claiming is QUEUED → SENDING in one statement; a dead worker's claim runs out."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailStatus(models.TextChoices):
    NONE = "none", _("not by mail")
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DEAD = "dead", _("given up")


CLAIM_LASTS = dt.timedelta(minutes=3)
# Waits between tries; after the last one the message is given up, visibly.
RETRY_AFTER = [dt.timedelta(seconds=s) for s in (30, 120, 600, 3600, 21600)]
