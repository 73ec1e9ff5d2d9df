"""The auditor's page: everything that was done, newest first, and whether the chains are whole."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.models import Organisation, User
from accounts.requests import SignedInRequest
from audit.models import Event, PersonalDataAccess
from audit.queries import months_to_review
from audit.verify import first_broken, first_head_that_differs
from cluster_portal.shared.paging import keyset_page
from dashboards import deed_words
from evaluation.queries.history import unnamed


class AuditLog(View):
    audience = ("auditor", "admin")

    def get(self, request: SignedInRequest) -> HttpResponse:
        stream, verb = _asked(request, "stream"), _asked(request, "verb")
        events = Event.objects.all()
        if stream:
            events = events.filter(stream=stream)
        if verb:
            events = events.filter(verb=verb)
        page = keyset_page(events, order=("-pk",), cursor=request.GET.get("cursor"))
        names = names_of(event.actor for event in page.items)
        hidden = unnamed(request.user, {event.stream for event in page.items})
        rows = [
            (
                event,
                _("a member of the panel") if (event.stream, event.actor) in hidden else names.get(event.actor, event.actor),
                deed_words.words(event.verb),
            )
            for event in page.items
        ]
        context = {"page": page, "rows": rows, "stream": stream, "verb": verb, "deeds": deed_words.choices()}
        return render(request, "dashboards/audit_log.html", context)


class AccessLog(View):
    """Who looked at whose personal data (RULES.md §3.7: reviewed monthly)."""

    audience = ("auditor", "admin")

    def get(self, request: SignedInRequest) -> HttpResponse:
        page = keyset_page(PersonalDataAccess.objects.all(), order=("-pk",), cursor=request.GET.get("cursor"))
        names = names_of(key for row in page.items for key in (row.actor, row.subject))
        rows = [
            (row, names.get(row.actor, row.actor), whose_in_words(names.get(row.subject, row.subject)), what_in_words(row.what))
            for row in page.items
        ]
        context = {"page": page, "rows": rows, "to_review": len(months_to_review(request.arrived_at))}
        return render(request, "dashboards/access_log.html", context)


class AuditVerify(View):
    """Walk the chains now. A POST: it reads every event."""

    audience = ("auditor", "admin")

    def post(self, request: SignedInRequest) -> HttpResponse:
        broken = first_broken() or first_head_that_differs()
        return render(request, "dashboards/audit_verified.html", {"broken": broken, "events": Event.objects.count()})


# What the views note down (stored plain, so that the log reads the same in every year) in the reader's words.
WHAT = {
    "expert": _("Expert's profile"),
    "file": _("File"),
    "list of people": _("List of people"),
    "members of an organisation": _("Members of an organisation"),
    "addresses of undelivered mail": _("Addresses of undelivered mail"),
    "contacts of proposals": _("Contacts of proposals"),
    "conflicts of a round": _("Conflicts of a round, as a table"),
    "conflict check of names": _("Conflict check of names"),
    "honoraria of a round": _("Honoraria of a round, as a table"),
    "assignment of a round": _("Assignment of a round, as a table"),
    "service": _("Record of an evaluator's service"),
    "accesses of a month": _("Looks at personal data of a month, as a table"),
}
WHOSE = {"people list": WHAT["list of people"], "undelivered mail": WHAT["addresses of undelivered mail"]}


def what_in_words(noted: str) -> str:
    """'file 5daf…' → 'File 5daf…'; 'list of people: kim' keeps what was searched for."""
    for plain, words in WHAT.items():
        if noted.startswith(plain):
            rest = noted.removeprefix(plain).strip(" :")
            return f"{words} · {rest}" if rest else str(words)
    return noted


def whose_in_words(noted: str) -> str:
    return str(WHOSE.get(noted, noted))


def _asked(request: SignedInRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """The names of those keys that are a person's or an organisation's."""
    keys = set(keys)
    people = {person.key: str(person) for person in User.objects.filter(pk__in=_numbers(keys, "user/"))}
    firms = Organisation.objects.filter(pk__in=_numbers(keys, "organisation/"))
    return people | {firm.key: str(firm) for firm in firms}


def _numbers(keys: set[str], prefix: str) -> list[int]:
    numbers = (key.removeprefix(prefix) for key in keys if key.startswith(prefix))
    return [int(number) for number in numbers if number.isdecimal()]
