"""A score sheet beside its proposal: writing it, signing it, giving it up."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady
from evaluation import access, phase_words
from evaluation.actions.abstain import abstain
from evaluation.actions.reopen_own_sheet import REASON_MIN, reopen_own_sheet
from evaluation.actions.save_score import COMMENT_MAX, OVERALL_MAX, save_score
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.actions.write_note import LONGEST as NOTE_MAX
from evaluation.forms import sheet as fields
from evaluation.forms.reasons import ReasonForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import Sheet
from evaluation.phases import Phase
from evaluation.queries import evaluator as queries
from evaluation.queries.applicant_answers import answer_on
from evaluation.reading import reading
from evaluation.states import RoundStatus
from evaluation.views.autosave import least
from projects.papers import content_pdf


def own_sheet(request: SignedInRequest, ref: str, proposal_ref: str) -> Sheet:
    try:
        return queries.my_sheet(request.user, ref, proposal_ref)
    except Sheet.DoesNotExist:
        raise Http404 from None


@for_audience("evaluator")
def sheet_detail(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """The proposal as handed in, and the rulebook's table beside it; read-only once it is sealed."""
    return _page(request, own_sheet(request, ref, proposal_ref))


def _page(
    request: SignedInRequest,
    sheet: Sheet,
    *,
    problems: list[str] | None = None,
    form: ReasonForm | None = None,
    reopen_form: ReasonForm | None = None,
) -> HttpResponse:
    before, after = queries.neighbours(sheet)
    now = phase_words.now(sheet.round, request.arrived_at)
    writable = access.may_score(request.user, sheet) and access.scores_are_taken(sheet, request.arrived_at)
    criteria = queries.criteria(sheet)
    comments = sheet.round.rules.scoring.comments.value
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "member": sheet.member,
        "proposal": sheet.proposal,
        "criteria": criteria,
        "checks": queries.checks(sheet),
        "informing": queries.informing(sheet),
        "items": len(queries.asked(sheet)),
        "filled": queries.filled(sheet),
        "step": sheet.round.rules.scoring.point_step.value,
        "writable": writable,
        "waits_for_opening": sheet.is_writable and now.phase == Phase.READ,
        "now": now,
        "too_late": sheet.is_writable and not writable and now.phase in (Phase.ANSWER, Phase.DISCUSS, Phase.ADJUST, Phase.OVER),
        "own_scores": queries.own_scores(sheet),
        "note": queries.note_of(sheet),
        "note_open": access.may_score(request.user, sheet) and sheet.round.status != RoundStatus.RELEASED,
        "note_limit": NOTE_MAX,
        "save_next": queries.next_unscored(sheet.member, after=sheet) if writable else None,
        "reopen_form": reopen_form or _reopen_form()
        if access.may_be_reopened_by_its_evaluator(sheet, request.arrived_at)
        else None,
        "before": before,
        "after": after,
        "following": queries.next_unscored(sheet.member, after=sheet)
        if sheet.round.is_scoring(request.arrived_at) and not writable
        else None,
        "least": least(sheet),
        "overall_least": comments.overall_characters_min,
        "limits": {"comment": COMMENT_MAX, "overall": OVERALL_MAX},
        "applicant_answer": answer_on(sheet.round, sheet.proposal_id, request.user),
        "problems": [{"text": problem} for problem in problems or []],
        "abstain_form": form or _abstain_form() if writable else None,
        "colleagues": queries.colleagues(request.user, sheet)
        if access.may_see_colleagues(sheet.round, request.arrived_at)
        else [],
        **_text(request, sheet),
    }
    refused = problems or any(one and one.errors for one in (form, reopen_form))
    return render(request, "evaluation/evaluator/sheet.html", context, status=422 if refused else 200)


