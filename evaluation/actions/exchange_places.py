import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError
from evaluation.actions.assigning import Duty
from evaluation.actions.changing_panels import locked_for_change, reseat
from evaluation.assignment_words import rule_name
from evaluation.messages import assignment as messages
from evaluation.models import AssignmentRun, PanelMember, RoundProposal
from evaluation.queries.exchanges import Exchange, exchange
from evaluation.states import Appointment


@transaction.atomic
def exchange_places(
    entry: RoundProposal,
    *,
    by: User,
    leaving: PanelMember,
    other: RoundProposal,
    coming: PanelMember,
    reason: str,
    run: AssignmentRun | None = None,
    at: dt.datetime | None = None,
) -> Exchange:
    """Two people change places between two proposals, with a reason; nobody's load changes.

    With `run`, in what a computation proposes, where nobody is told; else in what is appointed, and both get a letter. No
    rule may be broken by it. Both panels gain a line in the history.

    Raises:
        InvalidInput: without a reason.
        DomainError: code "rule-…" naming the rule; "not-on-panel", "has-sealed", "already-appointed", "panel-closed".
    """
    at = at or timezone.now()
    round, run = locked_for_change(entry, run, by=by, reason=reason, at=at)
    found = exchange(round, entry, run, leaving, other, coming)
    if found is None:
        raise DomainError(_("This person is no longer on the panel."), code="not-on-panel")
    if found.broken:
        raise DomainError(_("Rule broken: %(rule)s.") % {"rule": rule_name(found.broken[0])}, code=f"rule-{found.broken[0]}")
    moves = ((entry, leaving, coming, found.here), (other, coming, leaving, found.there))
    for place, off, _on, _gain in moves:
        reseat(round, place, run, off=off, on=None, at=at)
    for place, _off, on, _gain in moves:
        duty = Duty(place.pk, on.pk, found.scores[on.pk], Appointment.MANUAL, reason.strip())
        reseat(round, place, run, off=None, on=duty, at=at)
    for place, off, on, gain in moves:
        event = record(
            stream=round.stream, verb="assignment-changed", by=by, at=at,
            data={
                "proposal": place.proposal.ref, "run": run.number if run else None, "off": off.seat_name, "on": on.seat_name,
                "gain": gain, "reason": reason.strip(),
            },
        )  # fmt: skip
    if run is None:
        both = [leaving.pk, coming.pk]
        messages.duties_changed(event, round, given=both, taken=both)
    return found
