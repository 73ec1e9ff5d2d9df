"""What tally, ranking and selection of a closed round would come to now. Nothing is written."""

from dataclasses import dataclass

import numpy as np

from evaluation import fast_selection
from evaluation.fast_selection import Candidates, Chosen
from evaluation.models import Round
from evaluation.queries import tallied
from evaluation.queries.judged import judged
from evaluation.queries.ranking import available_budget, recommended, shared_selection_rules
from evaluation.queries.tallied import Computed
from evaluation.selection import NOWHERE


@dataclass(frozen=True, slots=True)
class Outlook:
    """Scores and places, and who would be chosen: numbers of `keys`, the proposals' ids."""

    computed: Computed
    chosen: Chosen


def outlook(round: Round) -> Outlook | None:
    """None where whole numbers cannot carry the round's rules."""
    proposals = judged(round)
    computed = tallied.compute(round, proposals, tallied.adjustments_of(round)) if proposals else None
    if proposals is None or computed is None:
        return None
    caps = np.array([round.rules.track(track).grant_cap_krw.value for track in proposals.tracks], np.int64)
    amount = np.minimum(proposals.requested_krw, caps[proposals.track])
    for pk, krw in recommended(round).items():
        one = int(np.searchsorted(proposals.key, pk))
        amount[one] = min(int(amount[one]), krw)
    place = np.full(len(proposals.key), NOWHERE)
    place[computed.ranked] = computed.places.place
    nobody = np.zeros(len(proposals.key), np.int64)  # whole numbers carry no rules with pass-or-fail questions
    candidates = Candidates(proposals.key, place, computed.passed, amount, proposals.is_joint, nobody, nobody.astype(bool))
    rules = shared_selection_rules(round, proposals.tracks)
    return Outlook(computed, fast_selection.select(candidates, available_budget(round), rules))
