import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.models import Round, Standing
from evaluation.queries.ranking import choose, lock_budget, to_choose_from
from evaluation.selection import NOT_RECOMMENDED, RECOMMENDED, RESERVE
from evaluation.states import Decision, RoundStatus

DECISIONS = {RECOMMENDED: Decision.SELECTED, RESERVE: Decision.RESERVE, NOT_RECOMMENDED: Decision.REJECTED}


class NeedsOrder(DomainError):
    """Equal proposals stand at the line and the money carries only some: people must order them. `proposals` are their ids."""

    def __init__(self, proposals: Sequence[int]) -> None:
        super().__init__(
            _("Proposals that share a place stand at the budget's line. Please put them in order first."), code="tie-at-the-line"
        )
        self.proposals = list(proposals)


@transaction.atomic
def confirm_ranking(
    round: Round, *, by: User, among_equals: Mapping[int, int] | None = None, at: dt.datetime | None = None
) -> Round:
    """Decide down the list within what is left of the region's budget, as the rulebook says; the rest that passed waits.

    The budget of this moment is kept with the round. `among_equals` is {proposal id: 1, 2 …} for proposals that share a
    place at the line; the order goes into the history. Pressed twice it does nothing.

    Raises:
        NeedsOrder: when equals stand at the line without an order.
        DomainError: code "no-budget", "no-result" when a proposal has too few sheets, "illegal-move" before the tally,
            or "decided-with-the-appeal" for a review.
    """
    at = at or timezone.now()
    among_equals = among_equals or {}
    round = Round.objects.locked(round)
    require(access.may_decide(by, round))
    if round.status == RoundStatus.CONFIRMED:
        return round
    if round.is_review:
        raise DomainError(_("A review is decided with its appeal."), code="decided-with-the-appeal")
    round.become(RoundStatus.CONFIRMED)
    budget = lock_budget(round)
    standings = {standing.proposal_id: standing for standing in to_choose_from(round)}
    if without := sum(standing.total is None for standing in standings.values()):
        raise DomainError(
            _("%(n)d proposals have too few sealed sheets for a result. Please reconvene the panel for them first.")
            % {"n": without},
            code="no-result",
        )
    among_equals = {pk: order for pk, order in among_equals.items() if pk in standings}
    selection = choose(round, standings.values(), budget, among_equals)
    if selection.needs_a_decision:
        raise NeedsOrder([decision.key for decision in selection.decisions if decision.reason == "tied_at_the_line"])
    for decision in selection.decisions:
        standing = standings[decision.key]
        standing.decision = DECISIONS[decision.outcome].value
        standing.decision_reason = decision.reason
        standing.order = decision.order
        standing.reserve_number = decision.reserve_number
        standing.granted_krw = decision.amount_krw if standing.decision == Decision.SELECTED else None
        standing.budget_left_krw = decision.left_after_krw
    Standing.objects.write_decisions(standings.values())
    round.budget_krw, round.confirmed_at = budget, at
    round.save(update_fields=["status", "budget_krw", "confirmed_at"])
    record(
        stream=round.stream, verb="confirmed", by=by, at=at,
        data={
            "budget_krw": budget, "spent_krw": selection.spent_krw, "selected": len(selection.recommended),
            "reserve": len(selection.reserve), "among_equals": {str(pk): order for pk, order in among_equals.items()},
        },
    )  # fmt: skip
    return round
