"""An applicant's appeal: begun from the result, written, filed, followed, withdrawn. And its page, for all who may see it."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import STAFF, for_audience
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady, StaleVersion, require
from documents.kinds import ACCEPT_ATTRIBUTE
from documents.models import StoredFile
from documents.views.upload import UploadView
from evaluation import access, appeal_pages
from evaluation.actions.attach_to_appeal import attach_to_appeal, detach_from_appeal
from evaluation.actions.file_appeal import file_appeal
from evaluation.actions.save_appeal import save_appeal
from evaluation.actions.start_appeal import start_appeal
from evaluation.actions.withdraw_appeal import withdraw_appeal
from evaluation.appeal_paper import receipt_pdf
from evaluation.disclosure_paper import making
from evaluation.forms.appeals import AppealForm
from evaluation.models import Appeal, Standing
from evaluation.queries import appeals as queries
from evaluation.queries.results import disclosure, my_result
from evaluation.views.deeds import press

READERS = ("company", *STAFF)


def seen_appeal(request: SignedInRequest, pk: int) -> Appeal:
    return get_object_or_404(Appeal.objects.visible_to(request.user).joined(), pk=pk)


@for_audience("company")
@require_POST
def appeal_start(request: SignedInRequest, proposal_ref: str) -> HttpResponse:
    """From the result's page: a draft, or the appeal that is there."""
    try:
        standing = my_result(request.user, proposal_ref)
    except Standing.DoesNotExist:
        raise Http404 from None
    try:
        appeal = start_appeal(standing, by=request.user, at=request.arrived_at)
    except NotAllowed:
        raise
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("evaluation:result-detail", proposal_ref)
    return redirect("evaluation:appeal-edit" if appeal.is_draft else "evaluation:appeal-detail", appeal.pk)


@for_audience("company")
def appeal_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft, which saves itself; handing it in is the form's button."""
    appeal = seen_appeal(request, pk)
    require(access.may_appeal(request.user, appeal.proposal))
    if not appeal.is_draft:
        return redirect(appeal)
    form = AppealForm(request.POST or None, appeal=appeal)
    if request.method == "POST" and form.is_valid():
        try:
            _hand_in(request, appeal, form)
        except NotAllowed:
            raise
        except DomainError as refused:
            _put_beside(form, refused)
        else:
            messages.success(request, _("Your appeal has been filed."))
            return redirect(appeal)
    context = {
        "appeal": appeal, "round": appeal.round, "proposal": appeal.proposal, "form": form, "now": request.arrived_at,
        "until": queries.until(appeal.round), "files": _files(appeal, removable=True), "accept": ACCEPT_ATTRIBUTE,
    }  # fmt: skip
    return render(request, "evaluation/appeals/edit.html", context, status=422 if form.errors else 200)


def _hand_in(request: SignedInRequest, appeal: Appeal, form: AppealForm) -> None:
    given, at = form.cleaned_data, request.arrived_at
    save_appeal(appeal, by=request.user, base_version=given["version"], ground=given["ground"], text=given["text"], at=at)
    file_appeal(appeal, by=request.user, at=at)


def _put_beside(form: AppealForm, refused: DomainError) -> None:
    if isinstance(refused, InvalidInput):
        for name, message in refused.errors.items():
            form.add_error(name, message)
    elif isinstance(refused, NotReady):
        for problem in refused.problems:
            form.add_error(None, str(problem))
    elif isinstance(refused, StaleVersion):
        sentence = _(
            "A colleague saved another text in the meantime. Yours is still here; open the page in a new tab to compare."
        )
        form.add_error(None, sentence)
    else:
        form.add_error(None, str(refused))


def _files(appeal: Appeal, *, removable: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": file.name,
            "size": file.size,
            "url": file.get_absolute_url(),
            "delete_url": reverse("evaluation:appeal-file-remove", args=[appeal.pk, file.pk]) if removable else None,
        }
        for file in queries.papers(appeal)
    ]


@for_audience("company")
@require_POST
def appeal_autosave(request: SignedInRequest, pk: int) -> JsonResponse:
    """`field`, `value`, `version` (docs/ui.md §6)."""
    appeal = seen_appeal(request, pk)
    field, version = request.POST.get("field", ""), request.POST.get("version", "")
    if field not in ("ground", "text"):
        raise InvalidInput({field: _("An appeal has no such field.")})
    wanted = {field: request.POST.get("value", "")}
    known = int(version) if version.isdecimal() and len(version) < 10 else 0
    try:
        saved = save_appeal(appeal, by=request.user, base_version=known, at=request.arrived_at, **wanted)  # type: ignore[arg-type]
    except StaleVersion as stale:
        return JsonResponse({"current": stale.current[field], "version": stale.version, "by": ""}, status=stale.status)
    return JsonResponse({"version": saved.version, "saved_at": request.arrived_at.isoformat()})


