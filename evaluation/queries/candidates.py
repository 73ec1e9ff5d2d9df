"""The tallied list as columns: what a selection walks down, without an object for each of twenty thousand."""

from collections.abc import Mapping

import numpy as np

from evaluation.fast_selection import Candidates
from evaluation.models import Round
from evaluation.queries.ranking import recommended
from evaluation.queries.sheet_numbers import quoted, whole_numbers
from evaluation.selection import NOWHERE


def candidates(round: Round, among_equals: Mapping[int, int]) -> tuple[Candidates, list[str]]:
    """By the proposals' ids, with the order people gave to equals; and the tracks there are. Orders of proposals that are not on
    the list are left out. Two statements."""
    known = sorted(track.code for track in round.rules.tracks)
    track_of = " ".join(f"WHEN {quoted(track)} THEN {number}" for number, track in enumerate(known))
    line = round.rules.scoring.pass_line.value
    rows = whole_numbers(
        f"SELECT standing.proposal_id, coalesce(place, {NOWHERE}), (outcome = 'passed')::int::bigint, asked_krw,"
        f" (partner_count > 1)::int::bigint, (CASE track {track_of} END)::bigint,"
        f" coalesce(total >= {line:f} AND outcome <> 'passed', false)::int::bigint"
        " FROM evaluation_standing AS standing JOIN projects_proposal AS proposal ON proposal.id = standing.proposal_id"
        f" WHERE standing.round_id = {int(round.pk)} ORDER BY standing.proposal_id",
        7,
    )
    assert rows is not None, "a proposal of a track that its rulebook does not know"
    key, place, passed, asked, joint, track, failed_check = np.ascontiguousarray(rows.T)
    caps = np.array([round.rules.track(code).grant_cap_krw.value for code in known], np.int64)
    amount, order = np.minimum(asked, caps[track]), np.zeros(len(key), np.int64)
    for pk, krw in recommended(round).items():
        one = np.searchsorted(key, pk)
        amount[one] = min(amount[one], krw)
    given = np.fromiter(among_equals, np.int64, len(among_equals))
    for pk in given[np.isin(given, key)].tolist():
        order[np.searchsorted(key, pk)] = among_equals[pk]
    found = Candidates(key, place, passed.astype(bool), amount, joint.astype(bool), order, failed_check.astype(bool))
    return found, [known[one] for one in np.unique(track).tolist()]
