"""Demonstration mode's mailbox: what would have gone out by mail. Elsewhere it does not exist."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from cluster_portal.shared.paging import keyset_page
from notifications import queries
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
        return render(request, "notifications/mail_detail.html", {"mail": mail})
