"""The clock of a run: how long it has taken, whether it may go on, and how much memory it took at most."""

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

FLOW = 4e-6  # effort of a flow, for each pair


class Cancelled(Exception):
    """Somebody stopped the run."""


class Watch:
    """`tell` hears of progress as (stage, share done) and answers whether to go on. `clock`: on a machine busy with other
    work `time.process_time` counts what the run itself took. `already`: seconds of the limit that were gone before."""

    def __init__(
        self,
        time_limit: float | None = None,
        tell: Callable[[str, float], bool] | None = None,
        clock: Callable[[], float] = time.monotonic,
        already: float = 0.0,
    ) -> None:
        self.clock, self.already = clock, already
        self.began = clock()
        self.time_limit = time_limit
        self.tell = tell

    @property
    def seconds(self) -> float:
        return self.clock() - self.began

    @property
    def gone(self) -> float:
        """Of the time limit."""
        return self.already + self.seconds

    def left(self, otherwise: float) -> float:
        """Seconds until the limit; `otherwise` where there is none."""
        return otherwise if self.time_limit is None else self.time_limit - self.gone

    def at(self, stage: str, share: float) -> None:
        if self.tell is not None and not self.tell(stage, share):
            raise Cancelled(stage)


class Effort:
    """What a search has done, in seconds of an ordinary core as its steps are reckoned: the same on every machine, so that
    whatever is decided by it is decided alike everywhere. The clock of the watch only breaks a search off."""

    def __init__(self, watch: Watch, most: float, until: float) -> None:
        self.watch, self.most, self.until = watch, most, until
        self.seconds = 0.0

    @property
    def left(self) -> float:
        return self.most - self.seconds

    @property
    def seconds_by_clock(self) -> float:
        """Until it is broken off."""
        return max(0.1, self.until - self.watch.gone)

    @property
    def share(self) -> float:
        return min(1.0, self.seconds / self.most)

    @property
    def over(self) -> bool:
        return self.seconds >= self.most or self.watch.gone > self.until


def seconds_of_process() -> float:
    """How long this process has been there by the clock, the loading of its libraries included; 0 where nobody says so."""
    try:
        began = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - began)
    except (OSError, AttributeError, ValueError):
        return 0.0


def peak_mb() -> float:
    """Of this process alone: the system's own figure counts what its parent held before, too."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
