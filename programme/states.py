"""Where a programme year stands, and from where to where it may go."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class YearStatus(models.TextChoices):
    PLANNED = "planned", _("Being planned")
    OPEN = "open", _("Running")
    CLOSED = "closed", _("Ended")


YEAR_MOVES: Mapping[YearStatus, set[YearStatus]] = {
    YearStatus.PLANNED: {YearStatus.OPEN},
    YearStatus.OPEN: {YearStatus.CLOSED},
    YearStatus.CLOSED: {YearStatus.OPEN},  # reopened, for a late appeal
}

YEAR_TONES = {YearStatus.PLANNED: "neutral", YearStatus.OPEN: "progress", YearStatus.CLOSED: "ok"}
