"""One line of a score sheet, saved by itself (docs/ui.md §6). Three statements of its own: read, read, one guarded write."""

from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import InvalidInput, StaleVersion
from cluster_portal.templatetags.portal import points as shown_points
from evaluation.actions.save_score import save_score
from evaluation.actions.write_note import write_note
from evaluation.forms import sheet as fields
from evaluation.grid_page import comments_due
from evaluation.models import Sheet
from evaluation.queries import evaluator as queries
from evaluation.queries.blind import cover
from evaluation.rulebook_rules import scoring_rules


@for_audience("evaluator")
@require_POST
def sheet_autosave(request: SignedInRequest, ref: str, proposal_ref: str) -> JsonResponse:
    """`field`, `value`, `version` → the new version, the total, and whether this line now asks for a comment."""
    try:
        sheet = queries.which_sheet(request.user, ref, proposal_ref)
    except Sheet.DoesNotExist:
        raise Http404 from None
    field, version = request.POST.get("field", ""), fields.version_of(request.POST.get("version", ""))
    wanted = fields.as_scores({field: request.POST.get("value", "")})
    try:
        saved = save_score(sheet, by=request.user, version=version, at=request.arrived_at, **wanted)
    except StaleVersion as stale:
        current = fields.value_of(stale.current, field)
        return JsonResponse({"current": current, "version": stale.version, "by": "", "detail": str(stale)}, status=stale.status)
    except InvalidInput as refused:
        errors = {fields.field_of(line, field): [str(message)] for line, message in refused.errors.items()}
        return JsonResponse({"errors": errors}, status=refused.status)
    cover(saved.round, [saved])
    return JsonResponse(
        {
            "version": saved.version,
            "saved_at": saved.saved_at.isoformat() if saved.saved_at else None,
            "totals": {"score": shown_points(saved.total), "filled": str(queries.filled(saved))},
            "html": _row(saved) | _hints(saved, field),
        }
    )


@for_audience("evaluator")
@require_POST
def note_autosave(request: SignedInRequest, ref: str, proposal_ref: str) -> JsonResponse:
    """The evaluator's own note: `value`, `version` → the new version."""
    try:
        sheet = queries.which_sheet(request.user, ref, proposal_ref)
    except Sheet.DoesNotExist:
        raise Http404 from None
    version = fields.version_of(request.POST.get("version", ""))
    try:
        note = write_note(
            sheet, by=request.user, text=fields.typed(request.POST.get("value", "")), version=version, at=request.arrived_at
        )
    except StaleVersion as stale:
        answer = {"current": stale.current, "version": stale.version, "by": "", "detail": str(stale)}
        return JsonResponse(answer, status=stale.status)
    except InvalidInput as refused:
        return JsonResponse({"errors": {"note": [str(message) for message in refused.errors.values()]}}, status=refused.status)
    return JsonResponse({"version": note.version, "saved_at": note.saved_at.isoformat()})


def _row(sheet: Sheet) -> dict[str, str]:
    """Where many sheets stand below one another: the row's total, and how many comments are still due."""
    due = comments_due(sheet, scoring_rules(sheet.round.rules, sheet.proposal.track))
    words = render_to_string("evaluation/evaluator/_comments_due.html", {"due": due})
    return {f"#total-{sheet.proposal.ref}": shown_points(sheet.total), f"#comments-{sheet.proposal.ref}": words}


def _hints(sheet: Sheet, field: str) -> dict[str, str]:
    """The line's own hint on when a comment is due."""
    if not field.startswith(fields.POINTS):
        return {}
    code = field.removeprefix(fields.POINTS)
    context = {"item": queries.line(sheet, code), "least": least(sheet)}
    return {f"#due-{code}": render_to_string("evaluation/evaluator/_comment_due.html", context)}


def least(sheet: Sheet) -> int:
    """Characters a due comment has at least."""
    return sheet.round.rules.scoring.comments.value.characters_min
