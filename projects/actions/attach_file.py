import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from documents.actions.store_file import store_file
from documents.models import StoredFile
from projects import access
from projects.models import Partner, Proposal, ProposalFile
from projects.sections import asked_documents


def attach_file(
    proposal: Proposal, *, document: str, upload: Any, by: User, partner: Partner | None = None, at: dt.datetime | None = None
) -> ProposalFile:
    """Take in a document the rulebook asks for: of the whole proposal, or of one partner. It replaces the one before.

    The content is inspected before the proposal is held, so that a long inspection keeps nobody waiting.

    Raises:
        NotAllowed, DomainError: code "not-writable" or "not-a-partner".
        InvalidInput: beside "document", for one that is not asked.
        RefusedFile: with the reason and the repair.
    """
    at = at or timezone.now()
    _ask(proposal, partner, document, by, at)
    stored = store_file(upload, name=upload.name, about_type="proposal", about_id=proposal.pk, by=by)
    return _attach(proposal, partner, document, stored, by, at)


def _ask(proposal: Proposal, partner: Partner | None, document: str, by: User, at: dt.datetime) -> None:
    require(access.may_edit_part(by, partner) if partner else access.may_edit(by, proposal))
    proposal.require_writable("files", at)
    asked = asked_documents(proposal.call.rulebook.rules, [(partner.pk, partner.kind)] if partner else [])
    if (document, partner.pk if partner else None) not in {(paper.code, paper.partner_id) for paper in asked}:
        raise InvalidInput({"document": _("The rulebook does not ask for this document here.")})


@transaction.atomic
def _attach(
    proposal: Proposal, partner: Partner | None, document: str, stored: StoredFile, by: User, at: dt.datetime
) -> ProposalFile:
    proposal = Proposal.objects.lock(proposal.pk)
    if partner is not None:
        partner = Partner.objects.standing(partner.pk, proposal)
    _ask(proposal, partner, document, by, at)
    ProposalFile.objects.filter(proposal=proposal, partner=partner, document=document, removed_at__isnull=True).update(
        removed_at=at
    )
    file = ProposalFile.objects.create(proposal=proposal, partner=partner, document=document, file=stored)
    record(
        stream=proposal.stream, verb="document-attached", by=by, at=at,
        data={"document": document, "partner": partner.pk if partner else None, "name": stored.name, "sha256": stored.sha256},
    )  # fmt: skip
    return file
