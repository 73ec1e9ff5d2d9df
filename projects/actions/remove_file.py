import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from projects import access
from projects.models import Partner, Proposal, ProposalFile


@transaction.atomic
def remove_file(file: ProposalFile, *, by: User, at: dt.datetime | None = None) -> None:
    """Take a document off the proposal. Its bytes stay: an earlier submission may name them. A second click changes nothing.

    Raises:
        NotAllowed, DomainError: code "not-writable" or "not-a-partner".
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(file.proposal_id)
    if file.partner_id is None:
        require(access.may_edit(by, proposal))
    else:
        require(access.may_edit_part(by, Partner.objects.standing(file.partner_id, proposal)))
    proposal.require_writable("files", at)
    if ProposalFile.objects.filter(pk=file.pk, removed_at__isnull=True).update(removed_at=at):
        record(
            stream=proposal.stream, verb="document-removed", by=by, at=at,
            data={"document": file.document, "partner": file.partner_id, "name": file.file.name},
        )  # fmt: skip
