"""A portal of its own for a test: real servers in a folder of their own, real processes, ended by their id."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What the tests' own environment must not pass on: these choose another database, other settings.
NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "PORTAL_DEMO", "HOST", "PORT", "DEBUG", "PORTAL_VAR", "DJANGO_SETTINGS_MODULE"}


# Uses both servers, says so, and stays until its input ends.
USER = """
import sys
from cluster_portal.embedded.services import database_url, redis_url, use_services
use_services()
import psycopg2, redis
link = psycopg2.connect(database_url())
with link.cursor() as cursor:
    cursor.execute("SELECT pg_backend_pid() > 0")
    assert cursor.fetchone() == (True,)
link.close()
assert redis.Redis.from_url(redis_url()).ping()
print("served", flush=True)
sys.stdin.read()
"""


class Portal:
    """`var` is where its servers and logs live."""

    def __init__(self, var: pathlib.Path) -> None:
        self.var = var
        self.port = _free_port()
        self._started: list[subprocess.Popen] = []
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.env = inherited | {
            "PORTAL_VAR": str(var),
            "PORT": str(self.port),
            "PORTAL_EPHEMERAL": "1",
            "WEB_WORKERS": "1",
            "CELERY_WORKERS": "1",
        }

    @property
    def servers(self) -> pathlib.Path:
        """Where the servers' data went; the portal itself says so."""
        return pathlib.Path(self.python("from cluster_portal.embedded.services import home; print(home())").stdout.strip())

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        return self._run([sys.executable, "-c", code])

    def manage(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return self._run([sys.executable, "manage.py", *arguments], **env)

    def _run(self, line: list[str], **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(line, cwd=ROOT, env=self.env | env, capture_output=True, text=True, check=False, timeout=120)

    def start(self, line: list[str], **pipes: Any) -> subprocess.Popen:
        """A process that `close` will end."""
        log = (self.var / "process.log").open("ab")
        with log:
            process = subprocess.Popen(
                line,
                cwd=ROOT,
                env=self.env,
                start_new_session=True,
                **({"stdout": log, "stderr": log, "stdin": subprocess.DEVNULL} | pipes),
            )
        self._started.append(process)
        return process

    def run(self, process: str) -> subprocess.Popen:
        """`manage.py run web|worker|beat`, as docker-compose.yml has it."""
        return self.start([sys.executable, "manage.py", "run", process])

    def user(self) -> subprocess.Popen:
        """Somebody who uses the servers until told to leave. `served` waits for the first answer."""
        return self.start([sys.executable, "-c", USER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, path: str) -> tuple[int, dict[str, Any]]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)
        except (urllib.error.URLError, OSError):
            return 0, {}

    def close(self) -> None:
        for process in reversed(self._started):
            stop(process)
        # Whoever comes and goes last stops servers that a killed process left behind.
        self.python("from cluster_portal.embedded.services import use_services; use_services()")


@contextlib.contextmanager
def portal(folder: pathlib.Path | None = None) -> Iterator[Portal]:
    """In a short path that everybody may walk through, unless a folder is given."""
    made = pathlib.Path(tempfile.mkdtemp(prefix="portal-"))
    made.chmod(0o755)
    one = Portal(folder or made / "var")
    one.var.mkdir(parents=True, exist_ok=True)
    servers = one.servers
    try:
        yield one
    finally:
        one.close()
        for path in (servers, one.var, made):
            shutil.rmtree(path, ignore_errors=True)


def served(user: subprocess.Popen) -> bool:
    assert user.stdout is not None
    return user.stdout.readline() == b"served\n"


def leave(user: subprocess.Popen) -> None:
    assert user.stdin is not None
    user.stdin.close()
    assert user.wait(60) == 0


def stop(process: subprocess.Popen, how: int = signal.SIGTERM) -> None:
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            pipe.close()


def until(happens: Callable[[], Any], *, seconds: float = 60) -> Any:
    """The first true answer; fails after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := happens():
            return answer
        time.sleep(0.2)
    raise AssertionError(f"did not happen within {seconds} s")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
