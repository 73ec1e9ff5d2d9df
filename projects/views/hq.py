"""The offices' way through proposals: list, one proposal, screening, tables to take away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.errors import InvalidInput, require
from documents.exports import Origin, stream_csv, xlsx_response
from projects import access, hq_pages
from projects.actions.disclose_contacts import disclose_contacts
from projects.actions.screen_proposal import find_eligible, screen_proposal
from projects.dossier import Dossier
from projects.forms.screening import ContactsForm, ProposalFilterForm, ScreeningForm
from projects.models import Proposal
from projects.queries import hq as queries
from projects.queries.hq import Search
from projects.queries.people import people_of
from projects.queries.proposals import dossier, history
from projects.states import ProposalStatus
from projects.views.typed import whole_number


@for_audience(*STAFF)
def proposal_list(request: SignedInRequest) -> HttpResponse:
    """What was handed in: filters in the address, kept counts, fifty rows a page. Four statements of its own."""
    search = Search.of(request.GET)
    calls, regions, complexes = names = _choices(request, search)
    counts = queries.counts_by_status(request.user, search)
    way = reverse("projects:proposal-detail", args=["-"]).rpartition("-/")[0]
    kept = search.address()
    page = queries.listed(request.user, search, regions, lambda ref: f"{way}{ref}/{kept}")
    form = ProposalFilterForm(
        request.GET,
        calls=list(calls.items()),
        regions=list(regions.items()),
        complexes=list(complexes.items()),
        statuses=search.statuses,
    )
    context = {
        "form": form,
        "page": page,
        "rows": page.items,
        "chips": hq_pages.chips(search, counts),
        "total": hq_pages.total(search, counts),
        "badges": hq_pages.badges(search, *names),
        "not_understood": search.parsed.not_understood,
        "may_tick": access.screens(request.user) and any(row.may_be_ticked for row in page.items),
        "many_regions": len(regions) != 1,
        "filters": search.address().removeprefix("?"),
    }
    return render(request, "projects/hq/list.html", context)


def _choices(request: SignedInRequest, search: Search) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """What the list may be narrowed by, names by code: calls, regions, the complexes of the one region."""
    regions = {region.pk: region.name for region in queries.watched_regions(request.user)}
    region = search.value("region") or (next(iter(regions)) if len(regions) == 1 else "")
    return dict(queries.calls_to_choose(request.user)), regions, dict(queries.complexes_to_choose(region))


@for_audience(*STAFF)
def proposal_detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """Everything about one proposal on one page, with the way to its neighbours in the list it was opened from."""
    try:
        found = dossier(queries.handed_in(request.user).filter(ref=ref))
    except Proposal.DoesNotExist:
        raise Http404 from None
    return _detail(request, found)


def _detail(request: SignedInRequest, found: Dossier, form: ScreeningForm | None = None, status: int = 200) -> HttpResponse:
    proposal, search = found.proposal, Search.of(request.GET)
    before, after = queries.neighbours(request.user, search, proposal)
    decisions = hq_pages.open_decisions(proposal) if access.may_screen(request.user, proposal) else []
    if decisions and form is None:
        form = ScreeningForm(decisions=decisions)
    context = {
        "proposal": proposal,
        "dossier": found,
        "steps": hq_pages.stepper(proposal),
        "facts": hq_pages.facts(found),
        "sections": hq_pages.sections(found),
        "budget": hq_pages.budget_rows(found),
        "submissions": list(proposal.submissions.select_related("by").defer("snapshot")),
        "screenings": list(proposal.screenings.select_related("by")),
        "events": hq_pages.events(history(proposal)),
        "before": before,
        "after": after,
        "kept": search.address(),
        "form": form,
        "waits": form is not None and proposal.call.is_open(request.arrived_at),
    }
    return render(request, "projects/hq/detail.html", context, status=status)


@for_audience("hq", "central")
def proposal_screen(request: SignedInRequest, ref: str) -> HttpResponse:
    """Record one decision; the page itself is the proposal's."""
    proposal = get_object_or_404(queries.handed_in(request.user), ref=ref)
    back = reverse("projects:proposal-detail", args=[ref]) + Search.of(request.GET).address()
    if request.method != "POST":
        return redirect(back)
    form = ScreeningForm(request.POST, decisions=hq_pages.open_decisions(proposal))
    if form.is_valid():
        try:
            screen_proposal(proposal, **form.cleaned_data, by=request.user, at=request.arrived_at)
        except InvalidInput as refused:
            for field, message in refused.errors.items():
                form.add_error(field, message)
        else:
            messages.success(request, _("The decision on %(ref)s has been recorded, and the firm is told.") % {"ref": ref})
            return redirect(back)
    return _detail(request, dossier(proposal), form, status=422)


