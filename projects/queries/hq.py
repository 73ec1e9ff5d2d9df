"""The offices' list of proposals: filters, rows, counts, neighbours, tables to take away."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Grant, Role, User
from cluster_portal.shared.paging import Page, after, flipped, keyset_page
from clusters.models import Complex, Region
from programme.clocks import SEOUL
from projects import access
from projects.models import Call, Proposal, StatusCount
from projects.search_language import Parsed, Term, parse
from projects.states import HANDED_IN, PROPOSAL_TONES, ProposalStatus

ORDER = ("-submitted_at", "-id")
PAGE = 50
SHOWN_STATUSES = [status for status in ProposalStatus if status in HANDED_IN]


# --- What is looked for -----------------------------------------------------------------


@dataclass(frozen=True)
class Search:
    """The filters of the address, and what the search box adds to them."""

    query: QueryDict
    parsed: Parsed = field(default_factory=Parsed)

    @classmethod
    def of(cls, query: QueryDict) -> "Search":
        return cls(query, parse(query.get("q", "").replace("\x00", "")[:200]))

    def value(self, name: str) -> str:
        return self.query.get(name, "").replace("\x00", "")  # no column holds that sign

    @property
    def statuses(self) -> list[str]:
        return [status for status in self.query.getlist("status") if status in SHOWN_STATUSES]

    def narrow(self, proposals: QuerySet[Proposal], *, statuses: bool = True) -> QuerySet[Proposal]:
        for name, path in (("call", "call__ref"), ("region", "region"), ("complex", "complex")):
            if value := self.value(name):
                proposals = proposals.filter(**{path: value})
        if statuses and self.statuses:
            proposals = proposals.filter(status__in=self.statuses)
        for term in self.parsed.terms:
            proposals = proposals.filter(_condition(term))
        return proposals.matching(" ".join(self.parsed.words))  # type: ignore[attr-defined]

    def address(self, **changes: Any) -> str:
        """The address of the list with some parameters changed (None takes one out); always its first page."""
        query = self.query.copy()
        query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if isinstance(value, list):
                query.setlist(name, value)
            elif value:
                query[name] = value
        return f"?{query.urlencode()}"


def _condition(term: Term) -> Q:
    """A term of the search language as a condition; an unknown name of a status, region or call finds nothing."""
    match term.key:
        case "status":
            return Q(status__in=[s.value for s in SHOWN_STATUSES if term.value.lower() in (s.value, str(s.label).lower())])
        case "region":
            return Q(region=term.value) | Q(region__name_ko__startswith=term.value) | Q(region__name_en__istartswith=term.value)
        case "complex":
            return Q(complex=term.value) | Q(complex__name_ko__contains=term.value) | Q(complex__name_en__icontains=term.value)
        case "lead":
            return (
                Q(lead__name_ko__icontains=term.value)
                | Q(lead__name_en__icontains=term.value)
                | Q(lead__brn=term.value.replace("-", ""))
            )
        case "call":
            return Q(call__ref__startswith=term.value)
        case "track":
            return Q(track=term.value)
        case "submitted":
            return _on_day(term.op, term.value)
        case "asked":
            return _compared("requested_krw", term)
        case "partners":
            return _compared("partner_count", term)
    raise KeyError(term.key)


def _compared(column: str, term: Term) -> Q:
    lookup = {"=": "", ">": "__gt", ">=": "__gte", "<": "__lt", "<=": "__lte"}[term.op]
    return Q(**{f"{column}{lookup}": term.value})


def _on_day(op: str, day: dt.date) -> Q:
    """Days are Korean days: `>2026-01-01` begins with the second of January, 00:00 in Seoul."""
    begins = dt.datetime.combine(day, dt.time(), SEOUL)
    ends = begins + dt.timedelta(days=1)
    return {
        "=": Q(submitted_at__gte=begins, submitted_at__lt=ends),
        ">": Q(submitted_at__gte=ends),
        ">=": Q(submitted_at__gte=begins),
        "<": Q(submitted_at__lt=begins),
        "<=": Q(submitted_at__lt=ends),
    }[op]


# --- The list -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, ready to be printed: what a template would do 50 times is done here once."""

    id: int
    ref: str
    title: str
    lead: str
    complex: str
    region: str
    call: str
    organisations: int
    across: bool
    asked: str
    status: str
    status_label: str
    tone: str
    submitted: str
    link: str

    @property
    def may_be_ticked(self) -> bool:
        """For the bulk screening: only what was handed in and not looked at."""
        return self.status == ProposalStatus.SUBMITTED


COLUMNS = (
    "id", "ref", "title", "lead__name_ko", "lead__name_en", "complex__name_ko", "complex__name_en", "region_id", "call__ref",
    "partner_count", "region_count", "requested_krw", "status", "submitted_at",
)  # fmt: skip


def handed_in(user: User) -> QuerySet[Proposal]:
    """What an office watches over: everything handed in that the person may see."""
    return Proposal.objects.visible_to(user).exclude(status=ProposalStatus.DRAFT)


def listed(user: User, search: Search, regions: Mapping[str, str], link: Callable[[str], str]) -> Page:
    """One page of rows, newest submission first. One statement."""
    found = search.narrow(handed_in(user)).values(*COLUMNS)
    page = keyset_page(found, order=ORDER, cursor=search.value("cursor"), size=PAGE)
    english = (get_language() or "").startswith("en")
    labels = {status.value: str(status.label) for status in ProposalStatus}
    rows = [_row(values, english, labels, regions, link) for values in page.items]
    return Page(rows, page.next_cursor, page.previous_cursor)


