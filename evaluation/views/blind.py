"""The blind copies of a round: the headquarters looks each through, adds words, and puts blackened files beside it."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import DomainError, NotAllowed
from documents.kinds import ACCEPT_ATTRIBUTE
from documents.models import StoredFile
from documents.views.upload import UploadView
from evaluation import blind_pages
from evaluation.actions.attach_blind_file import attach_blind_file, detach_blind_file
from evaluation.actions.check_blind_copy import check_blind_copy
from evaluation.actions.set_blind import set_blind
from evaluation.actions.set_blind_words import set_blind_words
from evaluation.forms.blind import WordsForm
from evaluation.forms.refusals import put_beside_fields
from evaluation.models import BlindCopy, Round, RoundProposal
from evaluation.queries import blind as queries
from evaluation.queries import rounds as round_queries
from evaluation.states import RoundStatus
from evaluation.views.deeds import press
from evaluation.views.rounds import RUNNERS, round_context, run_round, watched_round
from projects.models import ProposalFile


def _entry(round: Round, proposal_ref: str) -> RoundProposal:
    try:
        return round_queries.entry(round, proposal_ref)
    except RoundProposal.DoesNotExist:
        raise Http404 from None


@for_audience(*RUNNERS, "auditor")
def round_blind(request: SignedInRequest, ref: str) -> HttpResponse:
    """Which copies are checked, and which files have none. Until the panel is invited, whether the round is blind at all."""
    round = watched_round(request, ref)
    context = round_context(request, round, "blind") | {
        "page": queries.copies(round, cursor=request.GET.get("cursor")) if round.is_blind else None,
        "waiting": queries.unchecked(round).count(),
        "may_switch": round.status == RoundStatus.PLANNED,
    }
    return render(request, "evaluation/rounds/blind.html", context)


@for_audience(*RUNNERS)
@require_POST
def blind_switch(request: SignedInRequest, ref: str) -> HttpResponse:
    round, is_blind = run_round(request, ref), request.POST.get("blind") == "1"
    words = _("The round is judged blind.") if is_blind else _("The round is judged openly.")
    return press(
        request, lambda: set_blind(round, by=request.user, is_blind=is_blind, at=request.arrived_at), done=lambda _round: words,
        back=reverse("evaluation:round-blind", args=[ref]),
    )  # fmt: skip


@for_audience(*RUNNERS)
def blind_copy(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """The text as handed in beside its blackened copy; further words; the files."""
    round = run_round(request, ref)
    entry = _entry(round, proposal_ref)
    copy = BlindCopy.objects.filter(entry=entry).select_related("checked_by").first()
    form = WordsForm(request.POST or None, copy=copy)
    if request.method == "POST" and form.is_valid():
        try:
            set_blind_words(entry, by=request.user, words=form.entered(), at=request.arrived_at)
        except NotAllowed:
            raise
        except DomainError as refused:
            put_beside_fields(form, refused)
        else:
            messages.success(request, _("Blackened. Please look the text through and check it."))
            return redirect(request.path)
    original = queries.handed_in(entry.proposal_id)
    title, content, digest = queries.made_now(entry)
    titles = (original["project"]["title"] if original else entry.proposal.title, title)
    context = {
        "round": round, "entry": entry, "copy": copy, "form": form, "digest": digest,
        "is_stale": bool(copy and copy.is_checked and copy.digest != digest),
        "pairs": blind_pages.pairs(titles, original, content, round.rules),
        "files": _files(entry), "accept": ACCEPT_ATTRIBUTE, "is_open": round.is_blind and round.status != RoundStatus.RELEASED,
    }  # fmt: skip
    return render(request, "evaluation/rounds/blind_copy.html", context, status=422 if form.errors else 200)


def _files(entry: RoundProposal) -> list[dict[str, Any]]:
    """Every standing file with its blackened copy, as components/upload.html takes it."""
    copies = {one.original_id: one.file for one in queries.blind_files(entry.pk)}
    where = [entry.round.ref, entry.proposal.ref]
    return [
        {
            "original": one,
            "upload_url": reverse("evaluation:blind-upload", args=[*where, one.pk]),
            "copies": [
                {
                    "name": copies[one.pk].name, "size": copies[one.pk].size, "url": copies[one.pk].get_absolute_url(),
                    "delete_url": reverse("evaluation:blind-file-remove", args=[*where, one.pk]),
                }
            ] if one.pk in copies else [],
        }
        for one in queries.originals(entry)
    ]  # fmt: skip


@for_audience(*RUNNERS)
@require_POST
def blind_check(request: SignedInRequest, ref: str, proposal_ref: str) -> HttpResponse:
    """'Nobody can be told from this text any more.' On to the next copy that waits."""
    round = run_round(request, ref)
    entry, digest = _entry(round, proposal_ref), request.POST.get("digest", "")
    try:
        check_blind_copy(entry, by=request.user, digest=digest, at=request.arrived_at)
    except NotAllowed:
        raise
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("evaluation:blind-copy", ref, proposal_ref)
    messages.success(request, _("Checked: %(code)s.") % {"code": entry.code_name})
    following = queries.unchecked(round).select_related("proposal").order_by("pk").first()
    if following is None:
        return redirect("evaluation:round-blind", ref)
    return redirect("evaluation:blind-copy", ref, following.proposal.ref)


class BlindUpload(UploadView):
    """The blackened copy of one file."""

    audience = RUNNERS

    def receive(self, request: SignedInRequest, upload: UploadedFile, **kwargs: Any) -> StoredFile:  # type: ignore[override]
        entry = _entry(run_round(request, kwargs["ref"]), kwargs["proposal_ref"])
        original = get_object_or_404(queries.originals(entry), pk=kwargs["pk"])
        return attach_blind_file(entry, original, upload=upload, by=request.user).file

    def delete_url(self, stored: StoredFile) -> str | None:
        return reverse("evaluation:blind-file-remove", kwargs=self.kwargs)

    def back_url(self, request: HttpRequest) -> str:
        return reverse("evaluation:blind-copy", args=[self.kwargs["ref"], self.kwargs["proposal_ref"]])


@for_audience(*RUNNERS)
@require_POST
def blind_file_remove(request: SignedInRequest, ref: str, proposal_ref: str, pk: int) -> HttpResponse:
    entry = _entry(run_round(request, ref), proposal_ref)
    original = get_object_or_404(ProposalFile, proposal=entry.proposal_id, pk=pk)
    return press(
        request, lambda: detach_blind_file(entry, original, by=request.user, at=request.arrived_at),
        done=lambda _none: _("The file has been removed."), back=reverse("evaluation:blind-copy", args=[ref, proposal_ref]),
    )  # fmt: skip
