import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import Remark, Round, RoundProposal, Sheet
from evaluation.states import AFTER_TALLY

LONGEST = 2000  # characters
AGAIN = dt.timedelta(seconds=30)


@transaction.atomic
def write_remark(sheet: Sheet, *, by: User, text: str, at: dt.datetime | None = None) -> Remark:
    """Say something about a proposal to the colleagues who judge it. Nobody changes it any more.

    The same words again within half a minute are the second press of the button, and said once.

    Raises:
        InvalidInput: for nothing, or too much.
        DomainError: code "not-discussing" outside that time.
    """
    at = at or timezone.now()
    round = Round.objects.locked(sheet.round)
    sheet = Sheet.objects.joined().get(pk=sheet.pk)
    require(access.may_score(by, sheet) and bool(sheet.seal))
    if not access.may_discuss(round, at) or round.status in AFTER_TALLY:
        raise DomainError(_("The panel does not discuss now."), code="not-discussing")
    require(access.may_remark(by, sheet, at))
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput({"text": _("Please write something.")})
    if len(text) > LONGEST:
        raise InvalidInput({"text": _("At most %(n)d characters.") % {"n": LONGEST}})
    entry = RoundProposal.objects.get(round=round, proposal=sheet.proposal_id)
    said = Remark.objects.filter(entry=entry, member=sheet.member_id, text=text, at__gte=at - AGAIN).first()
    if said:
        return said
    remark = Remark.objects.create(entry=entry, member=sheet.member, text=text, at=at)
    data = {"seat": sheet.member.seat_name, "proposal": sheet.proposal.ref, "sha256": sha256_hex(text)}
    record(stream=round.stream, verb="remarked", by=by, at=at, data=data)
    return remark
