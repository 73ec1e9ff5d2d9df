"""The proposals of a round as columns: what a tally, a ranking and a selection ask of them, without an object for each."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from evaluation.fast_tally import Flags, Ints
from evaluation.models import Round
from evaluation.queries.sheet_numbers import quoted, whole_numbers
from evaluation.ranking import EPOCH, MICROSECOND


@dataclass(frozen=True, slots=True)
class Judged:
    """By id. `track` is a number in `tracks`; times are microseconds since 1970."""

    key: Ints
    track: Ints
    requested_krw: Ints
    is_joint: Flags
    is_cross_region: Flags
    submitted: Ints
    tracks: list[str]

    def submitted_at(self, one: int) -> dt.datetime:
        return EPOCH + int(self.submitted[one]) * MICROSECOND


def judged(round: Round) -> Judged | None:
    """One statement. None where a proposal was never handed in."""
    known = sorted(track.code for track in round.rules.tracks)
    place = " ".join(f"WHEN {quoted(track)} THEN {number}" for number, track in enumerate(known))
    sql = (
        f"SELECT proposal.id, (CASE proposal.track {place} END)::bigint, requested_krw::bigint,"
        " partner_count::bigint, region_count::bigint, (extract(epoch FROM submitted_at) * 1000000)::bigint"
        " FROM projects_proposal AS proposal JOIN evaluation_roundproposal AS entry ON entry.proposal_id = proposal.id"
        f" WHERE entry.round_id = {int(round.pk)} ORDER BY proposal.id"
    )
    rows = whole_numbers(sql, 6)
    if rows is None:
        return None
    key, track, requested, partners, regions, submitted = np.ascontiguousarray(rows.T)
    used, number = np.unique(track, return_inverse=True)
    return Judged(key, number, requested, partners > 1, regions > 1, submitted, [known[one] for one in used.tolist()])
