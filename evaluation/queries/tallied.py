"""A round's sealed sheets as its tallied list: by whole numbers over all of it at once, or proposal by proposal.

Both give the same rows. The first is for rounds of thousands; where the numbers are none it can carry, and wherever a spot
check against scoring.py differs, the second is taken, which is the definition itself.
"""

import datetime as dt
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from evaluation import fast_tally, ranking, scoring
from evaluation.fast_tally import NOTHING_ADDED, Adjusted, Flags, Ints, Places, Tally
from evaluation.models import Adjustment, PanelMember, Round, Sheet
from evaluation.models.standing import Row
from evaluation.queries.judged import Judged, judged
from evaluation.queries.sheet_numbers import sheet_numbers
from evaluation.ranking import TieBreaker
from evaluation.rulebook_rules import scoring_rules, shared_tie_break_chain
from evaluation.scoring import ScoringRules
from evaluation.states import AdjustmentKind, SheetStatus
from projects.models import Proposal

log = logging.getLogger(__name__)
AT_ONCE = 2000  # rows per statement
SPOTS = 3  # proposals of each track that scoring.py makes again
FOUR_PLACES = Decimal("0.0001")
COLUMNS = ("pk", "track", "requested_krw", "partner_count", "region_count", "submitted_at")


@dataclass(frozen=True, slots=True)
class One:
    """A proposal with what ties may be broken by; what Proposal says of these words, read without a model for each."""

    pk: int
    track: str
    requested_krw: int
    partner_count: int
    region_count: int
    submitted_at: dt.datetime

    @property
    def is_joint(self) -> bool:
        return self.partner_count > 1

    @property
    def is_cross_region(self) -> bool:
        return self.region_count > 1


Adjustments = tuple[dict[int, list[scoring.Adjustment]], dict[int, list[scoring.Adjustment]]]


def tallied(round: Round) -> list[Row]:
    """The rows of the list, in its order."""
    adjustments = adjustments_of(round)
    proposals = judged(round)
    found = compute(round, proposals, adjustments) if proposals else None
    if proposals and found is not None and (rows := in_numbers(found, proposals, adjustments)) is not None:
        return rows
    return exactly(round, adjustments)


def adjustments_of(round: Round) -> Adjustments:
    found: dict[str, dict[int, list]] = {kind: defaultdict(list) for kind in AdjustmentKind.values}
    for one in Adjustment.objects.filter(entry__round=round).select_related("entry").order_by("entry", "kind", "code"):
        found[one.kind][one.entry.proposal_id].append(scoring.Adjustment(one.code, one.points, one.evidence))
    return found[AdjustmentKind.BONUS], found[AdjustmentKind.PENALTY]


# --- All at once -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfTrack:
    """`of` are the proposals of the track among all, `sheets` as they came."""

    of: Ints
    sheets: fast_tally.Sheets
    tally: Tally


@dataclass(frozen=True, slots=True)
class Computed:
    """Scores by track, and the list: `ranked` are the proposals with a result, which `places` counts from 0."""

    tracks: list[OfTrack]
    has_result: Flags
    passed: Flags
    ranked: Ints
    chain: tuple[TieBreaker, ...]
    places: Places
    track_of: Ints
    within: Ints  # the number of each proposal in its track


def compute(round: Round, proposals: Judged, adjustments: Adjustments) -> Computed | None:
    """Scores and places of the whole round; None where whole numbers cannot carry them."""
    keys, track_of = proposals.key, proposals.track
    rules = [scoring_rules(round.rules, name) for name in proposals.tracks]
    if not len(keys) or not all(fast_tally.can_tally(one, fast_tally.MOST_SHEETS) for one in rules):
        return None
    members = dict(PanelMember.objects.filter(round=round).order_by("pk").values_list("pk", "seat"))
    ids, seats = np.fromiter(members, np.int64, len(members)), np.fromiter(members.values(), np.int64, len(members))
    found: list[OfTrack] = []
    within = np.zeros(len(keys), np.int64)
    read = 0
    copies = {len(one.items): sheet_numbers(round, len(one.items)) for one in rules}
    for place, of_track in enumerate(rules):
        numbers = copies[len(of_track.items)]
        if numbers is None:
            return None
        of = np.flatnonzero(track_of == place)
        within[of] = np.arange(len(of))
        whose = np.minimum(np.searchsorted(keys, numbers.proposal), len(keys) - 1)
        own = (keys[whose] == numbers.proposal) & (track_of[whose] == place)
        sheets = fast_tally.Sheets(within[whose[own]], seats[np.searchsorted(ids, numbers.member[own])], numbers.points[own])
        read += len(sheets.proposal)
        added = _added(of_track, keys[of], adjustments)
        tally = fast_tally.tally(sheets, of_track, added)
        if tally.count.max(initial=0) > fast_tally.MOST_SHEETS:
            return None
        found.append(OfTrack(of, sheets, tally))
    if read != round.sealed_count:
        return None  # a sheet that does not fit its track's lines
    return _ranked(round, found, proposals, within)


