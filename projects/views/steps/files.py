"""One place for each document asked for; the files themselves go up in views/files.py."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from accounts.requests import SignedInRequest
from documents.kinds import ACCEPT_ATTRIBUTE
from projects.proposal_pages import slot_id
from projects.views.desk import Desk
from projects.views.steps.answering import page, saved


def show(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """One place for each document asked for: of the whole proposal first, then partner by partner."""
    mine = {partner.pk for partner in desk.open_parts("files")}
    groups: dict[int | None, list[dict[str, Any]]] = {}
    for asked in desk.dossier.asked_documents:
        file = desk.dossier.file_for(asked)
        is_open = desk.may_edit if asked.partner_id is None else asked.partner_id in mine
        slot = {
            "asked": asked,
            "file": file,
            "id": slot_id(asked.code, asked.partner_id),
            "is_open": is_open and "files" in desk.open_steps,
            "upload_url": reverse("projects:proposal-upload", args=[desk.proposal.ref, asked.code, asked.partner_id or 0]),
            "files": [_shown(desk, file)] if file else [],
        }
        groups.setdefault(asked.partner_id, []).append(slot)
    named = [
        (desk.dossier.partner(key) if key else None, slots)
        for key, slots in sorted(groups.items(), key=lambda pair: pair[0] or 0)
    ]
    return page(request, desk, "files", groups=named, accept=ACCEPT_ATTRIBUTE)


def _shown(desk: Desk, file: Any) -> dict[str, Any]:
    """For components/upload.html."""
    shown = {"name": file.name, "size": file.size, "url": reverse("documents:file", args=[file.file_id])}
    mine = desk.may_edit or any(partner.pk == file.partner_id for partner in desk.my_parts)
    if mine and "files" in desk.open_steps:
        shown["delete_url"] = reverse("projects:proposal-file-remove", args=[desk.proposal.ref, file.id])
    return shown


def take(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Files go up one by one (files.py); the button only leads on."""
    return saved(request, desk, "files")
