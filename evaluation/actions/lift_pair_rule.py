import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import require
from evaluation import access
from evaluation.models import PairRule, Round


@transaction.atomic
def lift_pair_rule(rule: PairRule, *, by: User, at: dt.datetime | None = None) -> PairRule:
    """Take back a pin or a ban; the next computation is free of it. A second time changes nothing."""
    at = at or timezone.now()
    round = Round.objects.locked(rule.entry.round)
    require(access.may_run_round(by, round))
    rule = (
        PairRule.objects.select_for_update(no_key=True, of=("self",)).select_related("entry__proposal", "member").get(pk=rule.pk)
    )
    if rule.lifted_at:
        return rule
    rule.lifted_at = at
    rule.save(update_fields=["lifted_at"])
    record(
        stream=round.stream, verb="pair-freed", by=by, at=at,
        data={"proposal": rule.entry.proposal.ref, "seat": rule.member.seat_name, "was": rule.kind},
    )  # fmt: skip
    return rule
