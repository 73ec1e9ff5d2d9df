"""README.md stays honest: what it names is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"`([^`\n]+)`", README)
CODE = [path for folder in ("cluster_portal", "bench") for path in (ROOT / folder).rglob("*.py")]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"manage\.py (\w+)", README))))
def test_a_command_it_names_exists(name):
    assert name in get_commands()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z-]+)", README))))
def test_a_target_it_names_exists(target):
    assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(name for name in SHOWN if re.fullmatch(r"[A-Z][A-Z_]+", name)))
def test_a_variable_it_names_is_read(name):
    places = [*CODE, ROOT / "docker-compose.yml"]
    assert any(re.search(rf"[\"'{{]{name}[\"':]", path.read_text(encoding="utf-8")) for path in places)


@pytest.mark.parametrize("name", sorted(name for name in SHOWN if re.fullmatch(r"[a-z_]+/[\w/.*]*\.\w+", name)))
def test_a_file_it_names_exists(name):
    assert list(ROOT.glob(name))


@pytest.mark.parametrize("path", sorted(name for name in SHOWN if re.fullmatch(r"/[\w/]+", name)))
def test_a_page_it_names_exists(path):
    assert path == "/api/v1/" or resolve(path)


def test_every_setting_is_in_its_table():
    settings = (ROOT / "cluster_portal" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"\b(?:env|flag|listed)\(\"([A-Z_]+)\"", settings))
    assert read - set(SHOWN) == set()