def _added(rules: ScoringRules, keys: Ints, adjustments: Adjustments) -> list[Adjusted]:
    """Most proposals have neither bonus nor penalty."""
    bonuses, penalties = adjustments
    found = [NOTHING_ADDED] * len(keys)
    with_some = np.fromiter({*bonuses, *penalties}, np.int64)
    for place in np.flatnonzero(np.isin(keys, with_some)).tolist():
        pk = int(keys[place])
        found[place] = fast_tally.adjusted(rules, bonuses.get(pk, ()), penalties.get(pk, ()))
    return found


def _ranked(round: Round, tracks: list[OfTrack], proposals: Judged, within: Ints) -> Computed:
    keys = proposals.key
    chain = shared_tie_break_chain(round.rules, proposals.tracks)
    has_result = _together(tracks, len(keys), lambda tally: tally.has_result).astype(bool)
    ranked = np.flatnonzero(has_result)
    denominator = fast_tally.common_denominator([one.tally.count for one in tracks] + [one.tally.counted for one in tracks])
    values = [_sort_values(step, tracks, proposals, denominator)[ranked] for step in chain]
    total = _together(tracks, len(keys), lambda tally: tally.total)
    passed = _together(tracks, len(keys), lambda tally: tally.passed).astype(bool)
    places = fast_tally.rank(total[ranked], values, keys[ranked])
    return Computed(tracks, has_result, passed, ranked, chain, places, proposals.track, within)


def _together(tracks: list[OfTrack], proposals: int, column: Any) -> Ints:
    found = np.zeros(proposals, np.int64)
    for one in tracks:
        found[one.of] = column(one.tally)
    return found


def _sort_values(step: TieBreaker, tracks: list[OfTrack], proposals: Judged, denominator: int) -> Ints:
    """As ranking.py sorts: the better one has the smaller number."""
    number = len(proposals.key)
    match step.by:
        case "criterion":
            return -_together(
                tracks, number,
                lambda tally: fast_tally.comparable(tally.criterion_sums[step.criterion], tally.counted, denominator),
            )  # fmt: skip
        case "plain_mean":
            return -_together(tracks, number, lambda tally: fast_tally.comparable(tally.all_sums, tally.count, denominator))
        case "joint":
            return (~proposals.is_joint).astype(np.int64)
        case "cross_region":
            return (~proposals.is_cross_region).astype(np.int64)
        case "submitted_at":
            return proposals.submitted
        case unknown:
            raise ValueError(f"a tie cannot be broken by {unknown!r}")


def in_numbers(found: Computed, proposals: Judged, adjustments: Adjustments) -> list[Row] | None:
    """The rows in writing; None if scoring.py makes something else of a proposal."""
    texts = [fast_tally.traces(track.tally) for track in found.tracks]
    return _written(found, proposals, texts) if _holds(found, proposals, adjustments, texts) else None


def _holds(found: Computed, proposals: Judged, adjustments: Adjustments, texts: list[list[str]]) -> bool:
    """Whether scoring.py makes the same of some proposals, picked evenly."""
    for track, written in zip(found.tracks, texts, strict=True):
        codes = sorted(item.code for item in track.tally.rules.items)
        for place in np.linspace(0, len(track.of) - 1, min(SPOTS, len(track.of))).astype(int).tolist():
            pk = int(proposals.key[track.of[place]])
            sheets = [
                scoring.Sheet(f"seat-{seat}", {code: _decimal(points) for code, points in zip(codes, line, strict=True)})
                for seat, line in zip(
                    track.sheets.seat[track.sheets.proposal == place].tolist(),
                    track.sheets.points[track.sheets.proposal == place].tolist(), strict=True,
                )
            ]  # fmt: skip
            exact = scoring.tally(
                sheets, track.tally.rules, bonuses=adjustments[0].get(pk, ()), penalties=adjustments[1].get(pk, ())
            )
            if exact.as_json() != json.loads(written[place]):
                log.warning("the tally of proposal %s in whole numbers differs; each is tallied by itself", pk)
                return False
    return True


