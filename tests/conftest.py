"""One migrated template database for the whole run; each parallel worker gets a copy of it.

The fixtures here are for everybody; each app's factories are in tests/factories/<app>.py.
"""

import fcntl
import hashlib
import os
import pathlib

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings_test")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread of the test

from cluster_portal.embedded.services import VAR, use_services

use_services()

import pytest  # noqa: E402
from django.db import connection, connections  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

# On a busy machine an example may take its time; what is wrong is wrong at any speed.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

pytest_plugins = ["tests.journeys.kit"]  # one browser for everybody

ROOT = pathlib.Path(__file__).resolve().parent.parent


def _fingerprint() -> str:
    """Changes whenever a migration or the reference data does."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("clusters/data/*"), *ROOT.glob("programme/rulebooks/*")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """Copy the migrated template (made once per set of migrations) under a name of this worker's own."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    template, name = f"template_{_fingerprint()}", f"test_{worker}_{os.getpid()}"
    with django_db_blocker.unblock():
        with (VAR / "template.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _make_template(template)
            _sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        _point_at(name)
        yield
        connections.close_all()
        _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _make_template(template: str) -> None:
    if _sql("SELECT 1 FROM pg_database WHERE datname = %s", template):
        return
    for (old,) in _sql("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%'"):
        _sql(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
    from django.core.management import call_command

    building = f"{template}_building"
    _sql(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
    _sql(f'CREATE DATABASE "{building}"')
    _point_at(building)
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:  # tests empty tables between them; production must not
        cursor.execute(
            "DO $$ DECLARE t record; BEGIN FOR t IN SELECT tgname, tgrelid::regclass AS tab FROM pg_trigger"
            " WHERE NOT tgisinternal AND (tgtype & 32) > 0 LOOP"
            " EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.tab); END LOOP; END $$"
        )
    connections.close_all()
    _sql(f'ALTER DATABASE "{building}" RENAME TO "{template}"')


def _point_at(name: str) -> None:
    connections.close_all()
    connections.databases["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _sql(statement: str, *params: str) -> list:
    import psycopg2

    from cluster_portal.embedded.services import database_url

    link = psycopg2.connect(database_url())
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            cursor.execute(statement, params or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        link.close()


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _forget_caches():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def korean(settings):
    """Pages in Korean, whatever the machine speaks."""
    settings.LANGUAGE_CODE = "ko"
