"""What CONVENTIONS promise of the code itself."""

import ast
import pathlib
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.template import engines

ROOT = pathlib.Path(settings.BASE_DIR)
OURS = [ROOT / name for name in [*settings.OUR_APPS, "cluster_portal"]]
PYTHON = [path for folder in OURS for path in folder.rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = list((ROOT / "templates").rglob("*.html"))


def names(paths: list[pathlib.Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("path", PYTHON, ids=names(PYTHON))
def test_nobody_outside_models_and_actions_writes_a_status(path):
    """`x.status = …` happens in Stateful.become alone."""
    if path.name == "states.py" and path.parent.name == "shared":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                is_status = isinstance(target, ast.Attribute) and target.attr == "status"
                own_error_or_response = (
                    is_status and isinstance(target.value, ast.Name) and target.value.id in {"self", "response", "cls"}
                )
                assert not is_status or own_error_or_response, f"{path}:{node.lineno} writes a status: use become()"


@pytest.mark.parametrize("path", PYTHON, ids=names(PYTHON))
def test_no_utils_no_helpers_no_managers(path):
    assert path.stem not in {"utils", "helpers", "manager", "managers", "util", "helper", "misc", "common"}


@pytest.mark.parametrize(
    "path", [p for p in PYTHON if "views" in p.parts or p.name == "views.py"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_views_do_not_write(path):
    """Views call actions; they save nothing themselves."""
    source = path.read_text(encoding="utf-8")
    for call in (".save(", ".objects.create(", ".delete()", ".bulk_create(", ".update(status"):
        assert call not in source, f"{path} calls {call}"


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_templates_have_no_inline_code(path):
    """The content policy would refuse it anyway; here it is found before a person does."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text)
    assert not re.search(r"\sstyle=[\"']", text)
    assert not re.search(r"\son[a-z]+=[\"']", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_templates_compile(path):
    engines["django"].get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize(
    "model",
    [m for app in settings.OUR_APPS for m in (apps.get_app_config(app).get_models() if apps.is_installed(app) else [])],
    ids=lambda m: m._meta.label,
)
def test_money_is_whole_won(model):
    for field in model._meta.get_fields():
        if isinstance(field, models.Field) and field.name.endswith("_krw"):
            assert isinstance(field, models.BigIntegerField | models.IntegerField), f"{field} must be whole won"
        assert not (isinstance(field, models.FloatField) and "krw" in field.name)


def test_the_cached_template_loader_is_on():
    """Without it every page compiles its templates anew (PEERS: the cost of half a peer's page)."""
    loaders = engines["django"].engine.loaders
    assert loaders
    assert loaders[0][0] == "django.template.loaders.cached.Loader"


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
        "notifications.deliver_messages",
        "notifications.deliver_messages_about",
    }
