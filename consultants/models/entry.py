import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultants.models.expert import Expert


class EntryQuerySet(models.QuerySet[Any]):
    def standing(self) -> "EntryQuerySet":
        """What holds now; what was corrected or taken back stays in the table as history."""
        return self.filter(removed_at__isnull=True)


class Entry(models.Model):
    """One line of an expert's profile. It is never changed: a correction removes it and writes another."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="%(class)ss", verbose_name=_("expert"))
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True

    def facts(self) -> dict[str, Any]:
        """What the line says, for the history: keys and dates, no names of third persons."""
        raise NotImplementedError

    @property
    def is_standing(self) -> bool:
        return self.removed_at is None


def organisation_words(entry: Any) -> str:
    """The organisation a line speaks of: registered, or as it was written."""
    return str(entry.organisation) if entry.organisation_id else entry.organisation_name


def names_an_organisation(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(organisation__isnull=False) | ~models.Q(organisation_name=""),
        violation_error_message=_("Choose the organisation or write its name."),
    )


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
        violation_error_message=_("The end must not be before the start."),
    )


def period_words(start: dt.date, end: dt.date | None) -> str:
    return f"{start:%Y-%m-%d} – {end:%Y-%m-%d}" if end else f"{start:%Y-%m-%d} –"
