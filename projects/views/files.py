"""A proposal's documents: up one by one, and off again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from documents.models import StoredFile
from documents.views.upload import UploadView
from projects.actions.attach_file import attach_file
from projects.actions.remove_file import remove_file
from projects.models import Partner, Proposal, ProposalFile


class ProposalUpload(UploadView):
    """One document of the proposal (`partner_id` 0) or of one partner."""

    audience = "company"

    def receive(self, request: SignedInRequest, upload: UploadedFile, **kwargs: Any) -> StoredFile:  # type: ignore[override]
        proposal = get_object_or_404(
            Proposal.objects.visible_to(request.user).select_related("call__rulebook"), ref=kwargs["ref"]
        )
        partner = None
        if kwargs["partner_id"]:
            partner = get_object_or_404(
                Partner.objects.select_related("organisation"), proposal=proposal, pk=kwargs["partner_id"]
            )
            partner.proposal = proposal
        attached = attach_file(
            proposal, document=kwargs["document"], upload=upload, partner=partner, by=request.user, at=request.arrived_at
        )
        self.removal = reverse("projects:proposal-file-remove", args=[proposal.ref, attached.pk])
        return attached.file

    def delete_url(self, stored: StoredFile) -> str | None:
        return self.removal

    def back_url(self, request: HttpRequest) -> str:
        return reverse("projects:proposal-step", args=[self.kwargs["ref"], "files"])


@for_audience("company")
@require_POST
def proposal_file_remove(request: SignedInRequest, ref: str, pk: int) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), ref=ref)
    file = get_object_or_404(ProposalFile.objects.select_related("file", "proposal"), proposal=proposal, pk=pk)
    remove_file(file, by=request.user, at=request.arrived_at)
    messages.success(request, _("The file has been removed."))
    return redirect("projects:proposal-step", ref, "files")
