"""Pseudonyms, digests, seed and order as published: the worked example of docs/draw/README.md, and every change noticed."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from evaluation.draws import commitments
from evaluation.draws.check import differences
from evaluation.draws.seats import House, Seats
from evaluation.draws.walk import Plan, walk

EXAMPLE = Path(settings.BASE_DIR) / "docs" / "draw" / "example.json"
SALT, SECRET = "33" * 32, "11" * 32
VALUE = "2026-11-23 시연용 공개값"
HOME = "capital"


def example() -> dict:
    """Twelve people of three regions, one organisation twice, one barred everywhere and one from a section."""
    regions = [HOME, "dongnam", "honam"]
    pool = sorted(
        (
            {
                "id": commitments.pseudonym(SALT, f"expert/{number}"), "stratum": ["industry", "academia", "research"][number % 3],
                "region": regions[number % 3 if number % 4 else 0],
                "organisation": commitments.pseudonym(SALT, f"organisation/{min(number, 10)}"),
            }
            for number in range(1, 15)
        ),
        key=lambda row: row["id"],
    )  # fmt: skip
    barred = [
        {"section": "", "id": pool[0]["id"], "reason": "yearly_cap", "facts": commitments.fact_digest(SALT, "served 6 of 6")},
        {"section": "2", "id": pool[1]["id"], "reason": "conflict", "facts": commitments.fact_digest(SALT, "same_organisation")},
    ]
    plan = Plan(House(HOME), ("1", "2"), (Seats(3, 2, ("industry", "academia")), Seats(2, 1)), (Seats(2, 1), Seats(1, 0)), 1)
    pool_sha256 = commitments.rows_digest(pool)
    seed = commitments.make_seed(SECRET, VALUE, pool_sha256)
    order = commitments.in_order(seed, [row["id"] for row in pool])
    return {
        "form": "cluster-draw/1", "draw": "example", "pool": pool, "pool_sha256": pool_sha256,
        "barred": barred, "barred_sha256": commitments.rows_digest(barred),
        "rules": plan.as_json(), "rules_sha256": commitments.sha256_hex(commitments.canonical(plan.as_json())),
        "secret_sha256": commitments.secret_digest(SECRET), "secret": SECRET, "public_value": VALUE,
        "seed": seed, "order": order, "outcome": walk(order, pool, barred, plan).rows,
    }  # fmt: skip


def test_the_published_example_comes_out_again():
    assert json.loads(EXAMPLE.read_text(encoding="utf-8")) == example()


def test_the_example_in_numbers():
    """By hand, so that the code cannot agree with itself alone."""
    record = example()
    assert commitments.pseudonym(SALT, "expert/1") == "845fd80670a15370"
    assert record["pool_sha256"] == "7f94748ed5dfdbb74c7aa990b206b44fcc7084e7686fa88e4ff3de14254d892d"
    assert record["secret_sha256"] == "02d449a31fbb267c8f352e9968a79e3e5fc95c1bbeaa502fd6454ebde5a4bedc"
    assert record["seed"] == "caa7da2e52d985a02a23a4d17b890990cacebd45a1819a3d0e1061907c3b5011"
    assert record["order"][:2] == ["b7b9ce959b60d85a", "ce9cac5888ca6830"]


def test_a_record_that_holds_has_no_differences():
    assert differences(example()) == []


def test_before_the_draw_only_what_is_there_is_compared():
    record = example()
    for name in ("secret", "public_value", "seed", "order", "outcome"):
        del record[name]
    assert differences(record) == []


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (("pool", 3, "region"), "pool_sha256"), (("pool", 0, "id"), "pool_sha256"), (("barred", 0, "reason"), "barred_sha256"),
        (("rules", "home"), "rules_sha256"), (("secret",), "secret_sha256"), (("public_value",), "seed"), (("seed",), "seed"),
        (("order", 2), "order"), (("outcome", 1, "id"), "outcome"), (("pool_sha256",), "pool_sha256"),
    ],
)  # fmt: skip
def test_every_change_is_found(place, found):
    record = copy.deepcopy(example())
    at = record
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = "22" * 32
    assert any(found in words for words in differences(record))


def test_code_is_named_by_its_hash():
    code = commitments.code_files()
    record = example() | {"code_sha256": commitments.code_digest(code)}
    assert differences(record, code) == []
    assert differences(record, {**code, "walk.py": code["walk.py"] + b"#"})


def test_the_files_alone_run_the_draw_again(tmp_path):
    """As somebody outside would: the published files, Python, nothing else."""
    folder = tmp_path / "evaluation" / "draws"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    for name, content in commitments.code_files().items():
        (folder / name).write_bytes(content)
    record = example() | {"code_sha256": commitments.code_digest(commitments.code_files())}
    (tmp_path / "draw.json").write_text(json.dumps(record), encoding="utf-8")
    command = [
        sys.executable,
        "-I",
        "-c",
        "import sys; sys.path.insert(0, '.'); from evaluation.draws.check import main; sys.exit(main('draw.json'))",
    ]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.split(":")[0]) == (0, "HOLDS"), run.stderr
