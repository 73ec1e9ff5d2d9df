"""`make demo`: set everything up, load the data, serve, say who can sign in."""

import io
import os
import socket
import sys
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cluster_portal.embedded.processes import LOOPBACK, supervise
from cluster_portal.embedded.services import use_services

STEPS = (
    ("Servers", lambda: use_services()),
    ("Tables", lambda: call_command("migrate", verbosity=0, interactive=False)),
    ("Translations", lambda: call_command("messages", "--compile", stdout=io.StringIO())),
    ("Pages' files", lambda: call_command("collectstatic", verbosity=0, interactive=False)),
    ("Reference data", lambda: call_command("load_reference", verbosity=0)),
    ("Rulebooks", lambda: call_command("load_rulebooks", verbosity=0)),
    ("Demonstration data", lambda: call_command("load_demo", verbosity=0)),
)
WIDTH = 30


class Command(BaseCommand):
    help = "Sets everything up and serves the demonstration on 127.0.0.1."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration needs PORTAL_DEMO=1; `make demo` sets it.")
        port = os.environ.get("PORT", "8000")
        if _is_taken(port):
            raise CommandError(f"Something else serves at {LOOPBACK}:{port} already. `PORT=8080 make demo` serves elsewhere.")
        for number, (name, step) in enumerate(STEPS, start=1):
            self._bar(number - 1, name)
            step()
        self._bar(len(STEPS), "Ready")
        self.stdout.write("")
        supervise(when_up=self._say_who_can_sign_in)

    def _bar(self, done: int, name: str) -> None:
        filled = WIDTH * done // len(STEPS)
        line = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {name:<24}"
        if sys.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="")
        else:
            self.stdout.write(line)
        self.stdout.flush()

    def _say_who_can_sign_in(self) -> None:
        from accounts.demo import DEMO_PASSWORD, demo_accounts

        address = f"http://{LOOPBACK}:{os.environ.get('PORT', '8000')}"
        for _try in range(120):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.25)
        else:
            raise CommandError("The web server did not answer; see var/log/web.log.")
        self.stdout.write(f"\nThe portal is at {address}  (Ctrl-C stops it)\n")
        self.stdout.write(f"Demonstration accounts, all with the password  {DEMO_PASSWORD}\n")
        for email, name, what in demo_accounts():
            self.stdout.write(f"  {email:<32} {name} · {what}")
        self.stdout.flush()


def _is_taken(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, int(port))) == 0
