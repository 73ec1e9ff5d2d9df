"""Write the packet of a released round into a folder, or list the rounds that have one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents import store
from evaluation.models import Packet
from evaluation.packet.build import unzipped


class Command(BaseCommand):
    help = "The public packet of a released round, as the result page serves it. `python DIR/verify_round.py DIR` recomputes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", nargs="?", help="reference of a released round")
        parser.add_argument("--out", metavar="DIR", help="folder to write into; made if it is not there, else empty")
        parser.add_argument("--list", action="store_true", help="the released rounds: reference, rulebook, day, digest")

    def handle(self, *args: Any, **options: Any) -> None:
        packets = Packet.objects.select_related("round__rulebook").order_by("round__released_at", "pk")
        if options["list"]:
            for packet in packets:
                words = (packet.round.ref, packet.round.rulebook.ref, f"{packet.at:%Y-%m-%d}", packet.sha256)
                self.stdout.write("\t".join(words))
            return
        if not options["round"] or not options["out"]:
            raise CommandError("Say which round and where: export_packet ROUND --out DIR, or export_packet --list.")
        found = packets.filter(round__ref=options["round"]).first()
        if found is None:
            raise CommandError(f"There is no released round {options['round']!r}. `export_packet --list` names those there are.")
        self._write(found, Path(options["out"]))

    def _write(self, packet: Packet, folder: Path) -> None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} is not an empty folder.")
        try:
            with store.open_kept(packet.zip_sha256) as kept:
                files = unzipped(kept.read())
        except FileNotFoundError:
            raise CommandError(f"The file store has lost {packet.zip_sha256}.") from None
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        self.stdout.write(f"{len(files)} files in {folder}; digest of the packet {packet.sha256}")
        self.stdout.write(f"python {folder / 'verify_round.py'} {folder} --digest {packet.sha256}")
