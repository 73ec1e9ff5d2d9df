"""Files to those who may read them, under headers that let them do nothing."""

import uuid
from typing import IO

from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views import View

from audit.record import record_access
from cluster_portal.shared.errors import NotAllowed
from documents import access, store
from documents.models import StoredFile

INERT = "default-src 'none'; frame-ancestors 'self'"
SANDBOXED = f"{INERT}; sandbox"  # not for a PDF shown inline: browsers' viewers do not start in a sandbox


class FileView(View):
    """Saved by default; `?inline=1` shows a PDF or a picture in the browser.

    What one may not read does not exist. A visitor who is not signed in is asked to sign in either way.
    """

    audience = "public"  # access.may_read decides: some files, of a published call say, are for everybody
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        stored = StoredFile.objects.filter(pk=pk).first()
        if stored is None or not access.may_read(request.user, stored):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if stored is not None and (words := access.why_not(request.user, stored)):
                raise NotAllowed(words)
            raise Http404
        try:
            content = store.open_kept(stored.sha256)
        except FileNotFoundError as lost:
            raise Http404 from lost
        if whose := access.whose_personal_data(request.user, stored):
            record_access(by=request.user, subject=whose, what=f"file {stored.pk}", request=request)
        return served(content, stored, inline="inline" in request.GET)


def served(content: IO[bytes], stored: StoredFile, *, inline: bool) -> FileResponse:
    inline = inline and stored.file_kind.shown_in_browser
    response = FileResponse(content, content_type=stored.mime)
    response["Content-Disposition"] = content_disposition_header(not inline, stored.name) or "attachment"
    response["Content-Length"] = stored.size
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = INERT if inline and stored.kind == "pdf" else SANDBOXED
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
