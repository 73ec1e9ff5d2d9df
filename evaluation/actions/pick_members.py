import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from consultants.models import Expert
from evaluation import access
from evaluation.actions.eligible import require_eligible, section_meant
from evaluation.actions.seating import require_no_draw, require_rules_kept, require_staffing, seat, seated
from evaluation.models import PanelMember, Round, Section
from evaluation.states import Appointment


@transaction.atomic
def pick_members(
    round: Round,
    *,
    by: User,
    experts: Sequence[Expert],
    reason: str,
    recommended: int,
    section: Section | None = None,
    at: dt.datetime | None = None,
) -> list[PanelMember]:
    """Give seats to those picked from a recommended list, together and with a reason; nobody is told yet.

    `recommended`: how many were on the list, kept in the history. The rules of the panel hold for all of them at once.
    Who sits already is passed over, so a second press changes nothing.

    Raises:
        InvalidInput: nobody picked, or no reason.
        DomainError: code "public-draw", or that of the rule that would be broken (conflict, other-regions, too-large …).
    """
    at = at or timezone.now()
    if not experts:
        raise InvalidInput({"picked": _("Pick at least one person.")})
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_staffing(round, at)
    require_no_draw(round)
    section = section_meant(round, section)
    panel = seated(round, section)
    sitting = {member.expert_id for member in panel}
    new = [expert for expert in experts if expert.pk not in sitting]
    if not new:
        return []
    coming = require_eligible(round, section, new)
    if section is not None:
        require_rules_kept(round, [*(member.as_seatable() for member in panel), *coming], complete=False)
    members = seat(round, new, section=section, how=Appointment.MANUAL, at=at, reason=reason.strip())
    record(
        stream=round.stream, verb="members-picked", by=by, at=at,
        data={
            "section": section.number if section else None, "recommended": recommended, "reason": reason.strip(),
            "seats": {member.seat_name: f"expert/{member.expert_id}" for member in members},
        },
    )  # fmt: skip
    return members
