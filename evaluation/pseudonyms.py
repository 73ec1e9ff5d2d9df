"""What stands for a proposal where its number must not be shown: in seals, and in the packet of a released round.

A code says nothing without its salt. For a published result the salt is published too, and then anyone can check that the
code is this proposal's; the others learn their own code and salt on their result page.
"""

import secrets

from cluster_portal.shared.canonical import sha256_hex

CODE_DIGITS = 32


def new_salt() -> str:
    """32 random bytes in hexadecimal."""
    return secrets.token_hex(32)


def proposal_code(salt: str, ref: str) -> str:
    return sha256_hex(f"{salt}/{ref}")[:CODE_DIGITS]
