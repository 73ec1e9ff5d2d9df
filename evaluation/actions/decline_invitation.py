import dataclasses
import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from evaluation import access
from evaluation.actions.alternates import next_by_draw
from evaluation.actions.filling_pool import fill_pool
from evaluation.actions.refilling import leave_duties
from evaluation.actions.seating import give_up_sheets, require_never_sealed, require_staffing, seat, seated
from evaluation.messages import panel as messages
from evaluation.models import PanelMember, Round, Section
from evaluation.panels import PanelImpossible, choose_panel
from evaluation.queries import pool
from evaluation.queries.draws import live_draw
from evaluation.states import Appointment, MemberStatus


@transaction.atomic
def decline_invitation(member: PanelMember, *, by: User, reason: str, at: dt.datetime | None = None) -> PanelMember | None:
    """Give the seat back, with a reason; also after accepting, as long as nothing is sealed.

    The next by rule (after a public draw, the next alternate) is proposed in the same moment, and HQ is told of both. Returns who was proposed; None when no
    panel can be made of the pool any more, which HQ is told too, with the rule that blocks.

    Raises:
        InvalidInput: without a reason.
        DomainError: code "has-sealed", "illegal-move", "panel-closed".
    """
    at = at or timezone.now()
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(member.round)
    member = PanelMember.objects.select_for_update(no_key=True, of=("self",)).joined().get(pk=member.pk)
    require(access.may_answer(by, member))
    if member.status == MemberStatus.DECLINED:
        return None
    require_staffing(round, at)
    require_never_sealed(member)
    was_accepted = member.status == MemberStatus.ACCEPTED
    member.become(MemberStatus.DECLINED)
    give_up_sheets(round, member)
    member.decline_reason, member.declined_at, member.is_chair = reason.strip(), at, False
    member.save(update_fields=["status", "decline_reason", "declined_at", "is_chair", "sheet_count"])
    if was_accepted:
        round.member_count -= 1
        round.save(update_fields=["member_count"])
    event = record(
        stream=round.stream, verb="invitation-declined", by=by, at=at, data={"seat": member.seat_name, "reason": reason.strip()}
    )
    replacement, blocked = _next(round, member, at)
    messages.invitation_declined(event, round, member, replacement, blocked)
    leave_duties(round, member, by=by, at=at)
    return replacement


def _next(round: Round, member: PanelMember, at: dt.datetime) -> tuple[PanelMember | None, PanelImpossible | None]:
    if draw := live_draw(round):
        taken, blocked = next_by_draw(draw, round, member, cause="declined", at=at)
        return (taken[0] if taken else None), blocked
    return _next_by_rule(round, member.section, at) if member.section else (_next_of_pool(round, at), None)


def _next_of_pool(round: Round, at: dt.datetime) -> PanelMember | None:
    return next(iter(fill_pool(round, by=User.objects.system(), at=at)), None) if round.is_individual else None


def _next_by_rule(round: Round, section: Section, at: dt.datetime) -> tuple[PanelMember | None, PanelImpossible | None]:
    panel = [member.as_seatable() for member in seated(round, section)]
    rules = pool.panel_rules(round.rules)
    candidates = {candidate.expert.pk: candidate for candidate in pool.candidates(round, section=section)}
    try:
        chosen = choose_panel(
            [candidate.as_seatable() for candidate in candidates.values()],
            dataclasses.replace(rules, size_target=max(len(panel) + 1, rules.size_min)),
            home=round.region_id,
            seed=f"{round.ref}/{section.number}",
            seated=panel,
            region_name=round.region.name,
        )
    except PanelImpossible as blocked:
        return None, blocked
    if not chosen:
        return None, None
    members = seat(round, [candidates[one.key].expert for one in chosen], section=section, how=Appointment.AUTOMATIC, at=at)
    record(
        stream=round.stream, verb="panel-proposed", by=User.objects.system(), at=at,
        data={
            "section": section.number, "pool": len(candidates),
            "seats": {member.seat_name: f"expert/{member.expert_id}" for member in members},
        },
    )  # fmt: skip
    return members[0], None
