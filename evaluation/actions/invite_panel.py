import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.objecting import require_objections_decided
from evaluation.actions.seating import require_rules_kept, require_staffing, seated
from evaluation.conflicts import Hit
from evaluation.messages import panel as messages
from evaluation.models import PanelMember, Round
from evaluation.queries import pool
from evaluation.queries.duties import panels
from evaluation.states import MemberStatus, RoundStatus


@transaction.atomic
def invite_panel(round: Round, *, by: User, at: dt.datetime | None = None) -> list[PanelMember]:
    """Send letters to everybody who is proposed. Every panel must be whole and keep every rule as the facts stand now.

    Returns those invited by this call; a second press finds nobody left.

    Raises:
        NotReady: while an applicant's objection to an evaluator waits for its decision.
        DomainError: code of the rule that is broken (too-small, other-regions, conflict …).
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_run_round(by, round))
    require_staffing(round, at)
    panel = seated(round)
    proposed = [member for member in panel if member.status == MemberStatus.PROPOSED]
    if not proposed:
        if panel:
            return []
        raise DomainError(_("Nobody is proposed yet."), code="too-small")
    require_objections_decided(round)
    for _section, members in panels(round, panel):
        require_rules_kept(round, [member.as_seatable() for member in members], complete=True)
    for member, hits in _tied(round, proposed):
        if hits:
            facts = pool.conflict_sentence(hits, round)
            raise DomainError(
                _("%(name)s: conflict of interest: %(facts)s") % {"name": member.name, "facts": facts}, code="conflict"
            )
    for member in proposed:
        member.become(MemberStatus.INVITED)
        member.invited_at = at
    PanelMember.objects.bulk_update(proposed, ["status", "invited_at"])
    if round.status == RoundStatus.PLANNED:
        round.become(RoundStatus.INVITING)
        round.save(update_fields=["status"])
    event = record(
        stream=round.stream, verb="panel-invited", by=by, at=at, data={"seats": [member.seat_name for member in proposed]}
    )
    messages.panel_invited(event, round, proposed)
    return proposed


def _tied(round: Round, proposed: list[PanelMember]) -> Iterator[tuple[PanelMember, list[Hit]]]:
    """Each with the ties that bar a seat in the own section; without sections, with those that bar from the round."""
    if round.is_individual:
        found = pool.barring(round, [member.expert for member in proposed])
        yield from ((member, found.get(member.expert_id, [])) for member in proposed)
    for section, members in panels(round, proposed):
        found = pool.barring(round, [member.expert for member in members], section)
        for member in members:
            yield member, found.get(member.expert_id, [])