def _text(request: SignedInRequest, sheet: Sheet) -> dict[str, Any]:
    """What the person is given to read, as long as it is open to them."""
    handed = queries.handed(request.user, sheet)
    if handed is None or handed.content is None:
        return {"reading": None, "files": [], "blind_copy_waits": queries.waits_for_copy(sheet)}
    return {"reading": reading(handed.content, sheet.round.rules), "files": handed.files, "withheld": handed.withheld}


@for_audience("evaluator")
def sheet_print(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """The proposal on paper, as the person may read it."""
    handed = queries.handed(request.user, own_sheet(request, ref, proposal_ref))
    if handed is None or handed.content is None:
        raise Http404
    response = HttpResponse(content_pdf(handed.proposal, handed.content, get_language() or "ko"), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{handed.proposal.ref}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _abstain_form(data: Any = None) -> ReasonForm:
    return ReasonForm(
        data, button=_("Abstain from this proposal"), danger=True,
        question=_("The proposal closes to you and your sheet counts nothing. Abstain?"),
        help_text=_("A tie you found late, or a matter you cannot judge. The headquarters reads the reason."),
    )  # fmt: skip


@for_audience("evaluator")
@require_POST
def sheet_seal(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """Sign. What the form says and the server has not heard yet is saved first, so nothing typed is lost."""
    sheet = own_sheet(request, ref, proposal_ref)
    version = fields.version_of(request.POST.get("version", ""))
    try:
        changed = fields.changes(sheet.content, request.POST.dict())
        if changed and sheet.is_writable:
            sheet = save_score(sheet, by=request.user, version=version, at=request.arrived_at, **fields.as_scores(changed))
        seal = seal_sheet(sheet, by=request.user, version=sheet.version, at=request.arrived_at)
    except NotAllowed:
        raise
    except NotReady as refused:
        return _page(request, own_sheet(request, ref, proposal_ref), problems=[str(problem) for problem in refused.problems])
    except InvalidInput as refused:
        return _page(
            request, own_sheet(request, ref, proposal_ref), problems=[str(message) for message in refused.errors.values()]
        )
    except DomainError as refused:
        return _page(request, own_sheet(request, ref, proposal_ref), problems=[str(refused)])
    messages.success(request, _("Sealed. Your receipt: %(seal)s…") % {"seal": seal.seal[:16]})
    return redirect("evaluation:sheet", ref, proposal_ref)


def _reopen_form(data: Any = None) -> ReasonForm:
    return ReasonForm(
        data, button=_("Open my sheet again"),
        question=_("What you sealed is kept. You must seal again before adjusting ends, or the sheet does not count. Open it?"),
        help_text=_("At least %(n)d characters: what you learned in the discussion. It stays beside both versions.") % {"n": REASON_MIN},
    )  # fmt: skip


@for_audience("evaluator")
@require_POST
def sheet_reopen_own(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """Take the own sealed sheet back after the discussion, with a reason."""
    sheet, form = own_sheet(request, ref, proposal_ref), _reopen_form(request.POST)
    if form.is_valid():
        try:
            reopen_own_sheet(sheet, by=request.user, reason=form.cleaned_data["reason"], at=request.arrived_at)
        except InvalidInput as refused:
            put_beside_fields(form, refused)
        except NotAllowed:
            raise
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect("evaluation:sheet", ref, proposal_ref)
        else:
            messages.success(request, _("Your sheet is open again. Seal it before adjusting ends."))
            return redirect("evaluation:sheet", ref, proposal_ref)
    return _page(request, sheet, reopen_form=form)


@for_audience("evaluator")
@require_POST
def sheet_abstain(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """Give one sheet up, with a reason."""
    sheet, form = own_sheet(request, ref, proposal_ref), _abstain_form(request.POST)
    if form.is_valid():
        try:
            abstain(sheet, by=request.user, reason=form.cleaned_data["reason"], at=request.arrived_at)
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("You abstained. The headquarters has been told."))
            return redirect("evaluation:my-round", ref)
    return _page(request, sheet, form=form)
