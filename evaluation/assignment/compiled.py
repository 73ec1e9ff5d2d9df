"""Inner loops are compiled at first use (numba) and kept for the next process, where there is a place to keep them.

The place is named after the source of all the loops: a changed one never runs as it was.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from numba import config, njit

HERE = Path(__file__).resolve().parent
LOOPS = ("board.py", "repair.py", "cheapest_panels.py")


def _keep_somewhere() -> bool:
    digest = sha256(b"".join((HERE / name).read_bytes() for name in LOOPS)).hexdigest()[:12]
    place = Path(os.environ.get("PORTAL_VAR") or HERE.parent.parent / "var") / "compiled" / digest
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    setattr(config, "CACHE_DIR", str(place))  # noqa: B010 - numba declares it nowhere
    return os.access(place, os.W_OK)


KEPT = _keep_somewhere()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function as machine code; other threads run while it does."""
    loop: Callable[..., Any] = njit(cache=KEPT, nogil=True)(function)
    return loop
