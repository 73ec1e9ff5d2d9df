"""Public values a draw may wait for: how they are named beforehand, and how they are spelled. Plain values only.

drand quicknet: a randomness of 32 bytes every three seconds since its genesis, signed by a league of independent operators
(https://docs.drand.love). The round published first at or after a moment is known beforehand by its number.
"""

import datetime as dt
import re

QUICKNET_GENESIS, QUICKNET_PERIOD = 1_692_803_367, 3  # seconds
QUICKNET_CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
RANDOMNESS = re.compile(r"[0-9a-f]{64}")


def quicknet_round(at: dt.datetime) -> int:
    """The number of the first round published at `at` or later."""
    seconds = at.timestamp() - QUICKNET_GENESIS
    return int(-(-seconds // QUICKNET_PERIOD)) + 1


def quicknet_url(number: int) -> str:
    return f"https://api.drand.sh/{QUICKNET_CHAIN}/public/{number}"


def quicknet_text(at: dt.datetime) -> str:
    return f"drand quicknet ({QUICKNET_CHAIN[:16]}…) round {quicknet_round(at)}, randomness"


def one_spelling(value: str) -> str:
    """Without what a copy brings along: spaces around, several between words."""
    return " ".join(value.split())


def is_randomness(value: str) -> bool:
    return RANDOMNESS.fullmatch(value) is not None
