"""Packets for tests: rounds with everything in them that a packet can tell, written into a folder, and the ways to bend one."""

import csv
import importlib.util
import io
import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from cluster_portal.shared.canonical import canonical_json, sha256_hex
from evaluation.actions.abstain import abstain
from evaluation.actions.attach_evidence import attach_evidence
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.confirm_ranking import NeedsOrder, confirm_ranking
from evaluation.actions.declare_conflicts import declare_conflicts
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.release_round import release_round
from evaluation.actions.reopen_sheet import reopen_sheet
from evaluation.actions.set_adjustments import Entered, set_adjustments
from evaluation.actions.sign_minutes import sign_minutes
from evaluation.actions.tally_round import tally_round
from evaluation.actions.write_minutes import write_minutes
from evaluation.models import Round, Sheet
from evaluation.queries.duties import duties, undeclared
from evaluation.queries.minutes import attended
from evaluation.states import AdjustmentKind, PaperKind
from tests.evaluation.test_minutes import hold
from tests.factories.documents import make_pdf
from tests.factories.evaluation import (
    CALL_CLOSED,
    DAY,
    declare_everybody_again,
    give_budget,
    head_of,
    make_appointed_round,
    make_closed_call,
    make_eligible,
    make_scoring_round,
    operator_of,
    seal,
    seal_all,
    summarise,
)

SCRIPT = Path(settings.BASE_DIR) / "docs" / "verify" / "verify_round.py"
MILLION = 1_000_000


