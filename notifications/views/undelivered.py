"""Letters given up after all tries, for those who look after the post."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from audit.record import record_access
from cluster_portal.shared.paging import keyset_page
from notifications import queries
from notifications.actions.retry_messages import retry_messages

KEY = re.compile(r"[0-9]{1,18}")  # what a column of keys can hold


class UndeliveredList(View):
    audience = ("central", "admin")

    def get(self, request: HttpRequest) -> HttpResponse:
        page = keyset_page(queries.undelivered(), order=("-pk",), cursor=request.GET.get("cursor"))
        for letter in page:
            letter.area = queries.area_of(letter.kind)
        if page:
            record_access(by=request.user, subject="undelivered mail", what="addresses of undelivered mail", request=request)
        return render(request, "notifications/undelivered_list.html", {"page": page})


class UndeliveredRetry(View):
    audience = ("central", "admin")
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = [int(key) for key in request.POST.getlist("letter") if KEY.fullmatch(key)]
        if not chosen:
            messages.warning(request, _("Choose at least one letter."))
            return redirect("notifications:undelivered-list")
        revived = retry_messages(chosen, by=request.user)
        messages.success(
            request,
            ngettext("%(count)s letter will be sent again.", "%(count)s letters will be sent again.", revived)
            % {"count": revived},
        )
        return redirect("notifications:undelivered-list")
