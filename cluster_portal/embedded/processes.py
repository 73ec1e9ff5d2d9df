"""The portal's processes, and the supervisor that keeps them running on one machine.

`docker-compose.yml` starts the same commands through `manage.py run`.
"""

import os
import pathlib
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from cluster_portal.embedded.services import ROOT, VAR, flag

STOP_PATIENCE = 15  # seconds a process has to finish what it holds
LOOPBACK = "127.0.0.1"


def command(name: str) -> list[str]:
    """The command line of one process.

    Raises:
        KeyError: for an unknown name.
    """
    python = [sys.executable, "-m"]
    host, port = os.environ.get("HOST", LOOPBACK), os.environ.get("PORT", "8000")
    if flag("PORTAL_DEMO") and host != LOOPBACK:
        raise SystemExit("Demonstration mode has public passwords: it serves on 127.0.0.1 only. Unset HOST or PORTAL_DEMO.")
    web = [
        "gunicorn", "cluster_portal.wsgi", "--bind", f"{host}:{port}", "--workers", os.environ.get("WEB_WORKERS", "2"),
        "--worker-class", "gthread", "--threads", os.environ.get("WEB_THREADS", "4"), "--timeout", "60", "--graceful-timeout", "10",
        "--max-requests", "20000", "--max-requests-jitter", "2000", "--keep-alive", "5", "--log-level", "warning", "--worker-tmp-dir", "/tmp",  # noqa: S108
    ]  # fmt: skip
    worker = [
        "celery", "-A", "cluster_portal", "worker", "--concurrency", os.environ.get("CELERY_WORKERS", "2"),
        "--loglevel", "WARNING", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    beat = [
        "celery",
        "-A",
        "cluster_portal",
        "beat",
        "--loglevel",
        "WARNING",
        "--schedule",
        str(VAR / "beat-schedule"),
        "--pidfile=",
    ]
    return python + {"web": web, "worker": worker, "beat": beat}[name]


@dataclass
class Supervised:
    """A process that is started again when it falls, a little later each time."""

    name: str
    process: subprocess.Popen | None = None
    falls: int = 0
    start_at: float = 0.0
    log: pathlib.Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = VAR / "log" / f"{self.name}.log"

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command(self.name), cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops them in order
            )  # fmt: skip

    def look(self) -> None:
        """Start it again when it has fallen and its pause is over."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            self.falls += 1
            self.process, self.start_at = None, now + min(30, 2**self.falls)
            print(f"{self.name} stopped; starting it again (its log: {self.log})", file=sys.stderr)
        if self.process is None and now >= self.start_at:
            self.start()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class _Asked(Exception):
    """Somebody asked us to stop."""


def supervise(names: tuple[str, ...] = ("web", "worker", "beat"), *, when_up=None) -> None:
    """Run the processes until Ctrl-C or SIGTERM; `when_up` is called once they have been started."""

    def asked(_signal: int, _frame: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):  # asked twice, it still stops everything in order
            signal.signal(number, signal.SIG_IGN)
        raise _Asked

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    running = [Supervised(name) for name in names]
    try:
        for one in running:
            one.start()
        if when_up:
            when_up()
        while True:
            for one in running:
                one.look()
            time.sleep(0.5)
    except _Asked:
        print("\nStopping…")
    finally:
        for one in reversed(running):
            one.stop()
