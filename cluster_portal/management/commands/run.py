"""Become one of the portal's processes: web, worker or beat. What docker-compose.yml runs."""

import os

from django.core.management.base import BaseCommand

from cluster_portal.embedded.processes import command


class Command(BaseCommand):
    help = "Becomes one process of the portal."

    def add_arguments(self, parser) -> None:
        parser.add_argument("process", choices=["web", "worker", "beat"])

    def handle(self, *, process: str, **options) -> None:
        line = command(process)
        os.execv(line[0], line)
