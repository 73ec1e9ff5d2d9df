"""`python -m bench.close [--write]`: a round of 20,000 proposals × 7 sheets is tallied, decided and released, held against the
bare SQL aggregate over the same sheets."""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence

from bench import ground, report

LARGE = 20_000
COMPUTED_BAR, CLOSE_BAR = 3, 30


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.close", description=__doc__)
    options.add_argument("--write", action="store_true", help="also write docs/performance.md")
    wanted = options.parse_args()
    ground.start()
    command = [sys.executable, "-m", "bench.close_case"]
    done = subprocess.run(
        command, cwd=ground.ROOT, env=ground.environment(ground.database_of(LARGE)), stdout=subprocess.PIPE, check=True
    )
    table = _table(json.loads(done.stdout))
    print(table)
    if wanted.write:
        report.write([("close", table)])
    return 0


def _table(case: dict) -> str:
    whole = [sum(parts) for parts in zip(case["tally"], case["confirm"], case["release"], strict=True)]
    rows = [
        _row("bare aggregate: mean and number of the totals kept with the sheets, by proposal", case["floor"], case),
        _row("the same over the points as they are stored, by proposal and line", case["points"], case),
        _row("tally, ranking and selection computed", case["computed"], case, COMPUTED_BAR),
        _row("tallied: computed and written with every trace", case["tally"], case),
        _row("decided: selection written", case["confirm"], case),
        _row("released: states moved with their history, the letters queued as one mailing", case["release"], case),
        _row("the whole close: the three above, with their commits", whole, case, CLOSE_BAR),
        _row(f"after it, by a worker: the mailing written out, {case['letters']:,} letters each a row", case["mailing"], case),
        _row("the packet, made within the release: every sheet, seal and trace written and zipped", case["packet"], case),
    ]
    title = f"{case['proposals']:,} proposals, {case['sheets']:,} sealed sheets"
    return report.markdown([title, "s by the clock", "s of a core", "to the aggregate", "bar"], rows)


def _row(name: str, spent: Sequence[float], case: dict, bar: int | None = None) -> list[str]:
    clock, core = spent
    ratio = core / case["floor"][1]
    held = "" if bar is None else "met" if ratio <= bar else f"missed: {bar}×"
    return [name, f"{clock:.3f}", f"{core:.3f}", f"{ratio:.1f}×", held]


if __name__ == "__main__":
    sys.exit(main())
