import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import PanelMember, Round, ServiceMark
from evaluation.queries.service import sheets_in_time
from evaluation.states import MemberStatus

BEST = 5


@transaction.atomic
def mark_service(member: PanelMember, *, by: User, quality: int, note: str = "", at: dt.datetime | None = None) -> ServiceMark:
    """Write down how somebody served in a closed round: the comments by judgement, what came in time by count.

    Marked again it is corrected; the history keeps both.

    Raises:
        InvalidInput: for a quality that is none of 1 to 5.
        DomainError: code "not-closed" before the close, "not-on-panel".
    """
    at = at or timezone.now()
    if not 1 <= quality <= BEST:
        raise InvalidInput({"quality": _("Choose a mark from 1 to 5.")})
    round = Round.objects.locked(member.round)
    require(access.may_run_round(by, round))
    if not round.is_closed:
        raise DomainError(_("Service is marked after scoring has closed."), code="not-closed")
    member = PanelMember.objects.select_for_update(no_key=True, of=("self",)).joined().get(pk=member.pk)
    if member.status != MemberStatus.ACCEPTED:
        raise DomainError(_("This person is no longer on the panel."), code="not-on-panel")
    due, in_time = sheets_in_time(member)
    mark, _made = ServiceMark.objects.update_or_create(
        member=member,
        defaults={"due": due, "in_time": in_time, "quality": quality, "note": note.strip(), "by": by, "at": at},
    )
    record(
        stream=member.expert.stream, verb="service-marked", by=by, at=at,
        data={"round": round.ref, "due": due, "in_time": in_time, "quality": quality},
    )  # fmt: skip
    return mark
