"""The common ground of confirming a list and of deciding a review: the walk down it, written and kept in the history."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError
from evaluation.fast_selection import RECOMMENDED, RESERVE, TIED, select
from evaluation.models import Round, Standing
from evaluation.queries.candidates import candidates
from evaluation.queries.ranking import shared_selection_rules
from evaluation.selection import NOWHERE


class NeedsOrder(DomainError):
    """Equal proposals stand at the line and the money carries only some: people must order them. `proposals` are their ids."""

    def __init__(self, proposals: Sequence[int]) -> None:
        super().__init__(
            _("Proposals that share a place stand at the budget's line. Please put them in order first."), code="tie-at-the-line"
        )
        self.proposals = list(proposals)


def decide(round: Round, budget_krw: int, among_equals: Mapping[int, int], *, by: User, at: dt.datetime) -> int:
    """Write the decision on each proposal and what the money was, as the rulebook says; returns how many are selected.

    Raises:
        NeedsOrder: when equals stand at the line without an order.
        DomainError: code "no-result" when a proposal has too few sheets.
    """
    listed, tracks = candidates(round, among_equals)
    if not round.is_review and (without := int((listed.place == NOWHERE).sum())):
        raise DomainError(
            _("%(n)d proposals have too few sealed sheets for a result. Please reconvene the panel for them first.")
            % {"n": without},
            code="no-result",
        )
    chosen = select(listed, budget_krw, shared_selection_rules(round, tracks))
    if chosen.needs_a_decision:
        raise NeedsOrder(listed.key[chosen.candidate[chosen.reason == TIED]].tolist())
    Standing.objects.write_choice(round, listed.key, chosen)
    round.budget_krw, round.confirmed_at = budget_krw, at
    round.save(update_fields=["status", "budget_krw", "confirmed_at"])
    selected = int((chosen.outcome == RECOMMENDED).sum())
    ordered = listed.among_equals != 0
    record(
        stream=round.stream, verb="confirmed", by=by, at=at,
        data={
            "budget_krw": budget_krw, "spent_krw": chosen.spent_krw, "selected": selected,
            "reserve": int((chosen.outcome == RESERVE).sum()),
            "among_equals": {
                str(pk): order
                for pk, order in zip(listed.key[ordered].tolist(), listed.among_equals[ordered].tolist(), strict=True)
            },
        },
    )  # fmt: skip
    return selected
