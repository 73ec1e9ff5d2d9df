"""What CONVENTIONS promise of the code itself."""

import ast
import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import models
from django.template import engines

ROOT = pathlib.Path(settings.BASE_DIR)
OURS = [ROOT / name for name in [*settings.OUR_APPS, "cluster_portal"]]
PYTHON = [path for folder in OURS for path in folder.rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = list((ROOT / "templates").rglob("*.html"))


def where(path: pathlib.Path, line: int | None = None) -> str:
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def status_writers(path: pathlib.Path) -> Iterator[str]:
    """Lines that write `x.status`, other than an error's or a response's own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Assign | ast.AugAssign):
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Attribute) and target.attr == "status":
                own = isinstance(target.value, ast.Name) and target.value.id in {"self", "response", "cls"}
                if not own:
                    yield where(path, node.lineno)


def test_nobody_writes_a_status_but_become():
    door = ROOT / "cluster_portal" / "shared" / "states.py"
    assert [line for path in PYTHON if path != door for line in status_writers(path)] == []


def test_no_utils_no_helpers_no_managers():
    nobodys = {"utils", "helpers", "manager", "managers", "util", "helper", "misc", "common"}
    assert [where(path) for path in PYTHON if path.stem in nobodys] == []


def test_views_do_not_write():
    """Views call actions; they save nothing themselves."""
    writing = (".save(", ".objects.create(", ".delete()", ".bulk_create(", ".update(status")
    views = [path for path in PYTHON if "views" in path.parts or path.name == "views.py"]
    assert [(where(path), call) for path in views for call in writing if call in path.read_text(encoding="utf-8")] == []


def test_templates_have_no_inline_code():
    """The content policy would refuse it anyway; here it is found before a person does."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|\sstyle=[\"']|\son[a-z]+=[\"']")
    assert [where(path) for path in TEMPLATES if inline.search(path.read_text(encoding="utf-8"))] == []


def test_templates_compile():
    broken = []
    for path in TEMPLATES:
        try:
            engines["django"].get_template(str(path.relative_to(ROOT / "templates")))
        except Exception as error:  # whatever the engine says of it
            broken.append((where(path), str(error)))
    assert broken == []


def test_money_is_whole_won():
    ours = [model for app in settings.OUR_APPS for model in apps.get_app_config(app).get_models()]
    money = [field for model in ours for field in model._meta.get_fields() if field.name.endswith("_krw")]
    assert money
    assert [str(field) for field in money if not isinstance(field, models.BigIntegerField | models.IntegerField)] == []


def test_the_cached_template_loader_is_on():
    """Without it every page compiles its templates anew (PEERS: the cost of half a peer's page)."""
    loaders = engines["django"].engine.loaders
    assert loaders
    assert loaders[0][0] == "django.template.loaders.cached.Loader"


def test_importing_the_portal_starts_nothing():
    """Commands that need no servers start none, and settings may still choose where servers live."""
    asked = [sys.executable, "-c", "import sys, cluster_portal; print('cluster_portal.embedded.services' in sys.modules)"]
    assert subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "False\n"


def test_tests_keep_servers_of_their_own():
    """Beside a running demonstration: neither its queue nor its database is theirs to empty."""
    from cluster_portal.embedded import services

    assert pathlib.Path(os.environ["PORTAL_VAR"]) == services.VAR != ROOT / "var"
    assert services.flag("PORTAL_EPHEMERAL")


def test_constraints_are_sentences():
    for app in settings.OUR_APPS:
        for model in apps.get_app_config(app).get_models():
            for constraint in model._meta.constraints:
                assert constraint.name.count("_") >= 2, f"{model._meta.label}: {constraint.name} is no sentence"


def test_the_schedule_names_tasks_that_exist():
    from cluster_portal.celery import app

    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled <= set(app.tasks)
    # And nothing meant to run by itself was forgotten.
    assert {name for name in app.tasks if name.split(".")[0] in settings.OUR_APPS} - scheduled <= {
        "evaluation.compute_assignment",
        "notifications.deliver_messages",
        "notifications.deliver_messages_about",
        "notifications.write_mailing",
    }
