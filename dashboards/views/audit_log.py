"""The auditor's page: everything that was done, newest first, and whether the chains are whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from accounts.models import User
from audit.models import Event, PersonalDataAccess
from audit.verify import first_broken
from cluster_portal.shared.paging import keyset_page


class AuditLog(View):
    audience = ("auditor", "admin")

    def get(self, request: HttpRequest) -> HttpResponse:
        stream, verb = request.GET.get("stream", "").strip(), request.GET.get("verb", "").strip()
        events = Event.objects.all()
        if stream:
            events = events.filter(stream=stream)
        if verb:
            events = events.filter(verb=verb)
        page = keyset_page(events, order=("-pk",), cursor=request.GET.get("cursor"))
        names = _names(event.actor for event in page.items)
        rows = [(event, names.get(event.actor, event.actor)) for event in page.items]
        return render(request, "dashboards/audit_log.html", {"page": page, "rows": rows, "stream": stream, "verb": verb})


class AccessLog(View):
    """Who looked at whose personal data (RULES.md §3.7: reviewed monthly)."""

    audience = ("auditor", "admin")

    def get(self, request: HttpRequest) -> HttpResponse:
        page = keyset_page(PersonalDataAccess.objects.all(), order=("-pk",), cursor=request.GET.get("cursor"))
        names = _names(row.actor for row in page.items)
        rows = [(row, names.get(row.actor, row.actor), names.get(row.subject, row.subject)) for row in page.items]
        return render(request, "dashboards/access_log.html", {"page": page, "rows": rows})


class AuditVerify(View):
    """Walk the chains now. A POST: it reads every event."""

    audience = ("auditor", "admin")

    def post(self, request: HttpRequest) -> HttpResponse:
        return render(request, "dashboards/audit_verified.html", {"broken": first_broken(), "events": Event.objects.count()})


def _names(actors) -> dict[str, str]:
    keys = {actor for actor in actors if actor.startswith("user/")}
    people = User.objects.filter(pk__in=[int(key.removeprefix("user/")) for key in keys])
    return {person.key: str(person) for person in people}
