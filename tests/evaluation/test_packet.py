"""A released round can be recomputed by anybody, and no cell of it can be changed without that being named."""

import csv
import io
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from audit.models import Event
from cluster_portal.shared.canonical import sha256_hex
from documents import store
from evaluation.models import Packet, Release, Round, Sheet
from evaluation.packet.build import Contents, Table, build, csv_file, digest, unzipped, zipped
from tests.evaluation.packets import (
    SCRIPT,
    bent_csv,
    bent_json,
    copy_of,
    export,
    hash_again,
    make_released_individual_round,
    make_released_round,
    verifier,
)

pytestmark = pytest.mark.django_db
CODES = ("2010", "2026")


AT_MOST = 40  # changes tried of one file
MADE: dict[str, tuple[Path, str]] = {}


@pytest.fixture(params=CODES)
def round(request) -> Round:
    return make_released_round(request.param)


@pytest.fixture(params=CODES)
def whole(request, tmp_path_factory) -> tuple[Path, str]:
    """A packet's folder and digest, made once for all that only read the files."""
    if request.param not in MADE:
        made = make_released_round(request.param)
        MADE[request.param] = export(made, tmp_path_factory.mktemp("packets") / request.param), made.packet.sha256
    return MADE[request.param]


def changes(path: Path, most: int = AT_MOST) -> Iterator[tuple[str, str]]:
    """(what was changed, text): every cell or leaf of a file; of a long one, some of them."""
    text = path.read_text(encoding="utf-8")
    ways = list(bent_csv(text) if path.suffix == ".csv" else bent_json(text) if path.suffix == ".json" else ())
    return iter(ways if len(ways) <= most else random.Random(path.name).sample(ways, most))  # noqa: S311


def run(folder: Path, *options: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, folder / "verify_round.py", folder, *options], capture_output=True, text=True, check=False
    )


def test_a_round_of_either_rulebook_verifies_from_the_command_line(whole):
    folder, sha256 = whole
    done = run(folder, "--digest", sha256)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"HOLDS: everything follows from scores and rules. Digest: {sha256}\n"


def test_a_round_whose_proposals_have_their_own_evaluators_verifies(tmp_path):
    made = make_released_individual_round()
    folder = export(made, tmp_path / "individual")
    assert run(folder).returncode == 0
    facts = json.loads((folder / "round.json").read_text(encoding="utf-8"))
    assert facts["formation"] == "individual"
    assert facts["evaluators_per_proposal"] == 5
    (computed,) = facts["computed_assignments"]
    assert computed["lowest_panel"] <= computed["lowest_panel_at_most"]
    for name in ("assignments.csv", "scores.csv", "tally.csv", "round.json"):
        for number, (_what, text) in enumerate(changes(folder / name, most=10)):
            bent = copy_of(folder, tmp_path / f"{name}-{number}")
            (bent / name).write_text(text, encoding="utf-8")
            assert verifier().differences(bent), f"{name}: {_what}"


def test_the_script_is_one_short_file_that_imports_nothing_of_ours():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    imported = set(re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE))
    assert imported <= sys.stdlib_module_names


def test_every_changed_cell_is_named(whole, tmp_path):
    """Of every table and every document: as it is, with the manifest hashed again, and with the release hashed again too
    where the packet's published digest is at hand."""
    (folder, sha256), check = whole, verifier()
    assert check.differences(folder, sha256) == []
    bent = copy_of(folder, tmp_path / "bent")
    for path in sorted(folder.iterdir()):
        for what, changed in changes(path):
            (bent / path.name).write_text(changed, encoding="utf-8")
            where = f"{path.name}: {what}"
            assert check.differences(bent), where
            if path.name != "manifest.json":
                hash_again(bent, "manifest.json")
                assert check.differences(bent), f"{where}, manifest hashed again"
            if path.name not in ("manifest.json", "release.json"):
                hash_again(bent, "release.json", "manifest.json")
                assert check.differences(bent, sha256), f"{where}, everything hashed again"
            for name in {path.name, "release.json", "manifest.json"}:
                (bent / name).write_bytes((folder / name).read_bytes())


# What nothing else in the packet tells, with every list of hashes made anew: only the published digest holds these.
ONLY_BY_DIGEST = {
    "conflicts.csv", "panel.csv", "evaluators.csv", "assignments.csv", "adjustments.csv", "proposals.csv", "round.json", "rulebook.json",
    "published.csv", "turns.csv", "papers.csv",
}  # fmt: skip


def test_points_places_and_decisions_hold_each_other(whole, tmp_path):
    """Even to somebody who makes both lists of hashes anew and to whom no digest was told."""
    (folder, _sha256), check = whole, verifier()
    bent = copy_of(folder, tmp_path / "bent")
    for path in sorted(path for path in folder.glob("*.csv") if path.name not in ONLY_BY_DIGEST):
        for what, changed in changes(path):
            (bent / path.name).write_text(changed, encoding="utf-8")
            hash_again(bent, "release.json", "manifest.json")
            assert check.differences(bent), f"{path.name}: {what}"
        for kept in (path.name, "release.json", "manifest.json"):
            (bent / kept).write_bytes((folder / kept).read_bytes())


