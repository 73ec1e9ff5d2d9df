"""`python -m bench [--write]`: measure, print the table; with --write also into docs/performance.md."""

import argparse
import signal
import sys
import time
from contextlib import ExitStack

from bench import ground, report, sites
from bench.measure import Line, journeys, measure

SMALL, LARGE = 2_000, 20_000
AT_MOST = 14 * 60  # seconds for everything
SETTLING = 15  # seconds for worker and beat to come up before memory is read


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--write", action="store_true", help="also write docs/performance.md")
    options.add_argument("--only", default="", help="only pages whose name holds this")
    wanted = options.parse_args()
    _stop_in_time()
    ground.start()
    databases = {scale: ground.database_of(scale) for scale in (SMALL, LARGE)}
    with ExitStack() as stack:
        floor_port, _pid = stack.enter_context(sites.site(databases[LARGE], bare=True))
        small_port, _pid = stack.enter_context(sites.site(databases[SMALL]))
        large_port, web = stack.enter_context(sites.site(databases[LARGE]))
        ports = {"floor": floor_port, "small": small_port, "large": large_port}
        lines = _measure_all(databases, ports, wanted.only)
        worker_mb = sites.worker_rss_mb(web)
        background = stack.enter_context(sites.background(databases[LARGE]))
        time.sleep(SETTLING)
        demo_mb = sites.demo_mb([web, *background])
    parts = [
        ("table", report.table(lines)), ("peers", report.peers(lines)), ("memory", report.memory(worker_mb, demo_mb)),
        ("machine", report.machine()),
    ]  # fmt: skip
    print("\n\n".join(content for _name, content in parts))
    if wanted.write:
        report.write(parts)
    return 0


def _measure_all(databases: dict[int, str], ports: dict[str, int], only: str) -> list[Line]:
    lines = []
    for small, large in zip(journeys(databases[SMALL]), journeys(databases[LARGE]), strict=True):
        if only.lower() in large["name"].lower():
            line = measure(small, large, ports)
            print(f"  {line.to_floor:6.2f}× floor  {line.to_small:5.2f}× small  {line.name}", file=sys.stderr, flush=True)
            lines.append(line)
    return lines


def _stop_in_time() -> None:
    """However it ends, what was started is stopped."""

    def out_of_time(*_signal: object) -> None:
        raise SystemExit(f"The bench took longer than {AT_MOST // 60} minutes, or was asked to stop.")

    signal.signal(signal.SIGALRM, out_of_time)
    signal.signal(signal.SIGTERM, out_of_time)
    signal.alarm(AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
