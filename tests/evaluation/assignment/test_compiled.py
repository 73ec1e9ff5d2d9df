"""Loops are compiled once, beforehand if there is a chance, and nothing fails where they cannot be kept."""

import os
import subprocess
import sys
from pathlib import Path

from evaluation.assignment.compiled import DONE, KEPT

ROOT = Path(__file__).resolve().parents[3]
FAIR = """
from bench.instances import generate
from evaluation.assignment.configurations import Configurations
from evaluation.assignment.instance import instance_of
from evaluation.assignment.rules import RULES
from evaluation.assignment.solve import assign
assign(instance_of(generate("S", 2, hard=True)), RULES["mix+region"], fair=True)
"""


def run(*command: str, **places: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, **places}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=surroundings, check=True, capture_output=True, text=True)


def kept(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*.nb?")}


def test_what_was_compiled_beforehand_is_all_that_a_search_needs(tmp_path):
    assert KEPT is not None
    place = tmp_path / "var" / "compiled" / KEPT.name
    place.mkdir(parents=True)
    (place / DONE).touch()  # taken before another that is ready
    run("-m", "evaluation.assignment.warm", PORTAL_VAR=str(tmp_path / "var"))
    before = kept(tmp_path)
    assert before
    run("-c", FAIR, PORTAL_VAR=str(tmp_path / "var"))
    assert kept(tmp_path) == before


def test_where_nothing_can_be_kept_nothing_fails(tmp_path):
    (tmp_path / "file").touch()
    code = (
        "import evaluation.assignment.compiled as c; from pathlib import Path; c._places = lambda: [Path({!r})]; print(c._kept())"
    )
    told = run("-c", code.format(str(tmp_path / "file" / "var")))
    assert told.stdout.strip() == "None"
