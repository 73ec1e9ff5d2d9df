"""Walk every chain; name the first broken event and leave with 1, or say that all is whole."""

from django.core.management.base import BaseCommand, CommandError

from audit.verify import count, first_broken, first_head_that_differs


class Command(BaseCommand):
    help = "Checks the hash chains of the audit log from the first event to the last."

    def handle(self, *args, **options) -> None:
        if broken := first_broken() or first_head_that_differs():
            raise CommandError(f"broken: {broken}")
        events, streams = count()
        self.stdout.write(f"whole: {events:,} events in {streams:,} streams")
