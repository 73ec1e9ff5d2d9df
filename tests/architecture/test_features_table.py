"""docs/features.md stays honest: each test it names exists, and it counts right."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs/features.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if re.match(r"\| [A-Z]\d\d \|", line)
]
STATES = ("works", "partly", "not yet")


def test_every_capability_is_named_once_with_a_state():
    assert len({row[0] for row in ROWS}) == len(ROWS) == 200
    assert {row[2] for row in ROWS} <= set(STATES)


def test_what_is_there_says_where_and_what_guards_it():
    for code, _name, state, where, guard, missing in ROWS:
        if state == "not yet":
            assert not guard, code
            continue
        assert where, code
        assert (state == "partly") == bool(missing), code
        path, _, name = guard.strip("`").partition("::")
        assert not name or f"def {name}(" in (ROOT / "tests" / path).read_text(encoding="utf-8"), f"{code}: {guard}"
        assert (ROOT / "tests" / path).exists(), f"{code}: {guard}"


def test_the_count_at_the_end_is_right():
    found = Counter(row[2] for row in ROWS)
    assert TABLE.rstrip().endswith(
        f"{len(ROWS)} capabilities: {found['works']} work, {found['partly']} partly, {found['not yet']} not yet."
    )