@for_audience("hq", "central")
def proposal_screen_many(request: SignedInRequest) -> HttpResponse:
    """Find many eligible: first what would happen, then, once confirmed, all of it or nothing."""
    wanted = (request.POST if request.method == "POST" else request.GET).getlist("proposal")
    ids = {number for text in wanted if (number := whole_number(text))}
    found = queries.handed_in(request.user).select_related("lead", "complex", "call").filter(pk__in=ids).order_by("ref")
    chosen = [proposal for proposal in found if access.may_screen(request.user, proposal)]
    if request.method == "POST":
        done = find_eligible(chosen, by=request.user, at=request.arrived_at)
        messages.success(
            request,
            ngettext("%(n)s proposal was found eligible.", "%(n)s proposals were found eligible.", len(done)) % {"n": len(done)},
        )
        return redirect(reverse("projects:proposal-list") + f"?{request.POST.get('back', '')}")
    ready = [p for p in chosen if p.status == ProposalStatus.SUBMITTED and not p.call.is_open(request.arrived_at)]
    waiting = [p for p in chosen if p not in ready]
    context = {"ready": ready, "waiting": waiting, "back": request.GET.get("back", "")}
    return render(request, "projects/hq/screen_many.html", context)


@for_audience(*STAFF)
@require_POST
def proposal_contacts(request: SignedInRequest, ref: str) -> HttpResponse:
    """The people behind one proposal; the look is counted before they are shown."""
    proposal = get_object_or_404(queries.handed_in(request.user).select_related("lead"), ref=ref)
    disclose_contacts(proposal, by=request.user, why=_("Looked at the proposal's contacts"), request=request)
    people = people_of([proposal])[proposal.pk]
    page = "_contacts.html" if request.headers.get("HX-Request") else "contacts.html"
    return render(request, f"projects/hq/{page}", {"people": people, "proposal": proposal})


@for_audience(*STAFF)
def proposal_export(request: SignedInRequest, form: str) -> HttpResponse:
    """The table under the filters of the address, without people: CSV as a stream, or XLSX."""
    return _table(request, Search.of(request.GET), form, contacts=False)


@for_audience(*STAFF)
def proposal_export_contacts(request: SignedInRequest) -> HttpResponse:
    """The same with contacts: asks for a reason, and counts it."""
    search = Search.of(request.GET)
    form = ContactsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        disclose_contacts(
            _("Table of proposals with contacts"), by=request.user, why=form.cleaned_data["reason"], request=request
        )
        return _table(request, search, form.cleaned_data["form"], contacts=True)
    context = {"form": form, "badges": hq_pages.badges(search, *_choices(request, search)), "back": search.address()}
    return render(request, "projects/hq/export.html", context, status=422 if form.errors else 200)


def _table(request: SignedInRequest, search: Search, form: str, *, contacts: bool) -> Any:
    require(access.may_export(request.user))
    now = timezone.now()
    name = f"{_('proposals')}-{timezone.localtime(now):%Y%m%d-%H%M}"
    header = queries.export_header(contacts=contacts)
    rows = queries.export_rows(request.user, search, contacts=contacts)
    if form == "csv":
        return stream_csv(f"{name}.csv", header, rows)
    filters = [(badge["label"], "") for badge in hq_pages.badges(search, *_choices(request, search))]
    origin = Origin(title=_("Proposals"), as_of=now, source=_("Industrial Complex Cluster Portal"), filters=filters)
    return xlsx_response(f"{name}.xlsx", header, rows, origin=origin)
