"""`python -m bench.assignment_case ROUND.npz RULES fair|total`: one assignment, as `manage.py assign_panels` makes it; prints its
result as JSON with the seconds by the clock beside those of a core."""

import json
import sys
import time
from pathlib import Path

from evaluation.assignment.instance import read_instance
from evaluation.assignment.rules import RULES
from evaluation.assignment.solve import assign
from evaluation.assignment.watch import Watch


def main() -> None:
    path, rules, objective = sys.argv[1:]
    instance = read_instance(Path(path))
    began = time.monotonic()
    result = assign(instance, RULES[rules], fair=objective == "fair", seed="00", watch=Watch(clock=time.process_time))
    print(json.dumps(result.as_json() | {"clock": time.monotonic() - began}))


if __name__ == "__main__":
    main()
