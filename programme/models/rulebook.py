from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Rulebook(models.Model):
    """One version of the rules, as validated data. Frozen once used; then it can only be succeeded."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_ko = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    document = models.JSONField(_("document"))  # programme.rulebook.RulebookDocument
    sha256 = models.CharField("SHA-256", max_length=64)  # of the document's canonical JSON
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)
    succeeds = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("succeeds"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("rulebook")
        verbose_name_plural = _("rulebooks")
        ordering: ClassVar[list[str]] = ["code", "version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_rulebook_per_code_and_version", fields=["code", "version"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        return f"rulebook/{self.pk}"

    @property
    def title(self) -> str:
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title_ko
