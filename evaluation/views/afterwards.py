"""After the release: who fell away, who moves up, and the central pool."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.errors import DomainError, require
from cluster_portal.shared.paging import keyset_page, list_page
from cluster_portal.templatetags.portal import won
from evaluation import access
from evaluation.actions.drop_out import drop_out
from evaluation.actions.fund_from_pool import fund_from_pool
from evaluation.actions.give_rest_to_pool import give_rest_to_pool
from evaluation.actions.promote_reserve import promote_reserve
from evaluation.forms.reasons import ReasonForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Round
from evaluation.queries import afterwards as queries
from evaluation.queries import follow_up as follow_ups
from evaluation.views.deeds import press
from evaluation.views.rounds import round_context, seen_round
from programme.models import PoolTransfer, ProgrammeYear


def _released(request: SignedInRequest, ref: str) -> Round:
    round = seen_round(request, ref)
    require(access.may_see_afterwards(request.user, round), _("The list opens after the release."))
    return round


@for_audience(*STAFF)
def round_afterwards(request: SignedInRequest, ref: str) -> HttpResponse:
    """The list as it stands now, and what may be done."""
    round = _released(request, ref)
    show = request.GET.get("show", "")
    show = show if show in queries.LISTS else ""
    found = queries.afterwards(round, show=show, cursor=request.GET.get("cursor"))
    inside = access.may_see_scores(request.user, round)
    context = round_context(request, round, "ranking") | {
        "found": found,
        "show": show,
        "plans": list(follow_ups.plans_of(round)) if inside and not show else [],
        "notes": list(follow_ups.notes_of(round)) if inside and not show else [],
        "next_pk": found.next_up.key if found.next_up else None,
    }
    return render(request, "evaluation/rounds/afterwards.html", context)


@for_audience("hq_head")
def drop_out_form(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """One selected proposal falls away, with the reason."""
    round = _released(request, ref)
    require(access.may_decide(request.user, round))
    standing = get_object_or_404(queries.selected(round), proposal__ref=proposal_ref)
    standing.round = round
    form = ReasonForm(
        request.POST or None, button=_("Take it off the list"), danger=True,
        question=_("Its grant goes back to the region and the applicants are told. It cannot be taken back. Take it off?"),
        help_text=_("The applicants read it. It is kept in the history."),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            drop_out(standing, by=request.user, reason=form.cleaned_data["reason"], at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Taken off the list. Whoever waits first may move up now."))
            return redirect("evaluation:round-afterwards", ref)
    context = {"round": round, "standing": standing, "form": form}
    return render(request, "evaluation/rounds/drop_out.html", context, status=422 if form.errors else 200)


@for_audience("hq_head")
@require_POST
def reserve_promote(request: SignedInRequest, ref: str) -> HttpResponse:
    round = _released(request, ref)
    return press(
        request, lambda: promote_reserve(round, by=request.user, at=request.arrived_at),
        done=lambda change: _("Number %(n)s of the reserve list has moved up.") % {"n": change.number},
        back=reverse("evaluation:round-afterwards", args=[ref]),
    )  # fmt: skip


@for_audience("hq_head")
@require_POST
def rest_to_pool(request: SignedInRequest, ref: str) -> HttpResponse:
    round = _released(request, ref)
    return press(
        request, lambda: give_rest_to_pool(round, by=request.user, at=request.arrived_at),
        done=lambda transfer: _("%(krw)s went to the central pool.") % {"krw": won(transfer.amount_krw)},
        back=reverse("evaluation:round-afterwards", args=[ref]),
    )  # fmt: skip


@for_audience("central", "ministry", "auditor")
def pool(request: SignedInRequest, year: int) -> HttpResponse:
    """What regions gave, who would be carried with it, and who was."""
    found = queries.pool(get_object_or_404(ProgrammeYear, pk=year))
    moved = request.GET.get("show") == "transfers"
    cursor = request.GET.get("cursor")
    transfers = PoolTransfer.objects.filter(year=year).select_related("region", "by")
    context = {
        "found": found,
        "show": "transfers" if moved else "",
        "rows": list_page(found.rows, key=lambda row: row[0].key, cursor=None if moved else cursor, size=queries.MANY),
        "transfers": keyset_page(
            transfers, order=("-pk",), cursor=cursor if moved else None, size=queries.MANY if moved else queries.SOME
        ),
        "may_fund": request.user.has_role("central"),
    }
    return render(request, "evaluation/rounds/pool.html", context)


@for_audience("central")
@require_POST
def pool_fund(request: SignedInRequest, year: int) -> HttpResponse:
    found = get_object_or_404(ProgrammeYear, pk=year)
    return press(
        request, lambda: fund_from_pool(found, by=request.user, at=request.arrived_at),
        done=lambda changes: ngettext("%(n)d proposal has moved up.", "%(n)d proposals have moved up.", len(changes)) % {"n": len(changes)},
        back=reverse("evaluation:pool", args=[year]),
    )  # fmt: skip