def _decimal(whole: int) -> Decimal:
    """As points are spelled: with as many decimals as they need."""
    number = Decimal(whole) / fast_tally.SCALE
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _written(found: Computed, proposals: Judged, texts: list[list[str]]) -> list[Row]:
    ties = _ties(found, proposals)
    places = dict(zip(found.ranked.tolist(), found.places.place.tolist(), strict=True))
    listed = [*found.ranked[found.places.order].tolist(), *np.flatnonzero(~found.has_result).tolist()]
    scores = [_scores(track.tally) for track in found.tracks]
    track_of, within = found.track_of.tolist(), found.within.tolist()
    keys, asked = proposals.key.tolist(), proposals.requested_krw.tolist()
    rows = []
    for position, one in enumerate(listed, start=1):
        track, number = track_of[one], within[one]
        added = found.tracks[track].tally.added[number]
        total, mean, plain_mean, outcome = scores[track][number] if one in places else (None, None, None, "no_result")
        rows.append(
            Row(
                keys[one], position, places.get(one), total, mean, plain_mean, format(added.bonus, "f"), format(added.penalty, "f"), outcome,
                texts[track][number], ties.get(one, "{}"), asked[one],
            )
        )  # fmt: skip
    return rows


def _scores(tally: Tally) -> list[tuple[str, str, str, str]]:
    """Total, mean, plain mean and outcome of each proposal; without meaning for those without a result."""
    columns = (tally.total, tally.sums, tally.digits, tally.counted, tally.all_sums, tally.all_digits, tally.count, tally.passed)
    return [
        (
            fast_tally.total_text(total, tally.rules.places),
            mean := fast_tally.four_places(sum, digits, max(counted, 1)),
            mean if counted == count else fast_tally.four_places(all_sum, all_digits, max(count, 1)),
            "passed" if passed else "failed",
        )
        for total, sum, digits, counted, all_sum, all_digits, count, passed in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]


def _ties(found: Computed, proposals: Judged) -> dict[int, str]:
    """{number of a proposal: how its tie was broken}, for those with others of the same total."""
    places = found.places
    tied = np.flatnonzero(places.tied_total)
    ranked, keys, track_of = found.ranked.tolist(), proposals.key.tolist(), found.track_of.tolist()
    columns = (places.place[tied], places.shared[tied], places.broken_by[tied], places.better[tied])
    totals = _together(found.tracks, len(keys), lambda tally: tally.total).tolist()
    decimals = [track.tally.rules.places for track in found.tracks]
    shown = [_shown(found, step, proposals) for step in found.chain]
    names = [json.dumps(step.name) for step in found.chain]
    said = {}
    for entry, place, shared, broken_by, better in zip(tied.tolist(), *(column.tolist() for column in columns), strict=True):
        one = ranked[entry]
        total = fast_tally.total_text(totals[one], decimals[track_of[one]])
        name, own, than = (
            (names[broken_by], shown[broken_by](one), shown[broken_by](ranked[better])) if broken_by >= 0 else ('""', "", "")
        )
        said[one] = fast_tally.tie_text(keys[one], place, total, shared=shared, broken_by=name, own=own, better=than)
    return said


def _shown(found: Computed, step: TieBreaker, proposals: Judged) -> Callable[[int], str]:
    """What a step of the chain looks at, in writing, by the number of a proposal."""

    def quotients(*columns: Callable[[Tally], Ints]) -> Callable[[int], str]:
        sums, digits, counts = (_together(found.tracks, len(proposals.key), column).tolist() for column in columns)
        return lambda one: fast_tally.four_places(sums[one], digits[one], counts[one])

    match step.by:
        case "criterion":
            name = step.criterion
            return quotients(
                lambda tally: tally.criterion_sums[name], lambda tally: tally.criterion_digits[name], lambda tally: tally.counted
            )
        case "plain_mean":
            return quotients(lambda tally: tally.all_sums, lambda tally: tally.all_digits, lambda tally: tally.count)
        case "submitted_at":
            return lambda one: proposals.submitted_at(one).isoformat()
        case "joint":
            return lambda one: "yes" if proposals.is_joint[one] else "no"
        case _cross_region:
            return lambda one: "yes" if proposals.is_cross_region[one] else "no"


