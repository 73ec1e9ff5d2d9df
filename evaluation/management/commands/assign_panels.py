"""manage.py assign_panels INSTANCE.npz --rules mix --out RESULT.json: the portal's solver on a file, without a database."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.assignment.instance import UnreadableInstance, read_instance
from evaluation.assignment.rules import RULES
from evaluation.assignment.solve import assign, default_limit
from evaluation.assignment.watch import Watch, seconds_of_process

ENDING = 0.96  # of the time: the rest is for the last step and for ending the program


class Command(BaseCommand):
    help = "Assign evaluators to proposals from the arrays of a file (bench/instances.py names them)."
    requires_system_checks: list[str] = []
    already = 0.0  # seconds since the program was started

    def run_from_argv(self, argv: list[str]) -> None:
        self.already = seconds_of_process()
        super().run_from_argv(argv)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("instance", type=Path, help="an .npz file")
        parser.add_argument("--rules", choices=RULES, required=True)
        parser.add_argument("--fair", action="store_true", help="raise the worst panel before the total")
        parser.add_argument("--seed", default="", metavar="HEX", help="decides between assignments of the same total")
        parser.add_argument("--time-limit", type=float, metavar="S", help="seconds by the clock, from the start of the program")
        parser.add_argument("--out", type=Path, required=True, metavar="RESULT.json")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic() - self.already
        try:
            instance = read_instance(options["instance"])
        except (OSError, ValueError, UnreadableInstance) as problem:
            raise CommandError(f"{options['instance']}: {problem}") from problem
        limit = options["time_limit"] if options["time_limit"] is not None else default_limit(instance)
        result = assign(
            instance,
            RULES[options["rules"]],
            fair=options["fair"],
            seed=options["seed"].lower(),
            watch=Watch(time_limit=ENDING * limit, already=time.monotonic() - began),
        )
        options["out"].write_text(json.dumps(result.as_json()))
        self.stdout.write(
            f"total {result.total:,} (bound {result.bound_total:,})  worst {result.worst:,} (bound {result.bound_worst:,})  "
            f"{'proved' if result.proved else 'not proved'}  unfilled {len(result.unfilled)}  violations {len(result.breaches)}  "
            f"{result.seconds:.2f} s  {result.peak_mb:.0f} MB"
        )
