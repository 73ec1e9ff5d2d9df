"""What goes into the packet of a round: every row as plain values, seats and codes instead of people and proposals.

Names of evaluators go in only where the rulebook discloses them, sorted by name and without anything that stands beside
a seat: which of them gave which points cannot be told from it. A constant number of statements for any number of rows.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from audit.models import StreamHead
from cluster_portal.shared.canonical import sha256_hex
from evaluation.models import (
    Adjustment,
    Attendance,
    ConflictDeclaration,
    Draw,
    DrawTurn,
    Minutes,
    MinutesSignature,
    PanelMember,
    Round,
    RoundProposal,
    SealRecord,
    Sheet,
    Standing,
)
from evaluation.packet.build import Contents, Table
from evaluation.queries.ranking import order_among_equals, recommended
from evaluation.queries.results import evaluators_of
from evaluation.queries.rounds import evidence_in
from evaluation.rulebook_rules import scoring_rules
from evaluation.seal_chain import SEALED
from evaluation.sealing import SheetContent
from evaluation.states import Appointment, Decision, DrawStatus, RunStatus, SheetStatus

VERIFY = Path(settings.BASE_DIR) / "docs" / "verify"
TEXTS = ("README.md", "verify_round.py")
AT_ONCE = 5000
STANDING = (
    "round", "proposal", "position", "place", "trace", "asked_krw", "decision", "decision_reason", "order", "reserve_number",
    "granted_krw", "budget_left_krw",
)  # fmt: skip
PROPOSAL = tuple(f"proposal__{name}" for name in ("ref", "track", "partner_count", "region_count", "submitted_at"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal of the round under its code. `number` is the order in which the round lists equals."""

    number: int
    code: str
    entry: RoundProposal
    standing: Standing


def packet_contents(round: Round, *, salt: str, at: dt.datetime) -> Contents:
    """All of a decided round, at its release. `salt` hides what is not public."""
    standings = list(round.standings.select_related("proposal").only(*STANDING, *PROPOSAL))
    listed = _listed(round, standings)
    codes = {one.entry.proposal_id: one.code for one in listed.values()}
    draws = list(Draw.objects.filter(round=round).joined().order_by("number"))
    tables = {
        "proposals.csv": _proposals(round, listed),
        "panel.csv": _panel(round, salt, draws),
        "turns.csv": _turns(round),
        "conflicts.csv": _conflicts(round, codes, salt),
        "assignments.csv": _assignments(round, listed),
        "seals.csv": _seals(round, codes),
        "scores.csv": _scores(round, codes),
        "papers.csv": _papers(round),
        "adjustments.csv": _adjustments(round, codes, salt),
        "tally.csv": _tally(listed),
        "ranking.csv": _ranking(standings, codes),
        "selection.csv": _selection(standings, codes),
        "published.csv": _published(listed),
    }
    if round.rules.disclosure.evaluator_list.value:
        tables["evaluators.csv"] = Table(("name", "affiliation"), evaluators_of(round))
    return Contents(
        facts=_facts(round, at, drawn=any(draw.status == DrawStatus.DRAWN for draw in draws)),
        documents={
            "rulebook.json": round.rulebook.document,
            **{f"draw-{draw.number}.json": draw.as_record() for draw in draws},
        },
        tables=tables,
        texts={name: (VERIFY / name).read_bytes() for name in TEXTS},
    )


def _facts(round: Round, at: dt.datetime, *, drawn: bool) -> dict[str, Any]:
    head = StreamHead.objects.get(stream=round.stream)
    return {
        "round": round.ref,
        "call": round.call.ref,
        "region": round.region_id,
        "demonstration": round.is_demo,
        "formation": round.formation,
        "evaluators_per_proposal": round.seats_each,
        "rulebook": round.rulebook.ref,
        "rulebook_sha256": round.rulebook.sha256,
        "budget_krw": round.budget_krw,
        "scoring_opened_at": round.scoring_opens_at,
        "closed_at": round.closed_at,
        "tallied_at": round.tallied_at,
        "confirmed_at": round.confirmed_at,
        "released_at": at,
        "chain_head": round.chain_head,
        "merkle_root": round.merkle_root,
        "audit": {"stream": head.stream, "seq": head.seq, "sha256": head.hash},
        "draw": {"public": drawn, "panel": "drawn" if drawn else "by_rule"},
        "computed_assignments": [
            {
                "number": run.number, "appointed_at": run.appointed_at, "seed": run.seed, "given_sha256": run.input_digest,
                "result_sha256": run.result_digest, "total": run.total, "total_at_most": run.bound_total,
                "lowest_panel": run.worst, "lowest_panel_at_most": run.bound_worst,
            }
            for run in round.runs.filter(status=RunStatus.APPOINTED).order_by("number")
        ],
    }  # fmt: skip


def _listed(round: Round, standings: Sequence[Standing]) -> dict[int, Listed]:
    """{proposal id: …} in the order of the ids."""
    entries = {entry.proposal_id: entry for entry in RoundProposal.objects.filter(round=round).select_related("section")}
    found = {}
    for number, standing in enumerate(sorted(standings, key=lambda one: one.proposal_id), start=1):
        entry = entries[standing.proposal_id]
        entry.proposal = standing.proposal
        found[standing.proposal_id] = Listed(number, entry.code, entry, standing)
    return found