class AppealUpload(UploadView):
    """A paper that supports the appeal."""

    audience = "company"

    def receive(self, request: SignedInRequest, upload: UploadedFile, **kwargs: Any) -> StoredFile:  # type: ignore[override]
        self.appeal = seen_appeal(request, kwargs["pk"])
        return attach_to_appeal(self.appeal, upload=upload, by=request.user, at=request.arrived_at)

    def delete_url(self, stored: StoredFile) -> str | None:
        return reverse("evaluation:appeal-file-remove", args=[self.appeal.pk, stored.pk])

    def back_url(self, request: HttpRequest) -> str:
        return reverse("evaluation:appeal-edit", args=[self.kwargs["pk"]])


@for_audience("company")
@require_POST
def appeal_file_remove(request: SignedInRequest, pk: int, file: Any) -> HttpResponse:
    appeal = seen_appeal(request, pk)
    stored = get_object_or_404(queries.papers(appeal), pk=file)
    return press(
        request, lambda: detach_from_appeal(appeal, stored, by=request.user, at=request.arrived_at),
        done=lambda _none: _("The file has been removed."), back=reverse("evaluation:appeal-edit", args=[pk]),
    )  # fmt: skip


@for_audience("company")
@require_POST
def appeal_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    appeal = seen_appeal(request, pk)
    back = reverse("evaluation:result-detail", args=[appeal.proposal.ref])
    return press(
        request, lambda: withdraw_appeal(appeal, by=request.user, at=request.arrived_at),
        done=lambda gone: _("The appeal has been withdrawn.") if gone.number else _("The draft has been discarded."), back=back,
    )  # fmt: skip


@for_audience(*READERS)
def appeal_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was filed, how far it is, and for the headquarters what to do next."""
    appeal = seen_appeal(request, pk)
    if appeal.is_draft:
        return redirect("evaluation:appeal-edit", pk)
    context = {
        "appeal": appeal,
        "round": appeal.round,
        "proposal": appeal.proposal,
        "now": request.arrived_at,
        "files": _files(appeal, removable=False),
        "events": appeal_pages.timeline(queries.history(appeal, request.user)),
        "steps": appeal_pages.steps(appeal),
        "ground": appeal_pages.ground_words(appeal),
        "ground_refused": appeal.asked_ground is not None and not appeal.asked_ground.accepted,
        "office": access.is_office(request.user),
        "hearings": appeal.hearings.all() if access.is_office(request.user) else [],
        "deeds": appeal_pages.deeds(
            appeal,
            may_handle=access.may_handle_appeal(request.user, appeal),
            may_answer=access.may_answer_appeal(request.user, appeal),
        ),
        **_answered(request, appeal),
        "may_withdraw": access.may_appeal(request.user, appeal.proposal) and appeal.is_withdrawable,
        "may_handle": access.may_handle_appeal(request.user, appeal),
    }
    return render(request, "evaluation/appeals/detail.html", context)


def _answered(request: SignedInRequest, appeal: Appeal) -> dict[str, Any]:
    """Both results, once the review is released with the answer."""
    addendum = queries.addendum(appeal)
    return {
        "review_standing": queries.review_standing(request.user, appeal),
        "addendum": addendum,
        "why": appeal_pages.why_words(addendum.why) if addendum else "",
    }


@for_audience(*READERS)
def appeal_result(request: SignedInRequest, pk: int) -> HttpResponse:
    """The disclosure sheet of the review."""
    appeal = seen_appeal(request, pk)
    answered = _answered(request, appeal)
    standing = answered["review_standing"]
    if standing is None:
        raise Http404
    found = disclosure(standing)
    context = answered | {
        "appeal": appeal,
        "proposal": appeal.proposal,
        "round": standing.round,
        "first": appeal.standing,
        "review": standing,
        "found": found,
        "making": making(found),
    }
    return render(request, "evaluation/appeals/result.html", context)


@for_audience(*READERS)
def appeal_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """The receipt as a PDF, in the reader's language."""
    appeal = get_object_or_404(_filed(request), pk=pk)
    return _download(receipt_pdf(appeal, (get_language() or "ko")[:2]), "application/pdf", f"{appeal.number}.pdf")


@for_audience(*READERS)
def appeal_content(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was filed, byte for byte as its SHA-256 was made over it."""
    appeal = get_object_or_404(_filed(request), pk=pk)
    return _download(appeal.content.encode(), "application/json", f"{appeal.number}.json")


def _filed(request: SignedInRequest) -> Any:
    return Appeal.objects.visible_to(request.user).filter(filed_at__isnull=False).joined().select_related("filed_by")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
