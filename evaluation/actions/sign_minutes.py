import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.models import Attendance, Meeting, Minutes, MinutesSignature, PanelMember
from evaluation.sealing import sign_digest
from evaluation.states import RoundStatus


@transaction.atomic
def sign_minutes(minutes: Minutes, member: PanelMember, *, by: User, at: dt.datetime | None = None) -> MinutesSignature:
    """Sign the version that stands, as one who was there. A second press gives the same signature.

    Raises:
        DomainError: code "outdated" when another version stands by now, "not-there", or "round-released".
    """
    at = at or timezone.now()
    meeting = Meeting.objects.locked(minutes.meeting)
    require(access.may_answer(by, member))
    if signed := minutes.signatures.filter(member=member).first():
        return signed
    if meeting.papers.filter(kind=minutes.kind, version__gt=minutes.version).exists():
        raise DomainError(_("Another version has been written. Please read that one."), code="outdated")
    if meeting.round.status == RoundStatus.RELEASED:
        raise DomainError(_("This round is released."), code="round-released")
    if not Attendance.objects.filter(meeting=meeting, member=member).exists():
        raise DomainError(_("Only those who were at the meeting sign."), code="not-there")
    salt, seal = sign_digest(minutes.digest, signed_by=member.seat_name, signed_at=at)
    made = MinutesSignature.objects.create(minutes=minutes, member=member, salt=salt, seal=seal, signed_at=at)
    record(
        stream=meeting.round.stream, verb="minutes-signed", by=by, at=at,
        data={"number": meeting.number, "kind": minutes.kind, "version": minutes.version, "seat": member.seat_name, "seal": seal},
    )  # fmt: skip
    return made