# --- Proposal by proposal -----------------------------------------------------------------------


def exactly(round: Round, adjustments: Adjustments) -> list[Row]:
    """The same by scoring.py and ranking.py alone."""
    by_key = _one_by_one(round)
    rules = {track: scoring_rules(round.rules, track) for track in {one.track for one in by_key.values()}}
    traces = _traces(round, by_key, rules, adjustments)
    places = _places(round, by_key, traces)
    listed = [*places, *(pk for pk, trace in traces.items() if trace.total is None)]
    return [_row(by_key[pk], traces[pk], places.get(pk), position) for position, pk in enumerate(listed, start=1)]


def _one_by_one(round: Round) -> dict[int, One]:
    rows = Proposal.objects.filter(rounds__round=round).order_by("pk").values_list(*COLUMNS)
    return {row[0]: One(*row) for row in rows}


def _traces(
    round: Round, proposals: dict[int, One], rules: dict[str, ScoringRules], adjustments: Adjustments
) -> dict[int, scoring.Trace]:
    """{proposal id: how its score is made}, in the order of the ids; also for those without a sheet."""
    bonuses, penalties = adjustments

    def tally(pk: int, sheets: Sequence[scoring.Sheet]) -> scoring.Trace:
        own = {"bonuses": bonuses.get(pk, ()), "penalties": penalties.get(pk, ())}
        return scoring.tally(sheets, rules[proposals[pk].track], **own)

    made = {pk: tally(pk, sheets) for pk, sheets in _sheets_by_proposal(round)}
    return {pk: made.get(pk) or tally(pk, ()) for pk in sorted(proposals)}


def _sheets_by_proposal(round: Round) -> Iterator[tuple[int, list[scoring.Sheet]]]:
    """Streamed from a server-side cursor, in order, so that no more than a proposal's sheets are held at a time."""
    number = cache(Decimal)  # there are few different points
    rows = (
        Sheet.objects.filter(round=round, status=SheetStatus.SEALED)
        .order_by("proposal", "member__seat")
        .values_list("proposal", "member__seat", "points")
        .iterator(chunk_size=AT_ONCE)
    )
    for proposal, group in groupby(rows, key=itemgetter(0)):
        yield (
            proposal,
            [
                scoring.Sheet(f"seat-{seat}", {code: number(points) for code, points in given.items()})
                for _proposal, seat, given in group
            ],
        )


def _places(round: Round, proposals: dict[int, One], traces: dict[int, scoring.Trace]) -> dict[int, ranking.Standing[int]]:
    """In the order of the list. Proposals without a result have no place."""
    entries = [
        ranking.Entry(
            key=pk,
            total=trace.total,
            criterion_means=trace.criterion_means,
            joint=proposals[pk].is_joint,
            cross_region=proposals[pk].is_cross_region,
            plain_mean=trace.plain_mean or Decimal(0),
            submitted_at=proposals[pk].submitted_at,
        )
        for pk, trace in traces.items()
        if trace.total is not None
    ]
    chain = shared_tie_break_chain(round.rules, {proposal.track for proposal in proposals.values()})
    return {standing.key: standing for standing in ranking.rank(entries, chain)}


def _row(proposal: One, trace: scoring.Trace, place: ranking.Standing | None, position: int) -> Row:
    return Row(
        proposal_id=proposal.pk, position=position, place=place.place if place else None,
        total=_text(trace.total), mean=_text(_kept(trace.mean)), plain_mean=_text(_kept(trace.plain_mean)),
        bonus=format(trace.bonus, "f"), penalty=format(trace.penalty, "f"), outcome=trace.outcome,
        trace=json.dumps(trace.as_json(), ensure_ascii=False), tie=json.dumps(place.as_json()) if place and place.tied_total else "{}",
        asked_krw=proposal.requested_krw,
    )  # fmt: skip


def _kept(mean: Decimal | None) -> Decimal | None:
    """For lists; the trace keeps every digit."""
    return None if mean is None else mean.quantize(FOUR_PLACES)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")
