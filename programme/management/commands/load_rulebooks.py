"""manage.py load_rulebooks: bring in the shipped rulebooks; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from programme.actions.load_rulebooks import load_rulebooks


class Command(BaseCommand):
    help = "Load the rulebooks that ship with the portal (2009, 2010, 2026). What is there stays as it is."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        made = load_rulebooks(by=User.objects.system())
        if not verbosity:
            return
        for rulebook in made:
            self.stdout.write(f"{rulebook.ref}  {rulebook.sha256[:12]}  {rulebook.title_en}")
        if not made:
            self.stdout.write("All rulebooks are there.")
