"""One uploaded file in, JSON (or a redirect, without scripts) out: the contract of docs/ui.md §6.

The apps above subclass `UploadView` for their own things.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views import View

from cluster_portal.shared.errors import DomainError, NotAllowed
from documents.inspection import RefusedFile, too_large
from documents.models import StoredFile


class UploadView(View):
    """POST one multipart file. A subclass names its audience and calls one action in `receive`."""

    field = "file"
    http_method_names = ["post"]

    def receive(self, request: HttpRequest, upload: UploadedFile, **kwargs: Any) -> StoredFile:
        """Fetch the thing with `visible_to` (404), call the action (DomainError), return what was stored."""
        raise NotImplementedError

    def delete_url(self, stored: StoredFile) -> str | None:
        """Where a POST takes the file off again; None when it cannot be."""
        return None

    def back_url(self, request: HttpRequest) -> str:
        """The page the file was sent from, for a browser without scripts."""
        referer = request.headers.get("Referer", "")
        return referer if url_has_allowed_host_and_scheme(referer, {request.get_host()}) else "/"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        scripted = "application/json" in request.headers.get("Accept", "")
        try:
            stored = self.receive(request, self.uploaded(request), **kwargs)
        except NotAllowed:
            raise
        except DomainError as refusal:
            if scripted:
                return JsonResponse({"detail": str(refusal), "code": refusal.code}, status=refusal.status)
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.back_url(request))
        return self.accepted(stored) if scripted else HttpResponseRedirect(self.back_url(request))

    def uploaded(self, request: HttpRequest) -> UploadedFile:
        upload = request.FILES.get(self.field)
        if upload is not None:
            return upload
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT_BYTES:
            raise too_large()  # dropped on arrival by documents.uploads
        raise RefusedFile(_("No file arrived. Choose a file and send it again."), code="missing")

    def accepted(self, stored: StoredFile) -> JsonResponse:
        answer = {"id": str(stored.pk), "name": stored.name, "size": stored.size, "url": stored.get_absolute_url()}
        if delete_url := self.delete_url(stored):
            answer["delete_url"] = delete_url
        return JsonResponse(answer, status=201)
