"""Requests in turn — floor, small portal, large portal — so that whatever else the machine does falls on all three."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bench import ground
from bench.client import Unexpected, Visitor, together

WARM_UP = 4
ROUNDS = 60
EXPORTS = 5
SECONDS = 4.0  # of eight clients at once, for each of floor and page
FLOOR_OF_EXPORT = 50  # rows

Visit = Callable[[], float]
_turns = count()


@dataclass
class Timing:
    """Milliseconds of one client, and requests a second of eight."""

    ms: list[float] = field(default_factory=list)
    per_second: float = 0.0

    @property
    def p50(self) -> float:
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.ms, n=20)[18]


@dataclass
class Line:
    """One row of the table."""

    name: str
    statements: int
    rows: int
    floor_rows: int
    floor: Timing
    small: Timing
    large: Timing
    is_export: bool = False

    @property
    def to_floor(self) -> float:
        return self.large.p50 / self.floor.p50

    @property
    def to_small(self) -> float:
        return self.large.p50 / self.small.p50


def journeys(database: str) -> list[dict[str, Any]]:
    """Prepared in a process of its own, because Django knows one database a process."""
    command = [sys.executable, "-m", "bench.prepare"]
    done = subprocess.run(command, cwd=ground.ROOT, env=ground.environment(database), stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def measure(small: dict[str, Any], large: dict[str, Any], ports: dict[str, int]) -> Line:
    is_export = large["name"].startswith("CSV")
    is_deed = bool(large["shots"] or large["writes"])
    floor_rows = FLOOR_OF_EXPORT if is_export else max(1, large["rows"] - 1)  # the person is read by both
    line = Line(large["name"], large["statements"], large["rows"], floor_rows, Timing(), Timing(), Timing(), is_export)
    session = large["floor_session"]
    floor = _floor(ports["floor"], session, floor_rows, is_deed)
    few, many = _visits(small, ports["small"]), _visits(large, ports["large"])
    timings: tuple[tuple[Visit, Timing], ...] = ((floor, line.floor), (few[0], line.small), (many[0], line.large))
    for number in range(WARM_UP + (EXPORTS if is_export else ROUNDS)):
        for visit, timing in timings:
            ms = visit()
            if number >= WARM_UP:
                timing.ms.append(ms)
    if not is_export:
        line.floor.per_second = together([_floor(ports["floor"], session, floor_rows, is_deed) for _client in range(8)], SECONDS)
        line.large.per_second = together(many, SECONDS)
    return line


def _floor(port: int, session: str, rows: int, is_deed: bool) -> Visit:
    visitor = Visitor(port, session)
    path = f"/rows/{rows}/"
    return (lambda: visitor.post(path).ms) if is_deed else (lambda: visitor.get(path).ms)


def _visits(journey: dict[str, Any], port: int) -> list[Visit]:
    """One for each client."""
    if journey["shots"]:
        shots = iter(journey["shots"])
        return [_deed(port, shots) for _client in range(8)]
    if journey["writes"]:
        return [
            _autosave(Visitor(port, session), path, journey["writes"])
            for session, path in zip(journey["sessions"], journey["paths"], strict=True)
        ]
    return [_reading(Visitor(port, session), journey["path"]) for session in journey["sessions"]]


def _reading(visitor: Visitor, path: str) -> Visit:
    return lambda: visitor.get(path.replace("{turn}", str(next(_turns)))).ms


def _autosave(visitor: Visitor, path: str, field: str) -> Visit:
    state = {"version": 0, "turn": 0}

    def save() -> float:
        state["turn"] += 1
        answer = visitor.post(path, field=field, value=str(state["turn"] % 10), version=str(state["version"]))
        state["version"] = json.loads(answer.body)["version"]
        return answer.ms

    return save


def _deed(port: int, shots: Any) -> Visit:
    """The next draft, by its own owner; StopIteration when all are handed in."""
    visitor = Visitor(port)

    def hand_in() -> float:
        session, path, fields = next(shots)
        visitor.sign_in(session)
        answer = visitor.post(path, **fields)
        if answer.status != 302:
            raise Unexpected(f"{path}: {answer.status}")
        return answer.ms

    return hand_in
