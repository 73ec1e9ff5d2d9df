"""An evaluator's way into a round: desk, pledge, declaration, the queue of sheets."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import InvalidInput
from evaluation import access, grid_page, phase_words, pledge, queue_page
from evaluation.actions.declare_conflicts import declare_conflicts
from evaluation.actions.declaring_again import is_asked
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.seal_sheet import seal_sheets
from evaluation.forms.conflicts import ConflictForm
from evaluation.models import PanelMember
from evaluation.queries import evaluator as queries
from evaluation.queries.blind import cover
from evaluation.queries.duties import undeclared as undeclared_duties
from evaluation.queries.meetings import own_meetings
from evaluation.queries.subjects import declarations_due
from evaluation.states import SHEET_TONES, MemberStatus, RoundStatus, SheetStatus


def own_seat(request: SignedInRequest, ref: str) -> PanelMember:
    """The person's seat in the round; whoever has none finds nothing here."""
    try:
        return queries.my_seat(request.user, ref)
    except PanelMember.DoesNotExist:
        raise Http404 from None


@for_audience("evaluator")
def desk(request: SignedInRequest) -> HttpResponse:
    """My rounds, those that ask for something first. One statement of its own."""
    seats = [(seat, phase_words.now(seat.round, request.arrived_at)) for seat in queries.my_rounds(request.user)[:100]]
    return render(request, "evaluation/evaluator/desk.html", {"seats": seats})


@for_audience("evaluator")
def my_round(request: SignedInRequest, ref: str) -> HttpResponse:
    """The queue: what is done, what waits, the next one in one tap. Who has not come that far is led there."""
    member = own_seat(request, ref)
    if member.status != MemberStatus.ACCEPTED:
        return redirect("evaluation:invitation", member.token)
    undeclared = undeclared_duties(member).count() if member.round.is_individual else 0
    if not member.may_read and (undeclared or not member.pledged_at or not member.round.is_individual):
        return redirect("evaluation:my-conflicts" if member.pledged_at else "evaluation:my-pledge", ref)
    show = request.GET.get("show", "all")
    show = show if show in queries.SHOWN else "all"
    page = queries.queue(member, cursor=request.GET.get("cursor"), show=show)
    following = queries.next_unscored(member) if member.missing_count else None
    context = {
        "member": member,
        "round": member.round,
        "page": page,
        "lines": queue_page.lines(page.items),
        "show": show,
        "following": following,
        "is_scoring": member.round.is_scoring(request.arrived_at),
        "now": phase_words.now(member.round, request.arrived_at),
        "left": member.missing_count if following else 0,  # what did not count waits for nobody
        "declares_again": _declares_again(member),
        "may_discuss": access.may_discuss(member.round, request.arrived_at),
        "meets": own_meetings(member).exists(),
        "undeclared": undeclared,
        "may_write_summary": member.is_chair and member.round.is_closed,
    }
    return render(request, "evaluation/evaluator/my_round.html", context)


def _declares_again(member: PanelMember) -> bool:
    """Whether the second declaration waits for this person."""
    between = member.round.status == RoundStatus.CLOSED and member.sealed_count > 0
    return between and member.declared_again_at is None and is_asked(member.round)


@for_audience("evaluator")
def my_grid(request: SignedInRequest, ref: str) -> HttpResponse:
    """Many sheets at once: a row a proposal, a column a line of the sheet, each cell saved by itself. One statement of its own."""
    member = own_seat(request, ref)
    if not member.may_read:
        return redirect("evaluation:my-round", ref)
    page = queries.grid(member, cursor=request.GET.get("cursor"))
    round = member.round
    context = {
        "member": member,
        "round": round,
        "page": page,
        "tables": grid_page.tables(page.items, round.rules, request.arrived_at),
        "draft": SheetStatus.DRAFT.label,
        "draft_tone": SHEET_TONES[SheetStatus.DRAFT],
        "now": phase_words.now(round, request.arrived_at),
        "is_scoring": round.is_scoring(request.arrived_at),
    }
    return render(request, "evaluation/evaluator/grid.html", context)


@for_audience("evaluator")
def my_next(request: SignedInRequest, ref: str) -> HttpResponse:
    """To the next sheet that waits; back to the queue when none does."""
    following = queries.next_unscored(own_seat(request, ref))
    if following is None:
        messages.info(request, _("No sheet of yours is waiting."))
        return redirect("evaluation:my-round", ref)
    return redirect("evaluation:sheet", ref, following.proposal.ref)


@for_audience("evaluator")
def my_pledge(request: SignedInRequest, ref: str) -> HttpResponse:
    """Read five sentences and sign them."""
    member = own_seat(request, ref)
    if request.method == "POST":
        give_pledge(member, by=request.user, at=request.arrived_at)
        return redirect("evaluation:my-conflicts", ref)
    if member.pledged_at:
        return redirect("evaluation:my-conflicts", ref)
    context = {"member": member, "round": member.round, "sentences": pledge.SENTENCES, "edition": pledge.EDITION}
    return render(request, "evaluation/evaluator/pledge.html", context)


@for_audience("evaluator")
def my_conflicts(request: SignedInRequest, ref: str) -> HttpResponse:
    """Every proposal by title and organisations, in a blind round every name, before any file opens; what is not marked has no
    tie."""
    member = own_seat(request, ref)
    if not member.pledged_at:
        return redirect("evaluation:my-pledge", ref)
    due = declarations_due(member)
    if not due and (member.declared_at or member.round.is_individual):
        return redirect("evaluation:my-round", ref)
    form = ConflictForm(request.POST or None, member=member, due=due)
    if request.method == "POST" and form.is_valid():
        try:
            declare_conflicts(member, by=request.user, conflicts=form.declared(), at=request.arrived_at)
        except InvalidInput as refused:
            form.refuse(refused.errors)
        else:
            messages.success(request, _("Your declaration has been kept. The proposals are open to you now."))
            return redirect("evaluation:my-round", ref)
    context = {"member": member, "round": member.round, "form": form, "rows": form.rows()}
    return render(request, "evaluation/evaluator/conflicts.html", context, status=422 if form.errors else 200)


@for_audience("evaluator")
@require_POST
def my_seal(request: SignedInRequest, ref: str) -> HttpResponse:
    """Sign every complete draft at once; what lacks something is named."""
    member = own_seat(request, ref)
    done = seal_sheets(member, by=request.user, at=request.arrived_at)
    sealed = len(done.sealed)
    messages.success(request, ngettext("%(n)d sheet sealed.", "%(n)d sheets sealed.", sealed) % {"n": sealed})
    cover(member.round, [sheet for sheet, _problems in done.not_ready[:5]])
    for sheet, problems in done.not_ready[:5]:
        messages.warning(request, f"{sheet.proposal.title}: {' '.join(map(str, problems[:3]))}")
    return redirect("evaluation:my-round", ref)