def _row(
    values: Mapping[str, Any], english: bool, labels: Mapping[str, str], regions: Mapping[str, str], link: Callable[[str], str]
) -> Row:
    status = values["status"]
    return Row(
        id=values["id"],
        ref=values["ref"],
        title=values["title"] or values["ref"],
        lead=(english and values["lead__name_en"]) or values["lead__name_ko"],
        complex=(english and values["complex__name_en"]) or values["complex__name_ko"],
        region=regions.get(values["region_id"], ""),
        call=values["call__ref"],
        organisations=values["partner_count"],
        across=values["region_count"] > 1,
        asked=f"{values['requested_krw']:,}",
        status=status,
        status_label=labels[status],
        tone=PROPOSAL_TONES[status],
        submitted=f"{values['submitted_at'].astimezone(SEOUL):%Y-%m-%d %H:%M}",
        link=link(values["ref"]),
    )


def counts_by_status(user: User, search: Search) -> dict[str, int] | None:
    """How many there are in each status under the other filters; None where only counting rows could tell.

    Kept counts answer for call and region, an index for one complex. One statement either way.
    """
    if search.parsed.tokens:
        return None
    if search.value("complex"):
        found = search.narrow(handed_in(user), statuses=False)
        return dict(found.values_list("status").annotate(n=Count("pk")).order_by())
    kept = StatusCount.objects.all()
    watched = access.watched_regions(user)
    if watched is not None:
        kept = kept.filter(region__in=watched)
    if search.value("region"):
        kept = kept.filter(region=search.value("region"))
    if search.value("call"):
        kept = kept.filter(call__ref=search.value("call"))
    counts = dict(kept.values_list("status").annotate(n=Sum("number")).order_by())
    if walled := access.walled_off(user):  # kept counts know nobody: what is hidden from the person is taken off
        behind = (
            Proposal.objects.filter(pk__in=walled)
            if watched is None
            else Proposal.objects.filter(pk__in=walled, region__in=watched)
        )
        hidden = search.narrow(behind, statuses=False)
        for status, number in hidden.values_list("status").annotate(n=Count("pk")).order_by():
            counts[status] = counts.get(status, 0) - number
    return counts


def watched_regions(user: User) -> list[Region]:
    watched = access.watched_regions(user)
    regions = Region.objects.only("code", "name_ko", "name_en", "order")
    return list(regions if watched is None else regions.filter(pk__in=watched))


def calls_to_choose(user: User) -> list[tuple[str, str]]:
    """Published calls, newest first: (reference, title)."""
    calls = (
        Call.objects.visible_to(user).filter(published_at__isnull=False).only("ref", "title_ko", "title_en").order_by("-id")[:100]
    )
    return [(call.ref, call.title) for call in calls]


def complexes_to_choose(region: str) -> list[tuple[str, str]]:
    """Of one region only: all 193 in one list help nobody."""
    complexes = Complex.objects.filter(region=region).only("code", "name_ko", "name_en", "order") if region else []
    return [(complex.code, complex.name) for complex in complexes]


def neighbours(user: User, search: Search, proposal: Proposal) -> tuple[str | None, str | None]:
    """References before and after a proposal in the list it was opened from. Two statements."""
    found = search.narrow(handed_in(user))
    key = (proposal.submitted_at, proposal.pk)
    back = [flipped(name) for name in ORDER]
    refs = found.values_list("ref", flat=True)
    newer = refs.filter(after(back, key)).order_by(*back).first()
    older = refs.filter(after(ORDER, key)).order_by(*ORDER).first()
    return newer, older


# --- Tables to take away --------------------------------------------------------------------


def export_header(*, contacts: bool) -> list[str]:
    header = [
        _("Reference"), _("Title"), _("Call"), _("Track"), _("Status"), _("Submitted (KST)"), _("Lead"), _("Business number"),
        _("Region"), _("Complex"), _("Organisations"), _("Regions"), _("Asked for (₩)"), _("Total cost (₩)"), _("Granted (₩)"),
    ]  # fmt: skip
    return [*header, _("Contact"), _("E-mail")] if contacts else header


def export_rows(user: User, search: Search, *, contacts: bool) -> Iterator[tuple[Any, ...]]:
    """All rows under the filters, read by a cursor of the server: memory does not grow with their number."""
    english = (get_language() or "").startswith("en")

    def named(path: str) -> Any:
        return Coalesce(NullIf(F(f"{path}__name_en"), Value("")), F(f"{path}__name_ko")) if english else F(f"{path}__name_ko")

    columns = [
        "ref", "title", "call__ref", "track", "status", "submitted_at", "lead_name", "lead__brn",
        "region_name", "complex_name", "partner_count", "region_count", "requested_krw", "total_krw", "granted_krw",
    ]  # fmt: skip
    found = search.narrow(handed_in(user)).order_by(*ORDER)
    found = found.annotate(lead_name=named("lead"), region_name=named("region"), complex_name=named("complex"))
    if contacts:
        owners = Grant.objects.filter(
            organisation=OuterRef("lead"), role=Role.COMPANY_OWNER, ended_at__isnull=True, user__is_active=True
        )
        of_lead = owners.order_by().values("organisation")
        found = found.annotate(
            contact=Subquery(of_lead.annotate(found=StringAgg("user__name", ", ")).values("found")),
            email=Subquery(of_lead.annotate(found=StringAgg("user__email", ", ")).values("found")),
        )
        columns += ["contact", "email"]
    labels = {status.value: str(status.label) for status in ProposalStatus}
    for row in found.values_list(*columns).iterator(chunk_size=4000):
        yield *row[:4], labels[row[4]], f"{row[5].astimezone(SEOUL):%Y-%m-%d %H:%M:%S}", *row[6:]
