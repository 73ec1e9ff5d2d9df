import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.kinds import BY_KEY, LARGEST_FILE, FileKind


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def about(self, about_type: str, about_id: object) -> Self:
        """What is attached to one thing now, newest first."""
        return self.filter(about_type=about_type, about_id=str(about_id), removed_at=None).order_by("-uploaded_at")


class StoredFile(models.Model):
    """A file that passed inspection, kept outside the web root under its hash. What it belongs to lies above: a plain key."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about_type = models.CharField(max_length=40)  # who answers "may this person read it": documents.access
    about_id = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["about_type", "about_id"], name="file_by_what_it_is_about")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="a_file_has_between_1_byte_and_20_mb", condition=models.Q(size__gte=1, size__lte=LARGEST_FILE)
            ),
            models.CheckConstraint(name="a_file_is_known_by_its_sha256", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:file", args=[self.pk])

    @property
    def stream(self) -> str:
        """The history it belongs to: that of its thing."""
        return f"{self.about_type}/{self.about_id}"

    @property
    def file_kind(self) -> FileKind:
        return BY_KEY[self.kind]
