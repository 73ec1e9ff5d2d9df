"""Inner loops are compiled once (numba) and kept for every later process, where there is a place to keep them.

`python -m evaluation.assignment.warm` does so beforehand, as `make` does when it makes the environment; else the first search
for fair panels does. The place is named after the source of all the loops: a changed one never runs as it was.
"""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from numba import config, njit

HERE = Path(__file__).resolve().parent
LOOPS = ("board.py", "repair.py", "cheapest_panels.py", "compiled.py")
DONE = "done"  # a file beside the compiled loops: all of them are there


def _places() -> Iterator[Path]:
    if "PORTAL_VAR" in os.environ:
        yield Path(os.environ["PORTAL_VAR"])
    yield HERE.parent.parent / "var"
    yield Path(os.environ.get("XDG_CACHE_HOME") or Path("~").expanduser() / ".cache") / "cluster-portal"


def _can_take(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK)


def _kept() -> Path | None:
    """The first place that has them, else the first that can take them."""
    digest = sha256(b"".join((HERE / name).read_bytes() for name in LOOPS)).hexdigest()[:12]
    places = [place / "compiled" / digest for place in _places()]
    return next(filter(_can_take, sorted(places, key=lambda place: not (place / DONE).exists())), None)


KEPT = _kept()
if KEPT is not None:
    setattr(config, "CACHE_DIR", str(KEPT))  # noqa: B010 - numba declares it nowhere


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function as machine code; other threads run while it does."""
    loop: Callable[..., Any] = njit(cache=KEPT is not None, nogil=True, error_model="numpy")(function)
    return loop
