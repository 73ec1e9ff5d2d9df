"""Many proposals at once, to see the portal under load. Marked as demonstration data."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

LEAST = 200  # with fewer, some region has no round


class Command(BaseCommand):
    help = (
        "Seeds proposals with firms, rounds and sheets, in a programme year of their own. Needs PORTAL_DEMO=1, as load_demo does."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("proposals", type=int)

    def handle(self, *, proposals: int, verbosity: int = 1, **options) -> None:
        from cluster_portal.seeding.seed import seed
        from programme.models import Rulebook

        if not settings.DEMO:
            raise CommandError("Seeded data belongs to demonstration mode: set PORTAL_DEMO=1; `make seed` sets it.")
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
