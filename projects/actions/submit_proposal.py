import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Func, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from cluster_portal.shared.errors import DomainError, NotReady, StaleVersion, require
from projects import access, readiness, snapshot
from projects.dossier import Dossier
from projects.errors import CallClosed
from projects.messages import proposals as messages
from projects.models import Proposal, Submission
from projects.queries.proposals import dossier as dossier_of
from projects.queries.proposals import standing_submission
from projects.sections import step
from projects.states import PartnerStatus, ProposalStatus

# A request may have waited for the portal; one that claims to have waited longer counts as arriving when it is processed.
WAITED_AT_MOST = dt.timedelta(minutes=15)


def submit_proposal(
    proposal: Proposal, *, by: User, at: dt.datetime | None = None, expected_digest: str | None = None,
    processed_at: dt.datetime | None = None,
) -> Submission:  # fmt: skip
    """Hand a complete proposal in: one locked moment, judged by when the request arrived.

    In order: the row is held; a proposal handed in already answers with its standing submission (a double click);
    the call must be open at `at`, to the second, or the correction still due; everything must be ready; a correction
    may only touch what was opened; the lead consents by this very act; the snapshot and its SHA-256 are kept under
    the next receipt number; partners and the HQ desk are told. The receipt is made when the mail goes out.

    `at` is when the request arrived (at most 15 minutes before `processed_at`, which is now); `expected_digest` is
    that of the dossier the person looked at. An attempt that comes too late is itself kept in the history, as proof.

    Raises:
        NotAllowed: unless `by` owns the lead's account.
        CallClosed: too late or too early, with both times.
        StaleVersion: something changed since the person looked.
        NotReady: `problems` lists what is missing.
        DomainError: code "beyond-scope", when a correction changed what was not opened.
    """
    processed_at = processed_at or timezone.now()
    at = at or processed_at
    if processed_at - at > WAITED_AT_MOST:
        at = processed_at
    try:
        return _hand_in(proposal, by, at, expected_digest)
    except CallClosed as refusal:
        with transaction.atomic():
            record(
                stream=proposal.stream, verb="submission-refused", by=by, at=processed_at,
                data={"arrived_at": at, "closes_at": refusal.closes_at, "reason": refusal.code},
            )  # fmt: skip
        raise


@transaction.atomic
def _hand_in(proposal: Proposal, by: User, at: dt.datetime, expected_digest: str | None) -> Submission:
    proposal = Proposal.objects.lock(proposal.pk)
    require(access.may_submit(by, proposal))
    if proposal.status not in (ProposalStatus.DRAFT, ProposalStatus.RETURNED) and (standing := standing_submission(proposal)):
        return standing
    # Read after the lock: nothing of it changes any more. The numbers of the receipt come along.
    dossier = dossier_of(Proposal.objects.filter(pk=proposal.pk).annotate(receipt=_next_receipt(), seq=_next_seq()))
    proposal = dossier.proposal
    _require_in_time(proposal, at)
    if expected_digest not in (None, dossier.digest):
        sentence = _("The proposal has changed since you checked it. Please look at it once more.")
        raise StaleVersion(current=dossier.digest, version=proposal.version, message=sentence)
    if missing := readiness.problems(dossier):
        raise NotReady(missing)
    if proposal.status == ProposalStatus.RETURNED:
        _supersede(dossier, by, at)
    _lead_consents(dossier, by, at)
    submission = _keep(dossier, by, at)
    event = record(
        stream=proposal.stream, verb="submitted", by=by, at=at,
        data={"number": submission.number, "seq": submission.seq, "sha256": submission.sha256, "requested_krw": proposal.requested_krw},
    )  # fmt: skip
    messages.proposal_submitted(dossier, submission, event)
    _move(proposal, at)
    return submission


def _require_in_time(proposal: Proposal, at: dt.datetime) -> None:
    call = proposal.call
    if proposal.status == ProposalStatus.RETURNED:
        due = proposal.correction_due_at or call.closes_at
        if at > due:
            raise CallClosed(at=at, opens_at=call.opens_at, closes_at=due)
    elif not call.is_open(at):
        raise CallClosed(at=at, opens_at=call.opens_at, closes_at=call.closes_at)


def _supersede(dossier: Dossier, by: User, at: dt.datetime) -> None:
    """A correction takes the place of what was handed in before, and differs from it only where it may."""
    proposal = dossier.proposal
    before = Submission.objects.get(proposal=proposal, withdrawn_at__isnull=True)
    beyond = snapshot.changed_sections(snapshot.read(before), dossier.content) - set(proposal.correction_scope)
    if beyond:
        named = ", ".join(str(step(code).label) for code in sorted(beyond))
        sentence = _("The correction also changes what was not opened for it: %(steps)s. Put that back as it was.")
        raise DomainError(sentence % {"steps": named}, code="beyond-scope")
    before.withdrawn_at, before.withdrawn_by = at, by
    before.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _lead_consents(dossier: Dossier, by: User, at: dt.datetime) -> None:
    lead = dossier.lead_partner
    if lead.status != PartnerStatus.CONSENTED:
        lead.become(PartnerStatus.CONSENTED)
    lead.consent_digest, lead.consented_at, lead.consented_by = dossier.terms_digest(lead), at, by
    lead.save(update_fields=["status", "consent_digest", "consented_at", "consented_by"])


def _keep(dossier: Dossier, by: User, at: dt.datetime) -> Submission:
    proposal = dossier.proposal
    number = f"R-{proposal.call.ref}-{proposal.receipt:06d}"  # type: ignore[attr-defined]
    seq = proposal.seq  # type: ignore[attr-defined]
    whole = snapshot.snapshot_of(dossier, number=number, seq=seq, submitted_at=at, by=by.key, consents=_consents(dossier))
    text = canonical_json(whole)
    return Submission.objects.create(
        proposal=proposal, seq=seq, number=number, submitted_at=at, by=by, snapshot=text, sha256=sha256_hex(text)
    )


def _consents(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {"partner": p.pk, "digest": p.consent_digest, "at": p.consented_at, "by": f"user/{p.consented_by_id}"}
        for p in dossier.partners
    ]


def _move(proposal: Proposal, at: dt.datetime) -> None:
    """Last of all: the region's count of submissions is everybody's row, and is held only until the commit."""
    proposal.become(ProposalStatus.SUBMITTED)
    proposal.submitted_at = proposal.submitted_at or at  # a correction does not lose its place in the order of arrival
    proposal.correction_scope, proposal.correction_due_at = [], None
    if proposal.plant and proposal.plant.complex:  # as the plant stands today
        proposal.complex, proposal.region = proposal.plant.complex, proposal.plant.complex.region
    proposal.save(
        update_fields=["status", "submitted_at", "complex", "region", "correction_scope", "correction_due_at", "updated_at"]
    )


def _next_receipt() -> Func:
    """The portal's next receipt. Refused attempts leave gaps, which mean nothing."""
    return Func(Value("projects_receipt_number"), function="nextval", output_field=BigIntegerField())


def _next_seq() -> Combinable:
    last = Submission.objects.filter(proposal=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    return Coalesce(Subquery(last), 0) + 1
