import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput
from evaluation.actions.assigning import Duty
from evaluation.actions.changing_panels import locked_for_change, reseat, sits
from evaluation.assignment_words import BINDING, rule_name
from evaluation.messages import assignment as messages
from evaluation.models import AssignmentRun, PanelMember, RoundProposal
from evaluation.queries.one_panel import Newcomer, table
from evaluation.states import Appointment


@transaction.atomic
def change_assignment(
    entry: RoundProposal,
    *,
    by: User,
    reason: str,
    remove: PanelMember | None = None,
    add: PanelMember | None = None,
    run: AssignmentRun | None = None,
    at: dt.datetime | None = None,
) -> Newcomer | None:
    """Change one proposal's panel by hand, with a reason: somebody off, somebody on, or one in the place of another.

    With `run`, in what a computation proposes, where nobody is told; else in what is appointed, and those concerned get a
    letter. Nobody comes against a binding rule. Returns who came, with what the panel gained.

    Raises:
        InvalidInput: without a reason, or without anybody named.
        DomainError: code "rule-…" naming the rule; "not-on-panel", "has-sealed", "already-appointed", "panel-closed".
    """
    at = at or timezone.now()
    round, run = locked_for_change(entry, run, by=by, reason=reason, at=at)
    if remove is None and add is None:
        raise InvalidInput({"add": _("Choose whom to add or to remove.")})
    found = table(round, entry, run)
    places = found.given.member_places
    leaving = places.get(remove.pk) if remove is not None else None
    if remove is not None and not sits(round, entry, run, remove):
        raise DomainError(_("This person is no longer on the panel."), code="not-on-panel")
    newcomer = None
    if add is not None:
        if add.pk not in places or places[add.pk] in found.panel:
            raise DomainError(_("This person did not accept, or is on the panel already."), code="not-available")
        newcomer = found.newcomer(places[add.pk], leaving)
        broken = [rule for rule in newcomer.broken if rule in BINDING]
        if broken:
            raise DomainError(_("Rule broken: %(rule)s.") % {"rule": rule_name(broken[0])}, code=f"rule-{broken[0]}")
    duty = Duty(entry.pk, add.pk, newcomer.suitability, Appointment.MANUAL, reason.strip()) if add and newcomer else None
    reseat(round, entry, run, off=remove, on=duty, at=at)
    event = record(
        stream=round.stream, verb="assignment-changed", by=by, at=at,
        data={
            "proposal": entry.proposal.ref, "run": run.number if run else None, "off": remove.seat_name if remove else "",
            "on": add.seat_name if add else "", "gain": newcomer.gain if newcomer else 0, "reason": reason.strip(),
        },
    )  # fmt: skip
    if run is None:
        messages.duties_changed(event, round, given=[add.pk] if add else [], taken=[remove.pk] if remove else [])
    return newcomer
