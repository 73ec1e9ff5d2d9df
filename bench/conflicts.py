"""`python -m bench.conflicts [--write]`: who may not judge what, over all pairs, held against reading the same rows bare."""

import argparse
import json
import subprocess
import sys

from bench import ground, report

LARGE = 20_000
BAR_SECONDS = 30


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.conflicts", description=__doc__)
    options.add_argument("--write", action="store_true", help="also write docs/performance.md")
    wanted = options.parse_args()
    ground.start()
    command = [sys.executable, "-m", "bench.conflict_case"]
    done = subprocess.run(
        command, cwd=ground.ROOT, env=ground.environment(ground.database_of(LARGE)), stdout=subprocess.PIPE, check=True
    )
    table = _table(json.loads(done.stdout))
    print(table)
    if wanted.write:
        report.write([("conflicts", table)])
    return 0


def _table(cases: list[dict]) -> str:
    head = ["proposals × experts", "pairs", "pairs that must not meet", "statements", "same rows read bare, s", "all of it, s", "to floor", "bar"]  # fmt: skip
    rows = [
        [
            f"{case['proposals']:,} × {case['experts']:,}", f"{case['proposals'] * case['experts']:,}", f"{case['barred']:,}",
            str(case["statements"]), f"{case['floor']:.2f}", f"{case['seconds']:.2f}", f"{case['seconds'] / case['floor']:.1f}×",
            "met" if case["seconds"] < BAR_SECONDS else f"missed: {BAR_SECONDS} s",
        ]
        for case in cases
    ]  # fmt: skip
    return report.markdown(head, rows)


if __name__ == "__main__":
    sys.exit(main())
