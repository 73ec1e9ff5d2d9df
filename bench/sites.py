"""Sites under gunicorn exactly as the portal is served, and what memory its processes take."""

import os
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench import ground
from cluster_portal.embedded import processes, services

WORKERS = 2
START_PATIENCE = 60  # seconds
STOP_PATIENCE = 15


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def site(database: str, *, bare: bool = False) -> Iterator[tuple[int, int]]:
    """(port, process id) of the portal on one database, or of the bare site."""
    port = free_port()
    command = _command("web", port)
    if bare:
        command = ["bench.floor_wsgi" if part == "cluster_portal.wsgi" else part for part in command]
    with _running(command, ground.environment(database)) as pid:
        _wait_for(f"http://127.0.0.1:{port}/{'rows/1/' if bare else 'healthz'}")
        yield port, pid


@contextmanager
def background(database: str) -> Iterator[list[int]]:
    """Worker and beat, as the demonstration runs them."""
    with ExitStack() as stack:
        environment = ground.environment(database) | {"PORTAL_DEMO": "1"}
        yield [stack.enter_context(_running(_command(name, 0), environment)) for name in ("worker", "beat")]


def _command(name: str, port: int) -> list[str]:
    os.environ |= {"PORT": str(port), "WEB_WORKERS": str(WORKERS)}
    return processes.command(name)


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[int]:
    log = pathlib.Path(services.VAR) / "log" / "bench.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ground.ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + START_PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).read()  # noqa: S310
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


# --- Memory --------------------------------------------------------------------


def worker_rss_mb(master: int) -> float:
    """Resident memory of the largest worker of a gunicorn."""
    return max(_status(pid, "status", "VmRSS") for pid in family(master) if pid != master) / 1024


def demo_mb(masters: list[int]) -> float:
    """Memory of these processes with their children and of both servers; what they share is counted once."""
    data = services.home()
    postmaster = int((data / "pgdata" / "postmaster.pid").read_text().split()[0])
    everyone = {pid for master in [*masters, postmaster, _valkey()] for pid in family(master)}
    return sum(_status(pid, "smaps_rollup", "Pss") for pid in everyone) / 1024


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for parent in found:
        for task in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def _valkey() -> int:
    told = services._valkey_cli("info", "server").stdout.decode()
    return next(int(line.split(":")[1]) for line in told.splitlines() if line.startswith("process_id:"))


def _status(pid: int, file: str, name: str) -> int:
    """In kB; 0 for a process that has just gone."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
