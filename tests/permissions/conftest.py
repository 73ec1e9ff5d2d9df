"""The world of the sweep lives in one transaction for the whole module and is forgotten after it."""

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.permissions.world import World


@pytest.fixture(scope="module")
def kept_files(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, kept_files):
    """The files handed in with the world's proposals stay readable in every test."""
    settings.MEDIA_ROOT = kept_files


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, kept_files):
    from django.test import override_settings

    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)  # whatever ran before in this process, the world begins empty
        with transaction.atomic(), override_settings(MEDIA_ROOT=kept_files):
            yield World()
            transaction.set_rollback(True)