def _proposals(round: Round, listed: Mapping[int, Listed]) -> Table:
    """Times of submission only as an order: a time to the second would name the proposal."""
    times = sorted({one.entry.proposal.submitted_at for one in listed.values() if one.entry.proposal.submitted_at})
    order = {time: number for number, time in enumerate(times, start=1)}
    among_equals, cuts = order_among_equals(round), recommended(round)
    columns = (
        "number",
        "proposal",
        "section",
        "track",
        "joint",
        "cross_region",
        "submitted",
        "asked_krw",
        "recommended_krw",
        "among_equals",
    )
    rows = (
        (
            one.number, one.code, one.entry.section.number if one.entry.section else None, one.entry.proposal.track, one.entry.proposal.is_joint, one.entry.proposal.is_cross_region,
            order.get(one.entry.proposal.submitted_at) if one.entry.proposal.submitted_at else None, one.standing.asked_krw,
            cuts.get(pk), among_equals.get(pk),
        )
        for pk, one in listed.items()
    )  # fmt: skip
    return Table(columns, rows)


def _panel(round: Round, salt: str, draws: Sequence[Draw]) -> Table:
    """Who was asked, without the seats: seats stand beside points. Who was drawn has the pseudonym of the draw."""
    members = PanelMember.objects.filter(round=round)
    told = ("expert", "section__number", "region", "organisation", "how", "status", "alternate_number")
    drawn = next((draw.salt for draw in draws if draw.status == DrawStatus.DRAWN), salt)
    rows = []
    for expert, section, region, organisation, how, status, alternate in members.values_list(*told):
        own = drawn if how == Appointment.DRAWN else salt
        house = sha256_hex(f"{own}/organisation/{organisation}")[:16] if organisation else None
        rows.append((sha256_hex(f"{own}/expert/{expert}")[:16], section, region, house, how, status, alternate))
    rows.sort(key=lambda row: [str(value) for value in row])
    return Table(("member", "section", "region", "organisation", "appointed", "status", "alternate"), rows)


def _turns(round: Round) -> Table:
    """Who came for whom after a draw; those passed over with the reason."""
    rows = [
        (
            turn.draw.number, turn.number, turn.section, turn.left, turn.cause, turn.taken,
            " ".join(f"{id}:{reason}" for id, reason in turn.passed), turn.at,
        )
        for turn in DrawTurn.objects.filter(draw__round=round).select_related("draw").order_by("draw__number", "number")
    ]  # fmt: skip
    return Table(("draw", "number", "section", "left", "cause", "taken", "passed", "at"), rows)


def _conflicts(round: Round, codes: Mapping[int, str], salt: str) -> Table:
    declared = ConflictDeclaration.objects.filter(member__round=round, has_conflict=True)
    rows = declared.values_list("member__seat", "proposal", "kind")
    return Table(("sha256",), sorted([sha256_hex(f"{salt}/seat-{seat}/{codes[pk]}/{kind}")] for seat, pk, kind in rows))


STATES = {SheetStatus.SEALED: "sealed", SheetStatus.ABSTAINED: "abstained"}


def _assignments(round: Round, listed: Mapping[int, Listed]) -> Table:
    sheets = Sheet.objects.filter(round=round).order_by("proposal", "member__seat")
    rows = (
        (listed[pk].code, f"seat-{seat}", STATES.get(SheetStatus(status), "not_counted"))
        for pk, seat, status in sheets.values_list("proposal", "member__seat", "status").iterator(AT_ONCE)
    )
    return Table(("proposal", "seat", "state"), rows)


def _seals(round: Round, codes: Mapping[int, str]) -> Table:
    columns = ("number", "kind", "seat", "proposal", "seal", "replaces", "at", "hash")
    told = ("number", "kind", "seal__sheet__member__seat", "seal__sheet__proposal", "seal__seal", "seal__replaces", "at", "hash")
    rows = SealRecord.objects.filter(round=round).order_by("number").values_list(*told)
    return Table(
        columns,
        (
            (number, kind, f"seat-{seat}", codes[pk], seal, replaces, at, hash)
            for number, kind, seat, pk, seal, replaces, at, hash in rows.iterator(AT_ONCE)
        ),
    )


def _scores(round: Round, codes: Mapping[int, str]) -> Table:
    """The sheets that count, in the order in which they were signed; a column for each line of any track's sheet."""
    tracks = [scoring_rules(round.rules, track.code) for track in round.rules.tracks]
    items = list(dict.fromkeys(line for rules in tracks for line in rules.lines))
    return Table(("proposal", "seat", "seal", "salt", "words_sha256", "total", *items), _score_rows(round, codes, items))


