"""The monthly review of looks at personal data: the months, one month, its table to take away."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts import access
from accounts.actions.sign_access_review import sign_access_review
from accounts.requests import SignedInRequest
from audit.access_review import MANY_IN_AN_HOUR, SEOUL, span, summarise
from audit.models import AccessReview
from audit.queries import is_over, logged_months, looks_of, review_of
from audit.record import record_access
from cluster_portal.shared.errors import InvalidInput
from dashboards.forms import AccessReviewForm
from dashboards.views.audit_log import names_of, what_in_words, whose_in_words
from documents.exports import stream_csv
from programme.queries import holiday_calendar

READERS = ("auditor", "admin")


class AccessMonths(View):
    """Every month since the first look: signed off by whom, or still to be."""

    audience = READERS

    def get(self, request: SignedInRequest) -> HttpResponse:
        reviews = {review.month: review for review in AccessReview.objects.all()}
        names = names_of(review.signed_by for review in reviews.values())
        rows = []
        for month in logged_months(request.arrived_at):
            review = reviews.get(month)
            rows.append((month, review, names.get(review.signed_by, "") if review else "", is_over(month, request.arrived_at)))
        return render(request, "dashboards/access_months.html", {"rows": rows, "nav": "audit"})


class AccessMonth(View):
    """One month: by whom, what was taken out and why, what is unusual; and the auditor's finding, once."""

    audience = READERS

    def get(self, request: SignedInRequest, month: dt.date) -> HttpResponse:
        return self._page(request, month, AccessReviewForm())

    def post(self, request: SignedInRequest, month: dt.date) -> HttpResponse:
        form = AccessReviewForm(request.POST)
        if form.is_valid():
            try:
                sign_access_review(month, **form.cleaned_data, is_day_off=_is_day_off(), by=request.user, at=request.arrived_at)
            except InvalidInput as refused:
                for field, message in refused.errors.items():
                    form.add_error(field, message)
            else:
                messages.success(request, _("The month has been signed off."))
                return redirect("dashboards:access-month", month)
        return self._page(request, month, form)

    def _page(self, request: SignedInRequest, month: dt.date, form: AccessReviewForm) -> HttpResponse:
        if span(month)[0] > request.arrived_at:
            raise Http404
        review = review_of(month)
        figures = summarise(looks_of(month), is_day_off=_is_day_off())
        names = names_of(
            [*(person.actor for person in figures.people), *(look.subject for look in figures.exports)]
            + ([review.signed_by] if review else [])
        )
        context = {
            "month": month,
            "figures": figures,
            "people": [(names.get(person.actor, person.actor), person) for person in figures.people],
            "exports": [
                (names.get(look.actor, look.actor), whose_in_words(names.get(look.subject, look.subject)), what_in_words(look.what), look)
                for look in figures.exports
            ],
            "review": review,
            "signed_by": names.get(review.signed_by, review.signed_by) if review else "",
            "is_whole": review is None or review.sha256 == figures.sha256,
            "is_over": is_over(month, request.arrived_at),
            "may_sign": access.may_review_accesses(request.user),
            "is_own": request.user.key in {person.actor for person in figures.people},
            "many": MANY_IN_AN_HOUR,
            "form": form,
            "nav": "audit",
        }  # fmt: skip
        return render(request, "dashboards/access_month.html", context, status=422 if form.errors else 200)


class AccessMonthFile(View):
    """Every row of the month as CSV; taking it away is itself noted."""

    audience = READERS

    def get(self, request: SignedInRequest, month: dt.date) -> HttpResponseBase:
        if span(month)[0] > request.arrived_at:
            raise Http404
        looks = list(looks_of(month))
        record_access(
            by=request.user, subject=f"{month:%Y-%m}", what="accesses of a month", why=_("Monthly review"), request=request
        )
        names = names_of(key for look in looks for key in (look.actor, look.subject))
        head = (_("When"), _("Who looked"), _("Key"), _("Whose data"), _("What"), _("Why"), _("From where"))
        rows: Any = (
            (
                f"{timezone.localtime(look.at, SEOUL):%Y-%m-%d %H:%M:%S}", names.get(look.actor, look.actor), look.actor,
                whose_in_words(names.get(look.subject, look.subject)), what_in_words(look.what), look.why, look.address,
            )
            for look in looks
        )  # fmt: skip
        return stream_csv(f"personal-data-{month:%Y-%m}.csv", head, rows)


def _is_day_off() -> Any:
    calendar = holiday_calendar()
    return lambda day: not calendar.is_business_day(day)
