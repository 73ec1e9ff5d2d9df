"""Many proposals at once, to see the portal under load. Marked as demonstration data."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

LEAST = 200  # with fewer, some region has no round


class Command(BaseCommand):
    help = "Seeds proposals with firms, rounds and sheets into the database, in a programme year of their own."

    def add_arguments(self, parser) -> None:
        parser.add_argument("proposals", type=int)

    def handle(self, *, proposals: int, verbosity: int = 1, **options) -> None:
        from cluster_portal.seeding.seed import seed
        from programme.models import Rulebook

        if proposals < LEAST:
            raise CommandError(f"Seed at least {LEAST} proposals.")
        if not Rulebook.objects.exists():
            raise CommandError("Load the reference data first: manage.py load_reference, manage.py load_rulebooks.")
        began = time.monotonic()

        def say(part: str) -> None:
            if verbosity:
                self.stdout.write(f"  {time.monotonic() - began:5.0f} s  {part}")

        with translation.override("ko"):
            year = seed(proposals, now=timezone.now().replace(microsecond=0), say=say)
        if verbosity:
            self.stdout.write(f"Seeded {proposals:,} proposals of {year.pk} in {time.monotonic() - began:.0f} s.")
