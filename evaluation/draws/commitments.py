"""What is published before a draw, and what comes of it after. SHA-256 throughout, as 64 lower-case hexadecimal digits.

id            first 16 digits of H(salt + "/expert/<number>"), the salt as hexadecimal text, kept secret
pool_sha256   H of the canonical JSON of the pool's rows, sorted by id
seed          H(the secret's 32 bytes + UTF-8 of the public value + the pool digest's 32 bytes)
order         ascending H(seed as text + "/" + id)
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ID_DIGITS = 16
Row = Mapping[str, str]


def sha256_hex(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def canonical(value: Any) -> str:
    """JSON in one spelling: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def new_secret() -> str:
    """32 random bytes in hexadecimal; a salt is made alike."""
    return secrets.token_hex(32)


def pseudonym(salt: str, name: str) -> str:
    """What stands for "expert/17" or "organisation/4" in one draw; another draw has another salt."""
    return sha256_hex(f"{salt}/{name}")[:ID_DIGITS]


def fact_digest(salt: str, facts: str) -> str:
    """Binds why somebody is barred without saying it; opened to an auditor with the salt."""
    return sha256_hex(f"{salt}/{facts}")


def rows_digest(rows: Iterable[Row]) -> str:
    return sha256_hex(canonical([dict(row) for row in rows]))


def secret_digest(secret: str) -> str:
    return sha256_hex(bytes.fromhex(secret))


def make_seed(secret: str, public_value: str, pool_sha256: str) -> str:
    return sha256_hex(bytes.fromhex(secret) + public_value.encode() + bytes.fromhex(pool_sha256))


def in_order(seed: str, ids: Iterable[str]) -> list[str]:
    return sorted(ids, key=lambda one: sha256_hex(f"{seed}/{one}"))


def code_files() -> Mapping[str, bytes]:
    """The source of the draw as shipped, by name."""
    return {path.name: path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))}


def code_digest(files: Mapping[str, bytes]) -> str:
    """H over the files' own digests, one "digest  name" a line, sorted by name, as `sha256sum *.py | sha256sum` gives it."""
    return sha256_hex("".join(f"{sha256_hex(files[name])}  {name}\n" for name in sorted(files)))
