"""The clock of a run: how long it has taken, whether it may go on, and how much memory it took at most."""

import resource
import time
from collections.abc import Callable
from pathlib import Path


class Cancelled(Exception):
    """Somebody stopped the run."""


class Watch:
    """`tell` hears of progress as (stage, share done) and answers whether to go on. `clock`: on a machine busy with other
    work `time.process_time` counts what the run itself took."""

    def __init__(
        self,
        time_limit: float | None = None,
        tell: Callable[[str, float], bool] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clock = clock
        self.began = clock()
        self.time_limit = time_limit
        self.tell = tell

    @property
    def seconds(self) -> float:
        return self.clock() - self.began

    def left(self, otherwise: float) -> float:
        """Seconds until the limit; `otherwise` where there is none."""
        return otherwise if self.time_limit is None else self.time_limit - self.seconds

    def at(self, stage: str, share: float) -> None:
        if self.tell is not None and not self.tell(stage, share):
            raise Cancelled(stage)


def peak_mb() -> float:
    """Of this process alone: the system's own figure counts what its parent held before, too."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