def verifier() -> Any:
    """verify_round.py as a module, so that a thousand packets are checked in one process."""
    spec = importlib.util.spec_from_file_location("verify_round", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_released_round(code: str) -> Round:
    """Six proposals: ties broken (by fewer sheets too) and not broken, one below the line, one too large, a bonus cut to its cap, a penalty, a sheet
    reopened and one abstained; two equals at the line that people put in order."""
    call = make_closed_call(code)
    tracks = call.rulebook.rules.tracks
    asked = (200, 150, 150, 300, 120, 100)
    same_time = CALL_CLOSED - DAY
    proposals = []
    for n, amount in enumerate(asked):
        alike = {"submitted_at": same_time - (n == 0) * DAY} if n < 3 else {}
        track = tracks[0 if alike else n % len(tracks)].code
        proposals.append(make_eligible(call, requested_krw=amount * MILLION, track=track, **alike))
    scored = ([80] * 5, [80] * 5, [80] * 5, [80, 81, 79, 80, 80], [60, 65, 62, 70, 61], [75, 71, 90, 85, 79])
    round = make_scoring_round(call, members=5)
    operator, head = operator_of(), head_of()
    given_up = Sheet.objects.joined().filter(proposal=proposals[0]).order_by("member__seat").first()
    assert given_up is not None
    abstain(given_up, by=given_up.member.expert.user, reason="이해관계를 뒤늦게 알았습니다.", at=round.scoring_opens_at)
    for sheet in Sheet.objects.filter(round=round).exclude(pk=given_up.pk).joined().order_by("proposal", "member__seat"):
        place = [one.pk for one in proposals].index(sheet.proposal_id)
        seal(sheet, scored[place][sheet.member.seat - 1])
    again = Sheet.objects.joined().filter(proposal=proposals[3]).order_by("member__seat").first()
    assert again is not None
    seal(reopen_sheet(again, by=operator, reason="입력 착오 신고", at=round.scoring_opens_at), 78)
    close_due_rounds(at=round.scoring_closes_at + DAY)
    declare_everybody_again(Round.objects.joined().get(pk=round.pk))
    _adjust(round, proposals, operator)
    tally_round(round, by=operator)
    _meet(round, operator)
    give_budget(round, 380 * MILLION)
    summarise(round)
    try:
        confirm_ranking(round, by=head)
    except NeedsOrder as tie:
        confirm_ranking(round, by=head, among_equals={pk: n for n, pk in enumerate(reversed(tie.proposals), start=1)})
    release_round(round, by=head)
    return Round.objects.joined().get(pk=round.pk)


def make_released_individual_round() -> Round:
    """Proposals with their own evaluators; one seat was given back and filled again."""
    round = make_appointed_round(people=14, proposals=4)
    for member in round.members.joined():
        if duties(member).exists():
            declare_conflicts(member, by=member.expert.user, conflicts=[], at=round.scoring_opens_at)
    open_scoring(round, by=operator_of(), at=round.scoring_opens_at)
    given_up = Sheet.objects.joined().filter(round=round).order_by("pk").first()
    assert given_up is not None
    abstain(given_up, by=given_up.member.expert.user, reason="전문 분야가 아닙니다.", at=round.scoring_opens_at)
    for member in round.members.joined():
        if undeclared(member).exists():
            declare_conflicts(member, by=member.expert.user, conflicts=[], at=round.scoring_opens_at)
    for number, sheet in enumerate(Sheet.objects.filter(round=round).unsealed().joined().order_by("proposal", "member__seat")):
        seal(sheet, 70 + number % 25)
    close_due_rounds(at=round.scoring_closes_at + DAY)
    round = Round.objects.joined().get(pk=round.pk)
    declare_everybody_again(round)
    tally_round(round, by=operator_of())
    give_budget(round, 400 * MILLION)
    summarise(round)
    confirm_ranking(round, by=head_of())
    release_round(round, by=head_of())
    return Round.objects.joined().get(pk=round.pk)


def _meet(round: Round, operator: Any) -> None:
    """Three of five came; all signed the minutes, one did not sign the result sheet."""
    meeting = hold(round, present=3)
    for kind, unsigned in ((PaperKind.MINUTES, 0), (PaperKind.RESULTS, 1)):
        paper = write_minutes(meeting, kind, by=operator, text="질의하고 심의하였음." if kind == PaperKind.MINUTES else "")
        for member in attended(meeting)[unsigned:]:
            sign_minutes(paper, member, by=member.expert.user)


def _adjust(round: Round, proposals: list, operator: Any) -> None:
    scoring = round.rules.scoring
    for proposal, grounds in (
        (proposals[0], [(AdjustmentKind.BONUS, one.code, one.points + 1) for one in scoring.bonuses.value]),
        (proposals[5], [(AdjustmentKind.PENALTY, one.code, Decimal("2.5")) for one in scoring.penalties.value]),
    ):
        entered = [Entered(kind, code, points, "증빙서류 제1호") for kind, code, points in grounds]
        entry = round.entries.select_related("round", "proposal").get(proposal=proposal)
        set_adjustments(entry, by=operator, adjustments=entered)
    attach_evidence(entry, upload=SimpleUploadedFile("증빙.pdf", make_pdf(1)), by=operator)


def export(round: Round, folder: Path) -> Path:
    call_command("export_packet", round.ref, "--out", str(folder), stdout=io.StringIO())
    return folder


# --- Bending -----------------------------------------------------------------------------


def bent_csv(text: str) -> Iterator[tuple[str, str]]:
    """(what was changed, text) for every cell, and for rows left out, doubled and exchanged."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            changed = [*row]
            changed[x] = other(cell)
            yield f"cell {y}/{x} ({rows[0][x]})", as_csv([*rows[:y], changed, *rows[y + 1 :]])
    if len(rows) > 1:
        yield "the last row is gone", as_csv(rows[:-1])
        yield "the last row twice", as_csv([*rows, rows[-1]])
    if len(rows) > 2:
        yield "two rows exchanged", as_csv([rows[0], rows[2], rows[1], *rows[3:]])


def bent_json(text: str) -> Iterator[tuple[str, str]]:
    """(what was changed, text) for every leaf, and for one key left out and one too many."""
    for path in leaves(json.loads(text)):
        value = json.loads(text)
        at = value
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = other(at[path[-1]])
        yield "/".join(map(str, path)), canonical_json(value) + "\n"
    value = json.loads(text)
    yield "one key too many", canonical_json(value | {"zz": 1}) + "\n"
    yield "one key gone", canonical_json(dict(list(value.items())[1:])) + "\n"


def leaves(value: Any, path: tuple = ()) -> Iterator[tuple]:
    if isinstance(value, dict | list) and value:
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, step))
    elif path:
        yield path


def other(value: Any) -> Any:
    """Something of the same kind that is not the same."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value and value[-1] in "0123456789":
            return value[:-1] + str((int(value[-1]) + 1) % 10)
        case str() if value and value[-1] in "abcdef":
            return value[:-1] + ("a" if value[-1] != "a" else "b")
        case "yes" | "no":
            return "no" if value == "yes" else "yes"
        case str():
            return value + "1"
        case _:
            return "1"


def as_csv(rows: list[list[str]]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()


def hash_again(folder: Path, *lists: str) -> None:
    """What an intruder does who knows of the lists of hashes: release.json, then manifest.json."""
    for name in lists:
        listed = json.loads((folder / name).read_text(encoding="utf-8"))
        listed["files"] = {
            one: sha256_hex((folder / one).read_bytes()) for one in listed["files"] if (folder / one).exists()
        }  # fmt: skip
        (folder / name).write_text(canonical_json(listed) + "\n", encoding="utf-8")


def copy_of(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target))


__all__ = ["bent_csv", "bent_json", "copy_of", "export", "hash_again", "make_released_round", "seal_all", "verifier"]