def test_papers_are_opened_by_their_signatures(whole, tmp_path):
    """Seats, times, hashes and signatures hold each other, even to somebody who was told no digest."""
    (folder, _sha256), check = whole, verifier()
    bent, name = copy_of(folder, tmp_path / "bent"), "papers.csv"
    rows = list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8"))))
    assert [(row["paper"], bool(row["seal"])) for row in rows] == [("minutes", True)] * 3 + [("results", False)] + [
        ("results", True)
    ] * 2
    tried = 0
    for what, changed in bent_csv((folder / name).read_text(encoding="utf-8")):
        cell = re.match(r"cell (\d+)/\d+ \((sha256|seat|signed_at|salt)\)", what)
        if cell and int(cell[1]) and rows[int(cell[1]) - 1]["seal"]:
            (bent / name).write_text(changed, encoding="utf-8")
            hash_again(bent, "release.json", "manifest.json")
            assert check.differences(bent)[0].startswith("papers.csv, seat-"), what
            tried += 1
    assert tried == 5 * 4


def test_what_is_no_cell_counts_too(whole, tmp_path):
    folder, check = copy_of(whole[0], tmp_path / "packet"), verifier()
    for path in sorted(folder.iterdir()):
        kept = path.read_bytes()
        for changed in (kept + b"\n", kept[:-1], kept.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + kept, b""):
            path.write_bytes(changed)
            assert check.differences(folder), path.name
        path.unlink()
        assert check.differences(folder), f"{path.name} is gone"
        path.write_bytes(kept)
    (folder / "more.txt").write_text("", encoding="utf-8")
    assert check.differences(folder)[-1].startswith("more.txt: ")
    (folder / "more.txt").unlink()
    assert check.differences(folder) == []


def test_the_first_difference_is_named_and_the_exit_status_is_1(whole, tmp_path):
    folder = copy_of(whole[0], tmp_path / "packet")
    scores = folder / "scores.csv"
    head, first, *rest = scores.read_text(encoding="utf-8").split("\n")
    code, seat, *others = first.split(",")
    others[4] = str(Decimal(others[4]) - 1)
    scores.write_text("\n".join([head, ",".join([code, seat, *others]), *rest]), encoding="utf-8")
    done = run(folder)
    assert done.returncode == 1
    assert done.stderr.startswith(f"DIFFERS: scores.csv, {seat} on {code}: its seal, opened: ")
    assert run(whole[0], "--digest", "0" * 64).returncode == 1


# --- What is in it ---------------------------------------------------------------------------


def test_the_packet_is_made_with_the_release_and_kept(round, tmp_path):
    packet, release = Packet.objects.get(), Release.objects.get()
    files = unzipped(store.open_kept(packet.zip_sha256).read())
    assert packet.sha256 == sha256_hex(files["manifest.json"])
    assert (release.content, release.sha256) == (files["release.json"].decode(), sha256_hex(files["release.json"]))
    event = Event.objects.get(stream=round.stream, verb="released")
    assert (event.data["sha256"], event.data["packet_sha256"]) == (release.sha256, packet.sha256)
    assert json.loads(files["round.json"])["audit"] == {"stream": round.stream, "seq": event.seq - 1, "sha256": event.prev_hash}
    for change in (lambda: Packet.objects.update(sha256="0" * 64), lambda: Packet.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_no_person_no_word_and_no_proposal_that_was_not_published(round, tmp_path):
    folder = export(round, tmp_path / "packet")
    told = ("README.md", "rulebook.json", "evaluators.csv")  # the same for everybody, or apart
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name not in told)
    names = {member.name for member in round.members.joined()} | {member.affiliation for member in round.members.joined()}
    refused = set(round.standings.filter(decision="rejected").values_list("proposal__ref", flat=True))
    assert refused
    words = {sheet.overall for sheet in Sheet.objects.exclude(overall="")} | {"이해관계를", "입력 착오", "증빙서류"}
    titles = set(round.standings.values_list("proposal__title", flat=True)) | set(
        round.standings.values_list("proposal__lead__name_ko", flat=True)
    )
    for secret in names | refused | words | titles:
        assert not re.search(rf"{re.escape(secret)}(?![\w-])", text), secret


def test_names_of_evaluators_stand_alone_and_only_where_the_rulebook_discloses_them(tmp_path):
    for code in CODES:
        folder = export(make_released_round(code), tmp_path / code)
        found = folder / "evaluators.csv"
        assert found.exists() == (code == "2026")
    head, *rows = found.read_text(encoding="utf-8").split()
    assert head == "name,affiliation"
    assert rows == sorted(rows)
    assert "seat" not in (folder / "panel.csv").read_text(encoding="utf-8")


def test_the_same_values_give_the_same_bytes():
    contents = Contents({"round": "r"}, {"rulebook.json": {"b": 1}}, {"a.csv": Table(("x", "y"), [(1, True), (None, "a,b")])}, {})
    files = build(contents)
    assert files["a.csv"] == b'x,y\n1,yes\n,"a,b"\n'
    assert zipped(files, "r") == zipped(build(contents), "r")
    assert unzipped(zipped(files, "r")) == files
    assert digest(files) == sha256_hex(files["manifest.json"])
    assert csv_file(Table(("x",), [])) == b"x\n"


def test_the_command_lists_and_writes_and_never_over_something(round, tmp_path):
    said = io.StringIO()
    call_command("export_packet", "--list", stdout=said)
    assert said.getvalue().split("\t")[:2] == [round.ref, round.rulebook.ref]
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").touch()
    for wrong in (["no-such-round", "--out", str(tmp_path / "x")], [round.ref], [round.ref, "--out", str(tmp_path / "there")]):
        with pytest.raises(CommandError):
            call_command("export_packet", *wrong)
    assert not (tmp_path / "x").exists()
