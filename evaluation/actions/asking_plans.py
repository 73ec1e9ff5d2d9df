"""Asking for revised plans: part of a release, and of moving up."""

import datetime as dt
from collections.abc import Collection

from accounts.models import User
from audit.record import record
from evaluation.messages import follow_up as messages
from evaluation.models import PanelCut, RevisedPlan, Round
from programme.clocks import deadline
from programme.queries import holiday_calendar


def ask_for_plans(round: Round, selected: Collection[int], *, by: User, at: dt.datetime) -> list[RevisedPlan]:
    """Of the selected (proposal ids) those that the panel cut hand in a revised plan within the rulebook's time."""
    cuts = PanelCut.objects.filter(entry__round=round, entry__proposal__in=selected).select_related("entry__proposal")
    due = deadline(at, round.rules.clocks.revision.value, holiday_calendar())
    plans = []
    for cut in cuts.order_by("entry__proposal"):
        proposal = cut.entry.proposal
        plan, _new = RevisedPlan.objects.update_or_create(
            proposal=proposal, defaults={"round": round, "asked_at": at, "due_at": due, "reminded_at": None}
        )
        event = record(stream=proposal.stream, verb="revised-plan-asked", by=by, at=at, data={"round": round.ref, "due_at": due})
        messages.plan_asked(event, plan)
        plans.append(plan)
    return plans
