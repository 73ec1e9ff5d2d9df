"""Put the demonstration's firms, people and proposals in; once, whole or not at all."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from cluster_portal.demo.firms import business_numbers, make_firms
from cluster_portal.demo.people import make_experts, make_offices
from cluster_portal.demo.story import Story
from projects.models import Call


class Command(BaseCommand):
    help = "Loads demonstration data, marked as such. Needs PORTAL_DEMO=1, so that it never lands in a real portal."

    def handle(self, *, verbosity: int = 1, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Demonstration data belongs to demonstration mode: set PORTAL_DEMO=1.")
        if Call.objects.filter(is_demo=True).exists():
            return
        say = self.stdout.write if verbosity > 1 else (lambda _text: None)
        with translation.override("ko"), transaction.atomic():
            User.objects.system()
            make_offices()
            numbers = business_numbers()
            make_experts(numbers)
            Story(make_firms(numbers), timezone.now(), say).tell()
