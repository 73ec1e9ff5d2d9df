import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from consultants.models import Expert
from evaluation import access
from evaluation.actions.alternates import next_by_draw
from evaluation.actions.eligible import require_eligible, section_meant
from evaluation.actions.refilling import leave_duties
from evaluation.actions.seating import (
    give_up_sheets,
    require_never_sealed,
    require_rules_kept,
    require_staffing,
    seat,
    seated,
)
from evaluation.draws.walk import EVERYWHERE
from evaluation.messages import panel as messages
from evaluation.models import Draw, PanelMember, Round, Section
from evaluation.queries.draws import live_draw
from evaluation.states import Appointment, DrawStatus, MemberStatus


@transaction.atomic
def change_panel(
    round: Round,
    *,
    by: User,
    reason: str,
    remove: PanelMember | None = None,
    add: Expert | None = None,
    section: Section | None = None,
    at: dt.datetime | None = None,
) -> PanelMember | None:
    """Take somebody off the panel, put somebody on it, or both at once (a swap), by hand and with a reason.

    The panel is the `section`'s; unsaid, that of the one who leaves, or the only one. Every rule holds by hand as well: no
    conflict, size, share of other regions, one per organisation, yearly cap. Who has sealed a sheet stays. Somebody removed
    after being invited is told. After a public draw the next alternate takes the seat, and nobody is put on by hand unless
    the order has nobody left who keeps the rules. Returns the new member, if any.

    Raises:
        InvalidInput: without a reason, or without a section where there are several.
        DomainError: code conflict, yearly-cap, too-large, other-regions, one-per-organisation, has-sealed, on-panel, public-draw …
    """
    at = at or timezone.now()
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    if remove is None and add is None:
        raise InvalidInput({"add": _("Choose whom to add or to remove.")})
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_staffing(round, at)
    section = section_meant(round, section or (remove.section if remove else None))
    draw = _require_draw_kept(round, section, add)
    panel = seated(round, section)
    leaving = _leaving(panel, remove)
    kept = [member.as_seatable() for member in panel if member is not leaving]
    if add is not None:
        kept += require_eligible(round, section, [add])
    # While invitations run a panel may be short for a while; `invite_panel` and `open_scoring` ask for all of it.
    if section is not None:  # the rules of a panel; where each proposal has its own, they hold for each assignment
        require_rules_kept(round, kept, complete=False)
    if leaving is not None:
        _remove(round, leaving, reason.strip(), by, at)
        if draw is not None and add is None:
            taken, _blocked = next_by_draw(draw, round, leaving, cause="removed", at=at)
            return taken[0] if taken else None
    if add is None:
        return None
    (member,) = seat(round, [add], section=section, how=Appointment.MANUAL, at=at, reason=reason.strip())
    record(
        stream=round.stream, verb="member-added", by=by, at=at,
        data={"seat": member.seat_name, "expert": f"expert/{add.pk}", "reason": reason.strip()},
    )  # fmt: skip
    return member


def _require_draw_kept(round: Round, section: Section | None, add: Expert | None) -> Draw | None:
    draw = live_draw(round)
    if draw is None:
        return None
    drawn_for = str(section.number) if section else EVERYWHERE
    last = draw.turns.filter(section=drawn_for).order_by("-number").first()
    order_is_used_up = last is not None and not last.taken
    if draw.status != DrawStatus.DRAWN or (add is not None and not order_is_used_up):
        raise DomainError(_("This panel is formed by a public draw."), code="public-draw")
    return draw


def _leaving(panel: list[PanelMember], remove: PanelMember | None) -> PanelMember | None:
    if remove is None:
        return None
    found = next((member for member in panel if member.pk == remove.pk), None)
    if found is None:
        raise DomainError(_("This person is no longer on the panel."), code="not-on-panel")
    require_never_sealed(found)
    return found


def _remove(round: Round, member: PanelMember, reason: str, by: User, at: dt.datetime) -> None:
    was = MemberStatus(member.status)
    give_up_sheets(round, member)
    member.become(MemberStatus.REPLACED)
    member.reason, member.is_chair = reason, False
    member.save(update_fields=["status", "reason", "is_chair", "sheet_count"])
    if was == MemberStatus.ACCEPTED:
        round.member_count -= 1
        round.save(update_fields=["member_count"])
    event = record(
        stream=round.stream, verb="member-removed", by=by, at=at, data={"seat": member.seat_name, "was": was, "reason": reason}
    )
    if was != MemberStatus.PROPOSED:
        messages.member_released_from_duty(event, round, member)
    leave_duties(round, member, by=by, at=at)
