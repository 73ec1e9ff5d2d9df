"""An evaluator: invitations, declarations before and after, sheets still to sign, the profile once a year."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from consultants.models import Expert
from dashboards.desks import Desk, Task
from dashboards.desks.meetings import of_panels
from evaluation.actions.declaring_again import is_asked
from evaluation.models import PanelMember
from evaluation.phases import Phase
from evaluation.states import MemberStatus, RoundStatus


def desk(user: User, now: dt.datetime) -> Desk:
    seats = (
        PanelMember.objects.filter(expert__user=user, status__in=[MemberStatus.INVITED, MemberStatus.ACCEPTED])
        .filter(round__status__in=[RoundStatus.INVITING, RoundStatus.SCORING, RoundStatus.CLOSED])
        .select_related("round__call", "round__region", "round__rulebook")
        .defer("round__rulebook__document", "round__call__body_ko", "round__call__body_en")
        .order_by("round__closes_at")
    )
    tasks = [*(task for seat in seats if (task := _task(seat, now))), *of_panels(user)]
    links = [(_("My evaluations"), reverse("evaluation:desk"))]
    expert = Expert.objects.filter(user=user).only("confirmed_at", "created_at").first()
    if expert is not None:
        page = reverse("consultants:expert-detail", args=[expert.pk])
        links.append((_("My profile"), page))
        if not expert.is_confirmed(now):
            tasks.append(Task(_("Look through your profile and confirm it"), page, tone="warn"))
    return Desk(_("Evaluator"), tasks, links)


def _task(seat: PanelMember, now: dt.datetime) -> Task | None:
    round_, due = seat.round, seat.round.scoring_closes_at
    name = {"round": round_.title}
    if round_.status == RoundStatus.CLOSED:
        return _again(seat, name)
    if seat.status == MemberStatus.INVITED:
        return Task(
            _("Answer the invitation to “%(round)s”") % name,
            reverse("evaluation:invitation", args=[seat.token]),
            due=due,
            tone="warn",
        )
    page = reverse("evaluation:my-round", args=[round_.ref])
    if not seat.pledged_at:
        return Task(_("Give your pledge for “%(round)s”") % name, page, due=due, tone="warn")
    if not seat.declared_at:
        return Task(
            _("Declare conflicts for “%(round)s”") % name,
            reverse("evaluation:my-conflicts", args=[round_.ref]),
            due=due,
            tone="warn",
        )
    left = seat.sheet_count - seat.sealed_count
    phase = round_.phase(now)
    if phase == Phase.ANSWER:
        return None  # the applicants' turn
    if phase == Phase.DISCUSS:
        return Task(_("Read your colleagues' sheets in “%(round)s”") % name, page, due=round_.discussion_ends_at)
    if phase == Phase.ADJUST:
        return Task(_("Adjust your sheets in “%(round)s” where you want to") % name, page, due=round_.adjusting_ends_at)
    if round_.status == RoundStatus.SCORING and left > 0 and phase != Phase.OVER:
        return Task(
            _("Score and sign in “%(round)s”") % name,
            page,
            due=due,
            note=_("%(done)s of %(all)s signed") % {"done": seat.sealed_count, "all": seat.sheet_count},
        )
    return None


def _again(seat: PanelMember, name: dict[str, str]) -> Task | None:
    """After the close only the second declaration is left, where the rulebook asks for it."""
    if seat.sealed_count == 0 or seat.declared_again_at or not is_asked(seat.round):
        return None
    page = reverse("evaluation:my-conflicts-again", args=[seat.round.ref])
    return Task(_("Declare conflicts once more for “%(round)s”") % name, page, tone="warn")
