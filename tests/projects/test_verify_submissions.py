"""A submission bent behind the portal's back is named."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from projects.actions.withdraw_proposal import withdraw_proposal
from projects.queries.proposals import standing_submission
from tests.factories.projects import make_submitted, owner_of

pytestmark = pytest.mark.django_db


def verify() -> str:
    said = StringIO()
    call_command("verify_submissions", stdout=said)
    return said.getvalue().strip()


def bend(change: str) -> None:
    """What an intruder with the database's own password would do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"UPDATE projects_submission SET {change}")
        cursor.execute("SET session_replication_role = origin")


def test_untouched_submissions_verify_also_the_withdrawn():
    make_submitted()
    withdrawn = make_submitted()
    withdraw_proposal(withdrawn, by=owner_of(withdrawn.lead), at=withdrawn.call.opens_at)
    assert verify() == "whole: 2 submissions"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("snapshot = replace(snapshot, '300000000', '310000000')", "does not give its SHA-256"),
        ("snapshot = '{}', sha256 = encode(sha256('{}'), 'hex')", "another SHA-256"),
    ],
)
def test_a_bent_submission_is_named(change, said):
    number = standing_submission(make_submitted()).number
    bend(change)
    with pytest.raises(CommandError, match=f"{number}: .*{said}"):
        verify()
