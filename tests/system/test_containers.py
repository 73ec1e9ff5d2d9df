"""The container files start what this machine starts: the same commands, in an order that works."""

import shlex

import pytest

from cluster_portal.embedded.processes import command
from tests.system.portal import ROOT

yaml = pytest.importorskip("yaml")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_every_service_runs_a_command_of_ours(compose):
    ours = {name: service["command"] for name, service in compose["services"].items() if "build" in service}
    assert set(ours) == {"migrate", "web", "worker", "beat"}
    for name in ("web", "worker", "beat"):
        assert ours[name] == ["python", "manage.py", "run", name]
        assert command(name)  # raises for a name it does not know


def test_the_migrating_service_uses_commands_that_exist(compose):
    from django.core.management import get_commands

    words = shlex.split(compose["services"]["migrate"]["command"][-1])
    used = {words[place + 1] for place, word in enumerate(words) if word == "manage.py"}
    assert used == {"migrate", "load_reference", "load_rulebooks"}
    assert used <= set(get_commands())


def test_nothing_starts_before_what_it_needs(compose):
    services = compose["services"]
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert services[name]["depends_on"]["redis"] == {"condition": "service_healthy"}
    assert services["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert "healthcheck" in services["postgres"] and "healthcheck" in services["redis"] and "healthcheck" in services["web"]


def test_no_password_is_written_down(compose):
    environment = compose["services"]["web"]["environment"]
    assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
    assert "PORTAL_DEMO" not in environment
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".env", "var", ".git"} <= set(left_out)  # they stand in no image either


def test_volumes_that_are_mounted_are_declared(compose):
    mounted = {volume.partition(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert {name for name in mounted if not name.startswith((".", "/"))} == set(compose["volumes"])


def test_uploads_can_be_written(compose):
    """A volume takes the owner of the folder it is mounted on, so the image must have that folder."""
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    var = image.partition("PORTAL_VAR=")[2].split()[0]
    for name in ("web", "worker", "beat", "migrate"):
        assert compose["services"][name]["volumes"] == [f"files:{var}/files"]
    assert f"mkdir -p {var}/files && chown -R portal {var}\n" in image


def test_what_compose_passes_on_is_a_setting(compose):
    """And stands in the README's table."""
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in compose["services"]["web"]["environment"]:
        assert f"`{name}`" in told, name


def test_the_image_starts_the_web_by_default():
    last = (ROOT / "Dockerfile").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert last == 'CMD ["python", "manage.py", "run", "web"]'
