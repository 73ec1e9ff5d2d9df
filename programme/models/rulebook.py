from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.canonical import canonical_json, sha256_hex
from programme.rulebook import RulebookDocument, read_rulebook


class RulebookQuerySet(models.QuerySet["Rulebook"]):
    def visible_to(self, user: Any) -> "RulebookQuerySet":
        from programme import access

        return self.filter(access.rulebooks_visible_to(user))

    def newest(self, code: str) -> "Rulebook":
        """The latest version of a code. Raises Rulebook.DoesNotExist."""
        return self.filter(code=code).latest("version")


class Rulebook(models.Model):
    """The rules of one reform as a typed document. Once frozen, the database lets nobody change it: it is succeeded."""

    code = models.SlugField(_("code"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_ko = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    document = models.JSONField(_("document"))
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, editable=False)
    succeeds = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("succeeds")
    )
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)

    objects = RulebookQuerySet.as_manager()

    class Meta:
        verbose_name = _("rulebook")
        verbose_name_plural = _("rulebooks")
        ordering: ClassVar[list[str]] = ["code", "version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_rulebook_per_code_and_version",
                fields=["code", "version"],
                violation_error_message=_("This version exists already."),
            ),
            models.CheckConstraint(
                name="only_the_first_version_succeeds_nothing",
                condition=models.Q(version=1, succeeds__isnull=True) | models.Q(version__gt=1, succeeds__isnull=False),
            ),
            models.CheckConstraint(name="a_rulebook_has_its_digest", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:rulebook-detail", args=[self.ref])

    @property
    def ref(self) -> str:
        """How addresses and people name it: 2010, and 2010-v2 once it was succeeded."""
        return self.code if self.version == 1 else f"{self.code}-v{self.version}"

    @property
    def stream(self) -> str:
        return f"rulebook/{self.ref}"

    @property
    def title(self) -> str:
        text = self.title_en if (get_language() or "").startswith("en") else self.title_ko
        return text if self.version == 1 else f"{text} v{self.version}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @cached_property
    def rules(self) -> RulebookDocument:
        """The document, parsed once per process and digest: where it was deferred, it is not even fetched again."""
        return _PARSED.get(self.sha256) or parsed(self.sha256, self.document)


def digest(document: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of the document."""
    return sha256_hex(canonical_json(document))


_PARSED: dict[str, RulebookDocument] = {}


def parsed(sha256: str, document: dict[str, Any]) -> RulebookDocument:
    """A parsed document, kept by its digest: what has one digest says one thing."""
    if sha256 not in _PARSED:
        _PARSED[sha256] = read_rulebook(document)
    return _PARSED[sha256]
