"""What stands for a proposal where its number must not be shown: in seals, and in the packet of a released round.

A code says nothing without its salt. For a published result the salt is published too, and then anyone can check that the
code is this proposal's; the others learn their own code and salt on their result page.
"""

import secrets

from cluster_portal.shared.canonical import sha256_hex

CODE_DIGITS = 32
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another


def new_salt() -> str:
    """32 random bytes in hexadecimal."""
    return secrets.token_hex(32)


def proposal_code(salt: str, ref: str) -> str:
    return sha256_hex(f"{salt}/{ref}")[:CODE_DIGITS]


def code_name(code: str, attempt: int = 0) -> str:
    """What people call a proposal of a blind round: short, and in no order. `attempt`: where the name is taken already."""
    number = int(sha256_hex(f"{code}/{attempt}"), 16)
    letters = [LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
