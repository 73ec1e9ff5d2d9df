"""The table, with the bars it is held against and what the peers were measured at."""

import pathlib
import platform
import re
import subprocess
from collections.abc import Iterable, Sequence

from bench.measure import Line

DOCUMENT = pathlib.Path(__file__).resolve().parent.parent / "docs" / "performance.md"

TO_FLOOR, TO_SMALL, EXPORT_TO_FLOOR, SUBMIT_STATEMENTS = 2.0, 1.2, 100.0, 15
WORKER_MB, DEMO_MB = 250, 1536
SUBMIT = "Submit, the last POST"

# p50 in ms of one client at 20,000 proposals over that run's own floor of 11 ms for 50 rows (None: no such page).
# pretalx 2026.2.1, Hypha 6.7.0 and HotCRP 3.4-development, run on a 2-core machine in November 2026.
PEER_FLOOR_MS = 11
PEERS: dict[str, tuple[float | None, float | None, float | None]] = {
    "Proposal list, first page": (3016, 1196, 2328),
    "Proposal list, text filter": (2633, 1474, 383),
    "Proposal page, staff": (1467, 233, 66),
    "Evaluator's queue": (5234, 617, 366),
    "Ranking page": (14850, None, 2787),
    SUBMIT: (1465, None, 26),
}


def misses(line: Line) -> list[str]:
    """The bars a page does not meet, in words."""
    found = []
    bar = EXPORT_TO_FLOOR if line.is_export else TO_FLOOR
    if line.to_floor > bar:
        found.append(f"{line.to_floor:.1f}× its floor, bar {bar:g}×")
    if not line.is_export and line.to_small > TO_SMALL:
        found.append(f"{line.to_small:.2f}× its time at 2,000, bar {TO_SMALL:g}×")
    if line.name == SUBMIT and line.statements > SUBMIT_STATEMENTS:
        found.append(f"{line.statements} statements, bar {SUBMIT_STATEMENTS}")
    return found


def table(lines: Iterable[Line]) -> str:
    head = [
        "page", "statements", "rows", "floor p50 ms (req/s)", "2,000 p50 ms", "20,000 p50 / p95 ms (req/s)", "to floor", "20,000 / 2,000", "bar",
    ]  # fmt: skip
    return markdown(head, [_row(line) for line in lines])


def _row(line: Line) -> list[str]:
    missed = misses(line)
    return [
        line.name, str(line.statements), f"{line.rows:,}", _with_rate(f"{line.floor.p50:.1f}", line.floor.per_second), f"{line.small.p50:.1f}",
        _with_rate(f"{line.large.p50:.1f} / {line.large.p95:.1f}", line.large.per_second), f"{line.to_floor:.2f}×",
        f"{line.to_small:.2f}×", "missed: " + "; ".join(missed) if missed else "met",
    ]  # fmt: skip


def _with_rate(ms: str, per_second: float) -> str:
    return f"{ms} ({per_second:.0f})" if per_second else ms


def peers(lines: Iterable[Line]) -> str:
    rows = [
        [line.name, f"{line.to_floor:.1f}×", *(f"{ms / PEER_FLOOR_MS:.0f}×" if ms else "–" for ms in PEERS[line.name])]
        for line in lines
        if line.name in PEERS
    ]
    return markdown(["page at 20,000, to the floor of its own run", "portal", "pretalx", "Hypha", "HotCRP"], rows)


def memory(worker_mb: float, demo_mb: float) -> str:
    return markdown(
        ["memory", "MB", "bar", ""],
        [
            ["largest web worker after the run (resident)", f"{worker_mb:.0f}", f"{WORKER_MB}", _held(worker_mb <= WORKER_MB)],
            [
                "web, worker, beat, PostgreSQL, Valkey together (shared pages once)",
                f"{demo_mb:.0f}",
                f"{DEMO_MB:,}",
                _held(demo_mb <= DEMO_MB),
            ],
        ],
    )


def _held(met: bool) -> str:
    return "met" if met else "missed"


def machine() -> str:
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    cores = len(re.findall(r"^processor", pathlib.Path("/proc/cpuinfo").read_text(), re.M))
    load = pathlib.Path("/proc/loadavg").read_text().split()[0]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=DOCUMENT.parent
    ).stdout.strip()
    return (
        f"{cores} cores ({model[1].strip() if model else 'unknown'}), Python {platform.python_version()}, commit {commit or 'unknown'}; "
        f"load of the machine at the end of the run: {load}."
    )


def write(parts: Sequence[tuple[str, str]]) -> None:
    """Put each part between its marks in docs/performance.md."""
    text = DOCUMENT.read_text()
    for name, content in parts:
        before, opening, rest = text.partition(f"<!-- {name} -->\n")
        _old, closing, after = rest.partition(f"<!-- /{name} -->")
        text = before + opening + content + "\n" + closing + after
    DOCUMENT.write_text(text)


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
