"""What the portal imports when it serves is what `requirements.txt` installs: a tool of the tests must not lend it a library."""

import json
import re
import subprocess
import sys
from importlib import metadata

from django.conf import settings

# Everything web, worker and beat load, in a process without pytest.
LOADS = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_portal.settings"
import django
django.setup()
import celery.bin.worker, celery.apps.worker, celery.apps.beat, celery.concurrency.prefork, gunicorn.app.wsgiapp, gunicorn.workers.gthread
import kombu.transport.redis, celery.backends.redis, cluster_portal.celery, cluster_portal.urls, cluster_portal.wsgi
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""

USED_WHERE_PRESENT = {"greenlet", "pygments", "pip", "setuptools", "_distutils_hack", "pkg_resources"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def installed_by(requirements: list[str]) -> set[str]:
    """The distributions, and all they ask for on this machine."""
    found: set[str] = set()
    waiting = [
        (plain(re.split(r"[\[=<>!~; ]", line, maxsplit=1)[0]), set(re.findall(r"\[(.*?)\]", line))) for line in requirements
    ]
    while waiting:
        name, extras = waiting.pop()
        if name in found and not extras:
            continue
        found.add(name)
        try:
            asked = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        for line in asked:
            wanted, _semicolon, marker = line.partition(";")
            extra = re.search(r"extra\s*==\s*['\"](.*?)['\"]", marker)
            if extra is None or extra.group(1) in extras:
                waiting.append(
                    (plain(re.split(r"[\[=<>!~;( ]", wanted.strip(), maxsplit=1)[0]), set(re.findall(r"\[(.*?)\]", wanted)))
                )
    return found


def test_nothing_is_borrowed_from_what_only_tests_install():
    lines = (settings.BASE_DIR / "requirements.txt").read_text(encoding="utf-8").splitlines()
    allowed = installed_by([line for line in lines if line and not line.startswith("#")])
    done = subprocess.run([sys.executable, "-c", LOADS], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, check=True)
    owners = metadata.packages_distributions()
    loaded = {name: {plain(one) for one in owners[name]} for name in json.loads(done.stdout) if name in owners}
    assert "kombu" in loaded
    assert {name for name, dists in loaded.items() if not dists & allowed} <= USED_WHERE_PRESENT


def test_every_library_has_its_version():
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        for line in (settings.BASE_DIR / name).read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith(("#", "-r ")) or re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z]+\])?==[0-9a-z.]+", line), (
                line
            )
