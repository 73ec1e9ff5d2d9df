import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import OpinionSummary, Round, RoundProposal
from evaluation.states import RoundStatus

LONGEST = 2000  # characters


@transaction.atomic
def write_summary(
    entry: RoundProposal, *, by: User, strengths: str, improvements: str, at: dt.datetime | None = None
) -> OpinionSummary:
    """Put the panel's opinion on one proposal into words the applicant will read: what is good, what to improve and why.

    After scoring has closed and until the release; written again it replaces, and the history keeps that it did.

    Raises:
        InvalidInput: for an empty or too long part.
        DomainError: code "not-closed" or "round-released".
    """
    at = at or timezone.now()
    round = Round.objects.locked(entry.round)
    require(access.may_write_summary(by, entry))
    if not round.is_closed:
        raise DomainError(_("The summary is written after scoring has closed."), code="not-closed")
    if round.status == RoundStatus.RELEASED:
        raise DomainError(_("This round is released."), code="round-released")
    parts = {"strengths": strengths.strip(), "improvements": improvements.strip()}
    errors: dict[str, Any] = {name: _("Please write this part.") for name, text in parts.items() if not text}
    errors |= {name: _("At most %(n)d characters.") % {"n": LONGEST} for name, text in parts.items() if len(text) > LONGEST}
    if errors:
        raise InvalidInput(errors)
    opinion, _new = OpinionSummary.objects.update_or_create(
        round=round, proposal=entry.proposal, defaults={**parts, "by": by, "at": at}
    )
    record(
        stream=round.stream, verb="summary-written", by=by, at=at,
        data={"proposal": entry.proposal.ref, "sha256": sha256_hex("\n\n".join(parts.values()))},
    )  # fmt: skip
    return opinion
