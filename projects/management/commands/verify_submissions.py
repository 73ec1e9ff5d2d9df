"""Hash every snapshot again and hold it against its receipt and the audit log; name what differs and leave with 1."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.models import Event
from cluster_portal.shared.canonical import sha256_hex
from projects.models import Submission


class Command(BaseCommand):
    help = "Checks every submission: its snapshot gives its SHA-256, and the history says the same."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for submission, problem in checked():
            count += 1
            if problem:
                raise CommandError(f"{submission.number}: {problem}")
        self.stdout.write(f"whole: {count:,} submissions")


def checked() -> Iterator[tuple[Submission, str]]:
    """Each submission, and what is wrong with it ("" for nothing). Two statements, read in pieces."""
    told = {
        event.data["number"]: event.data["sha256"]
        for event in Event.objects.filter(stream__startswith="proposal/", verb="submitted").only("data").iterator(2000)
    }
    for submission in Submission.objects.order_by("pk").iterator(500):
        if sha256_hex(submission.snapshot) != submission.sha256:
            yield submission, "its snapshot does not give its SHA-256"
        elif told.get(submission.number) != submission.sha256:
            yield submission, "its history tells of another SHA-256"
        else:
            yield submission, ""