def _score_rows(round: Round, codes: Mapping[int, str], items: Sequence[str]) -> Iterator[Sequence[Any]]:
    rows = SealRecord.objects.filter(round=round, kind=SEALED, seal__sheet__status=SheetStatus.SEALED).order_by("number")
    columns = (
        "sheet__seal", "sheet__proposal", "sheet__member__seat", "seal", "salt", "words_salt", "total", "points", "comments", "overall",
    )  # fmt: skip
    for stands, pk, seat, seal, salt, words_salt, total, points, comments, overall in rows.values_list(
        *(f"seal__{column}" for column in columns)
    ).iterator(AT_ONCE):
        if seal != stands:  # asked here: the database expects one such row where there are 140,000, and plans for one
            continue
        numbers = {code: Decimal(text) for code, text in points.items()}
        content = SheetContent(round.ref, codes[pk], f"seat-{seat}", round.rulebook.sha256, numbers, comments, overall)
        yield (
            codes[pk], f"seat-{seat}", seal, salt, content.words_sha256(words_salt), total, *(numbers.get(item) for item in items),
        )  # fmt: skip


def _papers(round: Round) -> Table:
    """Minutes and result sheets as they stand, by hash: everybody who was there, with the signature or without. Five statements."""
    papers = Minutes.objects.filter(meeting__round=round).select_related("meeting__section")
    standing = papers.order_by("meeting__number", "kind", "-version").distinct("meeting__number", "kind")
    there = Attendance.objects.filter(meeting__round=round).order_by("member__seat").distinct()
    seats: dict[int, list[int]] = defaultdict(list)
    for meeting, seat in there.values_list("meeting", "member__seat"):
        seats[meeting].append(seat)
    signatures = MinutesSignature.objects.filter(minutes__meeting__round=round).select_related("member")
    signed = {(one.minutes_id, one.member.seat): (one.signed_at, one.salt, one.seal) for one in signatures}
    columns = ("meeting", "section", "paper", "version", "sha256", "seat", "signed_at", "salt", "seal")
    rows = [
        (
            one.meeting.number, one.meeting.section.number if one.meeting.section else None, one.kind, one.version, one.digest,
            f"seat-{seat}", *signed.get((one.pk, seat), (None, None, None)),
        )
        for one in standing
        for seat in seats[one.meeting_id]
    ]  # fmt: skip
    return Table(columns, rows)


def _adjustments(round: Round, codes: Mapping[int, str], salt: str) -> Table:
    """Words and files of evidence as salted hashes; the files are those of the proposal, in the order of their hashes."""
    files: dict[str, list[str]] = defaultdict(list)
    for one in evidence_in(round).order_by("sha256"):
        files[one.about_id].append(one.sha256)
    rows = Adjustment.objects.filter(entry__round=round).order_by("entry__proposal", "kind", "code")
    told = ("entry", "entry__proposal", "kind", "code", "points", "evidence")
    return Table(
        ("proposal", "kind", "code", "points", "evidence_sha256", "files_sha256"),
        (
            (
                codes[pk], kind, code, points, sha256_hex(f"{salt}/{codes[pk]}/{code}/{evidence}"),
                sha256_hex(f"{salt}/{codes[pk]}/{' '.join(files[str(entry)])}") if str(entry) in files else None,
            )
            for entry, pk, kind, code, points, evidence in rows.values_list(*told)
        ),
    )  # fmt: skip


def _tally(listed: Mapping[int, Listed]) -> Table:
    columns = ("proposal", "sheets", "dropped", "mean", "plain_mean", "bonus", "penalty", "total", "outcome")
    return Table(columns, (_tally_row(one.code, one.standing.trace) for one in listed.values()))


def _tally_row(code: str, trace: Mapping[str, Any]) -> Sequence[Any]:
    dropped = " ".join(line["seat"] for line in trace["sheets"] if line["fate"] != "counted")
    numbers = (trace[name] and Decimal(trace[name]) for name in ("mean", "plain_mean", "bonus", "penalty"))
    return code, len(trace["sheets"]), dropped, *numbers, trace["total"], trace["outcome"]


def _ranking(standings: Sequence[Standing], codes: Mapping[int, str]) -> Table:
    placed = sorted((one for one in standings if one.place), key=lambda one: one.position)
    rows = ((one.position, one.place, codes[one.proposal_id], one.trace["total"]) for one in placed)
    return Table(("position", "place", "proposal", "total"), rows)


def _selection(standings: Sequence[Standing], codes: Mapping[int, str]) -> Table:
    columns = ("order", "proposal", "decision", "reason", "reserve_number", "granted_krw", "left_krw")
    rows = (
        (
            one.order, codes[one.proposal_id], one.decision, one.decision_reason, one.reserve_number, one.granted_krw,
            one.budget_left_krw,
        )
        for one in sorted(standings, key=lambda one: one.order or 0)
    )  # fmt: skip
    return Table(columns, rows)


def _published(listed: Mapping[int, Listed]) -> Table:
    """Which code is which proposal, for those on the public list; the salt proves it."""
    public = sorted(
        (one.entry.proposal.ref, one.code, one.entry.salt)
        for one in listed.values()
        if one.standing.decision in (Decision.SELECTED, Decision.RESERVE)
    )
    return Table(("ref", "proposal", "salt"), public)
