"""An evaluator: invitations, declarations, sheets still to sign."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from dashboards.desks import Desk, Task
from evaluation.models import PanelMember
from evaluation.states import MemberStatus, RoundStatus


def desk(user: User, now: dt.datetime) -> Desk:
    seats = (
        PanelMember.objects.filter(expert__user=user, status__in=[MemberStatus.INVITED, MemberStatus.ACCEPTED])
        .filter(round__status__in=[RoundStatus.INVITING, RoundStatus.SCORING])
        .select_related("round__call", "round__region")
        .order_by("round__scoring_closes_at")
    )
    tasks = [task for seat in seats if (task := _task(seat))]
    return Desk(_("Evaluator"), tasks, [(_("My evaluations"), reverse("evaluation:desk"))])


def _task(seat: PanelMember) -> Task | None:
    round_, due = seat.round, seat.round.scoring_closes_at
    name = {"round": round_.title}
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
    if round_.status == RoundStatus.SCORING and left > 0:
        return Task(
            _("Score and sign in “%(round)s”") % name,
            page,
            due=due,
            note=_("%(done)s of %(all)s signed") % {"done": seat.sealed_count, "all": seat.sheet_count},
        )
    return None
