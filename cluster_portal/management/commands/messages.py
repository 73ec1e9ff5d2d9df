"""Collect messages into the catalogues, compile them; --check says what has no Korean."""

from django.core.management.base import BaseCommand, CommandError

from cluster_portal import catalogues


class Command(BaseCommand):
    help = (
        "Collects translatable messages into the .po files and compiles them. With names: only those apps ('locale' is the rest)."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("names", nargs="*")
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a message has no Korean")
        parser.add_argument("--compile", action="store_true", help="only compile")

    def handle(self, *, names: list[str], check: bool, compile: bool, **options) -> None:
        chosen = [room for room in catalogues.rooms() if not names or room.name in names]
        if check:
            self._check(chosen, bool(names))
            return
        if not compile:
            for room in chosen:
                self.stdout.write(f"{room.name}: {catalogues.update(room)} without Korean")
        self.stdout.write(f"{catalogues.compile_all()} catalogue(s) compiled")

    def _check(self, chosen: list[catalogues.Room], names: bool) -> None:
        lost = {room.name: missing for room in chosen if (missing := catalogues.missing(room))}
        for name, messages in lost.items():
            for message in messages:
                self.stderr.write(f"{name}: {message!r}")
        parted = {} if names else catalogues.contradictions()
        for message, words in parted.items():
            self.stderr.write(
                f"{message!r} is said in {len(words)} ways: {' | '.join(sorted(words))}; give one of them a context"
            )
        if lost or parted:
            raise CommandError(f"{sum(map(len, lost.values()))} message(s) without Korean, {len(parted)} said in two ways")
        self.stdout.write("every message has its Korean")
