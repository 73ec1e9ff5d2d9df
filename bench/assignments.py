"""`python -m bench.assignments [--write] [--only TEXT]`: `assign_panels` on rounds of three sizes, each in a process of its own.

Seconds are of a core, so that other work on the machine does not count; beside them those by the clock.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from bench import ground, report
from bench.instances import generate

# rules, fair, size, seed, hard, k, bar
CASES: list[tuple[str, bool, str, int, bool, int, str]] = [
    ("loads", False, "S", 1, False, 5, ""), ("loads", False, "M", 1, False, 5, ""), ("loads", False, "L", 1, False, 5, ""),
    ("mix", False, "S", 1, False, 5, "0.3 s"), ("mix", False, "M", 1, False, 5, "3 s"), ("mix", False, "L", 1, False, 5, "20 s"),
    ("mix", True, "S", 1, False, 5, "2 %, 60 s"), ("mix", True, "S", 2, True, 5, "2 %, 60 s"), ("mix", True, "M", 1, False, 5, "2 %, 60 s"),
    ("mix", True, "M", 2, True, 5, "2 %, 60 s"), ("mix", True, "M", 3, False, 7, "2 %, 60 s"),
    ("mix+region", False, "M", 1, False, 5, "1 %, 60 s"), ("mix+region", False, "M", 2, True, 5, "1 %, 60 s"),
    ("mix", True, "L", 1, False, 5, "5 %, 180 s"),
]  # fmt: skip
# The OpenReview matcher at commit 3389435 on the same instances, loads and conflicts only (it has no rule on panels), measured
# on a machine of two cores in November 2026: seconds, total, worst panel. None: no result when it was stopped.
PEERS: dict[str, dict[str, tuple[float, int, int] | None]] = {
    "MinMax": {"S": (0.7, 611_776, 684), "M": (23.0, 5_850_362, 1_028), "L": None},
    "Randomized": {"S": (1.7, 587_955, 602), "M": (65, 5_741_046, 957)},
    "FairSequence": {"S": (7.2, 605_361, 710), "M": (296, 5_776_930, 777), "L": None},
    "FairFlow": {"S": (10.8, 603_664, 837), "M": (295, 5_832_169, 1_449)},
}


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.assignments", description=__doc__)
    options.add_argument("--write", action="store_true", help="also write docs/performance.md")
    options.add_argument("--only", default="", help="only cases whose name holds this")
    wanted = options.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        _run(("mix", True, "S", 1, False, 5, ""), Path(folder))  # its loops are compiled once
        for case in CASES:
            if wanted.only in _name(case):
                found.append((case, _run(case, Path(folder))))
                print(_row(*found[-1]), file=sys.stderr, flush=True)
    parts = [("assignments", _table(found)), ("assignment-peers", _peers(found))]
    print("\n\n".join(content for _part, content in parts))
    if wanted.write:
        report.write(parts)
    return 0


def _run(case: tuple, folder: Path) -> dict[str, Any]:
    rules, fair, size, seed, hard, k, _bar = case
    np.savez(folder / "round.npz", **generate(size, seed, k=k, load=3 * k, hard=hard))
    command = [sys.executable, "-m", "bench.assignment_case", str(folder / "round.npz"), rules, "fair" if fair else "total"]
    done = subprocess.run(command, cwd=ground.ROOT, stdout=subprocess.PIPE, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _name(case: tuple) -> str:
    rules, fair, size, seed, hard, k, _bar = case
    return f"{size}, {rules}{', fair' if fair else ''}, seed {seed}{' hard' if hard else ''}{f', k={k}' if k != 5 else ''}"


def _table(found: list[tuple[tuple, dict[str, Any]]]) -> str:
    head = ["round", "total", "below bound", "worst panel", "bound", "below bound", "empty, breaches", "s of a core", "s by the clock", "MB", "bar"]  # fmt: skip
    return report.markdown(head, [_row(case, result) for case, result in found])


def _row(case: tuple, result: dict[str, Any]) -> list[str]:
    return [
        _name(case), f"{result['total']:,}", _below(result["total"], result["bound_total"]), f"{result['worst']:,}",
        f"{result['bound_worst']:,}" if case[1] else "–", _below(result["worst"], result["bound_worst"]) if case[1] else "–",
        f"{len(result['unfilled'])}, {len(result['violations'])}", f"{result['seconds']:.2f}", f"{result['clock']:.2f}",
        f"{result['peak_mb']:.0f}", _held(case, result),
    ]  # fmt: skip


def _below(value: int, bound: int) -> str:
    return "0, proved" if value == bound else f"{100 * (1 - value / max(1, bound)):.3f} %"


def _held(case: tuple, result: dict[str, Any]) -> str:
    _rules, fair, *_which, bar = case
    if not bar:
        return ""
    share, _comma, seconds = bar.rpartition(", ")
    met = result["seconds"] <= float(seconds.split()[0]) and not result["violations"] and not result["unfilled"]
    if share:
        value, bound = (result[key] for key in (("worst", "bound_worst") if fair else ("total", "bound_total")))
        met &= value >= bound * (1 - float(share.split()[0]) / 100)
    else:
        met &= result["proved"]
    return f"{bar}: {'met' if met else 'missed'}"


def _peers(found: list[tuple[tuple, dict[str, Any]]]) -> str:
    sizes = ("S", "M", "L")
    own: dict[tuple[str, bool], dict[str, tuple[float, int, int]]] = {}
    for (rules, fair, size, seed, *_rest), result in found:
        if seed == 1 and rules != "mix+region":
            own.setdefault((rules, fair), {})[size] = (result["seconds"], result["total"], result["worst"])
    names = {("loads", False): "portal, loads", ("mix", False): "portal, mix", ("mix", True): "portal, mix, fair"}
    rows = [[names[key], *(_figures(own[key], size) for size in sizes)] for key in names if key in own]
    rows += [[f"OpenReview {name}", *(_figures(figures, size) for size in sizes)] for name, figures in PEERS.items()]
    return report.markdown(["s · total · worst panel", *sizes], rows)


def _figures(figures: Any, size: str) -> str:
    if size not in figures:
        return "not run"
    if figures[size] is None:
        return "no result in 10 min"
    seconds, total, worst = figures[size]
    return f"{seconds:.2f} · {total:,} · {worst:,}" if seconds < 10 else f"{seconds:.0f} · {total:,} · {worst:,}"


if __name__ == "__main__":
    sys.exit(main())
