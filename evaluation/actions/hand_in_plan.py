import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.messages import follow_up as messages
from evaluation.models import RevisedPlan

SHORTEST, LONGEST = 30, 4000  # characters


@transaction.atomic
def hand_in_plan(plan: RevisedPlan, *, by: User, scope: str, money: str, at: dt.datetime | None = None) -> RevisedPlan:
    """Say what becomes of a selected proposal after the panel's cut. Until the deadline it may be handed in anew; the history
    keeps that it was.

    Raises:
        InvalidInput: for a part that is too short or too long. DomainError: code "too-late".
    """
    at = at or timezone.now()
    plan = RevisedPlan.objects.select_for_update(no_key=True).select_related("proposal", "round__region").get(pk=plan.pk)
    require(access.may_appeal(by, plan.proposal))
    if at >= plan.due_at:
        raise DomainError(_("The time for the revised plan is over."), code="too-late")
    parts = {"scope": scope.strip(), "money": money.strip()}
    wrong: dict[str, Any] = {
        name: _("Between %(least)d and %(most)d characters.") % {"least": SHORTEST, "most": LONGEST}
        for name, text in parts.items()
        if not SHORTEST <= len(text) <= LONGEST
    }
    if wrong:
        raise InvalidInput(wrong)
    if plan.handed_in_at and (plan.scope, plan.money) == (parts["scope"], parts["money"]):
        return plan
    plan.scope, plan.money, plan.handed_in_at, plan.handed_in_by = parts["scope"], parts["money"], at, by
    plan.save(update_fields=["scope", "money", "handed_in_at", "handed_in_by"])
    data = {"round": plan.round.ref, "sha256": sha256_hex("\n\n".join(parts.values()))}
    event = record(stream=plan.proposal.stream, verb="revised-plan-handed-in", by=by, at=at, data=data)
    messages.plan_handed_in(event, plan)
    return plan
