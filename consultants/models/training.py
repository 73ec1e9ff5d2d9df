from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultants.models.entry import Entry


class Training(Entry):
    """Integrity training (청렴교육) an expert completed. Whether it is required before access, the rulebook says."""

    title = models.CharField(_("training"), max_length=120)
    provider = models.CharField(_("given by"), max_length=80)
    completed_on = models.DateField(_("completed"))
    valid_until = models.DateField(_("valid until"))

    class Meta:
        verbose_name = _("integrity training")
        verbose_name_plural = _("integrity trainings")
        ordering: ClassVar[list[str]] = ["-valid_until", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="training_is_valid_after_it_was_completed", condition=models.Q(valid_until__gte=models.F("completed_on")),
                violation_error_message=_("It cannot end before it was completed."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} · {self.provider} · {self.completed_on:%Y-%m-%d} – {self.valid_until:%Y-%m-%d}"

    def facts(self) -> dict[str, Any]:
        return {"completed_on": self.completed_on, "valid_until": self.valid_until}
