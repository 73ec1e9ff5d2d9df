import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["about_type", "about_id"], name="file_by_what_it_is_about")]

    def __str__(self) -> str:
        return self.name
