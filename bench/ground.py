"""The embedded servers under var/bench, and a seeded database per scale.

A seeded database is kept as a template: the next run copies it, as long as data and seeding are the same, and migrates.
"""

import hashlib
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
VAR = pathlib.Path(os.environ.get("PORTAL_VAR", ROOT / "var")).resolve() / "bench"
os.environ["PORTAL_VAR"] = str(VAR)
for name in ("DATABASE_URL", "REDIS_URL", "PORTAL_DEMO", "DEBUG"):  # servers and settings of the bench's own
    os.environ.pop(name, None)

from cluster_portal.embedded import services  # noqa: E402

WHAT_SEEDING_DEPENDS_ON = ("clusters/data/*", "programme/rulebooks/*", "cluster_portal/seeding/*.py")


def start() -> None:
    services.use_services()
    manage("messages", "--compile")
    manage("collectstatic", "--noinput")


def environment(database: str) -> dict[str, str]:
    """For processes that work on one database of the bench."""
    return os.environ | {
        "DATABASE_URL": f"postgresql://portal@/{database}?host={services.socket_folder()}",
        "REDIS_URL": f"unix://{services.socket_folder()}/valkey.sock",
        "LOG_LEVEL": "ERROR",
    }


def database_of(scale: int) -> str:
    """A fresh copy of the seeded database of this many proposals, which is made when there is none yet."""
    template, database = f"seeded_{scale}_{_fingerprint()}", f"bench_{scale}"
    if not _sql("SELECT 1 FROM pg_database WHERE datname = %s", template):
        for (old,) in _sql("SELECT datname FROM pg_database WHERE datname LIKE %s", f"seeded\\_{scale}\\_%"):
            _sql(f'DROP DATABASE "{old}" WITH (FORCE)')
        _fill(f"{template}_filling")
        _sql(f'ALTER DATABASE "{template}_filling" RENAME TO "{template}"')
    _sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    _sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    manage("migrate", database=database)
    return database


def _fill(database: str) -> None:
    scale = database.split("_")[1]
    _sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    _sql(f'CREATE DATABASE "{database}"')
    for arguments in (("migrate",), ("load_reference",), ("load_rulebooks",)):
        manage(*arguments, database=database)
    print(f"Seeding {int(scale):,} proposals", flush=True)
    manage("seed", scale, database=database, verbosity=1, PORTAL_DEMO="1")
    _sql("VACUUM ANALYZE", database=database)  # as a database that has lived for a while


def manage(*arguments: str, database: str = "portal", verbosity: int = 0, **env: str) -> None:
    """Raises subprocess.CalledProcessError."""
    command = [sys.executable, "manage.py", *arguments]
    if verbosity == 0 and arguments[0] != "messages":
        command += ["--verbosity", "0"]
    quiet = None if verbosity else subprocess.DEVNULL
    subprocess.run(command, cwd=ROOT, env=environment(database) | env, stdout=quiet, check=True)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in WHAT_SEEDING_DEPENDS_ON for path in ROOT.glob(pattern) if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _sql(statement: str, *params: str, database: str = "portal") -> list:
    import psycopg2

    link = psycopg2.connect(f"host={services.socket_folder()} user=portal dbname={database}")
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            cursor.execute(statement, params or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        link.close()
