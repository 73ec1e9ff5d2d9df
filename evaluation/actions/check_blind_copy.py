import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, StaleVersion, require
from evaluation import access
from evaluation.models import BlindCopy, Round, RoundProposal
from evaluation.queries.blind import made_now
from evaluation.states import RoundStatus


@transaction.atomic
def check_blind_copy(entry: RoundProposal, *, by: User, digest: str, at: dt.datetime | None = None) -> BlindCopy:
    """Say that the blackened text names nobody any more. It is kept as it was looked at, and the proposal opens to those who
    judge it. `digest` is that of the text on the page: whatever changed since has to be looked at first. A second press changes
    nothing.

    Raises:
        StaleVersion: when the text is not the one that was looked at.
        DomainError: code "not-blind", "released".
    """
    at = at or timezone.now()
    entry, copy = held_copy(entry, by)
    title, content, now = made_now(entry)
    if digest != now:
        raise StaleVersion(
            current=now, version=0, message=_("The blackened text has changed in the meantime. Please look at it once more.")
        )
    if copy.is_checked and copy.digest == digest:
        return copy
    copy.title, copy.content, copy.digest, copy.checked_by, copy.checked_at = title, content, digest, by, at
    copy.save()
    record(
        stream=entry.round.stream,
        verb="blind-copy-checked",
        by=by,
        at=at,
        data={"proposal": entry.proposal.ref, "sha256": digest},
    )
    return copy


def held_copy(entry: RoundProposal, by: User) -> tuple[RoundProposal, BlindCopy]:
    """The entry with its copy, under the lock of its round. Part of a transaction that goes on."""
    round = Round.objects.locked(entry.round)
    require(access.may_run_round(by, round))
    if not round.is_blind:
        raise DomainError(_("This round is not judged blind."), code="not-blind")
    if round.status == RoundStatus.RELEASED:
        raise DomainError(_("The round has been released."), code="released")
    entry = RoundProposal.objects.select_related("proposal__lead").get(pk=entry.pk)
    entry.round = round
    copy, _made = BlindCopy.objects.get_or_create(entry=entry)
    return entry, copy
