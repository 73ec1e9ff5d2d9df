"""One's own notices, and which of them also come by mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from cluster_portal.shared.paging import keyset_page
from notifications import access, queries
from notifications.actions.read_messages import read_messages
from notifications.actions.set_declined_mail import set_declined_mail
from notifications.forms import MailPreferencesForm
from notifications.kinds import DECLINABLE
from notifications.models import Message

PAGE_SIZE = 20


class NoticeList(View):
    """`?show=unread` leaves the read ones out."""

    audience = "member"

    def get(self, request: HttpRequest) -> HttpResponse:
        unread_only = request.GET.get("show") == "unread"
        found = queries.notices(request.user, unread_only=unread_only)
        page = keyset_page(found, order=("-pk",), cursor=request.GET.get("cursor"), size=PAGE_SIZE)
        for notice in page:
            notice.area = queries.area_of(notice.kind)
        tabs = [
            {"label": _("All"), "url": "?", "current": not unread_only},
            {"label": _("Unread"), "url": "?show=unread", "current": unread_only, "count": request.user.unread_count},
        ]
        return render(
            request,
            "notifications/notice_list.html",
            {
                "page": page,
                "tabs": tabs,
                "unread_only": unread_only,
                "may_see_undelivered": access.may_see_undelivered(request.user),
            },
        )


class NoticeOpen(View):
    """Mark as read and go where it leads."""

    audience = "member"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = get_object_or_404(queries.notices(request.user), pk=pk)
        read_messages(by=request.user, only=notice.pk)
        return redirect(leads_to(notice))


def leads_to(notice: Message) -> str:
    """Inside the portal only."""
    inside = notice.link.startswith("/") and not notice.link.startswith(("//", "/\\"))
    return notice.link if inside else "notifications:notice-list"


class NoticeReadAll(View):
    audience = "member"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        read_messages(by=request.user)
        return redirect("notifications:notice-list")


class MailPreferences(View):
    audience = "member"

    def get(self, request: HttpRequest) -> HttpResponse:
        declined = set(request.user.declined_mail.values_list("kind", flat=True))
        return self._page(request, MailPreferencesForm(initial={"wanted": [k for k in DECLINABLE if k not in declined]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MailPreferencesForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        set_declined_mail(form.declined, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("notifications:preference-edit")

    def _page(self, request: HttpRequest, form: MailPreferencesForm, status: int = 200) -> HttpResponse:
        return render(request, "notifications/preference_edit.html", {"form": form}, status=status)
