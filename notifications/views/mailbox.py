"""Demonstration mode's mailbox: what would have gone out by mail. Elsewhere it does not exist."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views import View

from cluster_portal.shared.errors import require
from cluster_portal.shared.paging import keyset_page
from notifications import access, attachments, queries
from notifications.forms import MailSearchForm


class DemoOnly(View):
    audience = "public"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Mailbox(DemoOnly):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = MailSearchForm(request.GET)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        found = queries.sent_mails(words).defer("body")
        page = keyset_page(found, order=("-pk",), cursor=request.GET.get("cursor"))
        return render(request, "notifications/mailbox.html", {"form": form, "page": page, "words": words})


class MailDetail(DemoOnly):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        mail = get_object_or_404(queries.sent_mails(), pk=pk)
        letter = queries.letter_of(mail)
        may_open = letter is not None and access.may_open_attachments(request.user, letter)
        return render(request, "notifications/mail_detail.html", {"mail": mail, "may_open": may_open})


class MailAttachment(DemoOnly):
    """One attachment, made again from its key, for the person the mail was written to."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        mail = get_object_or_404(queries.sent_mails(), pk=pk)
        letter = queries.letter_of(mail)
        if letter is None or not 1 <= number <= len(letter.attachments):
            raise Http404
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        require(access.may_open_attachments(request.user, letter))
        made = attachments.make(letter.attachments[number - 1])
        response = HttpResponse(made.content, content_type=made.mime)
        response["Content-Disposition"] = content_disposition_header(True, made.name)
        response["Cache-Control"] = "private, no-store"
        return response
