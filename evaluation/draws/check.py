"""Run a published draw again: `python -m evaluation.draws.check FILE`. Exit status 0: everything is as published.

FILE is the draw's own record (JSON): what was published before, what was revealed after, and what came of it.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.draws import commitments
from evaluation.draws.walk import read_plan, walk


def differences(record: Mapping[str, Any], code: Mapping[str, bytes] | None = None) -> list[str]:
    """What the record says and is not so, in words; empty when the draw holds. `code`: the files it names by hash."""
    return [f"{name}: published {said!r}, found {found!r}" for name, said, found in _compared(record, code) if said != found]


def _compared(record: Mapping[str, Any], code: Mapping[str, bytes] | None) -> Iterator[tuple[str, Any, Any]]:
    ids = [row["id"] for row in record["pool"]]
    yield "order of the pool", ids, sorted(set(ids))
    yield "pool_sha256", record["pool_sha256"], commitments.rows_digest(record["pool"])
    yield "barred_sha256", record["barred_sha256"], commitments.rows_digest(record["barred"])
    yield "rules_sha256", record["rules_sha256"], commitments.sha256_hex(commitments.canonical(record["rules"]))
    if code is not None:
        yield "code_sha256", record["code_sha256"], commitments.code_digest(code)
    if not record.get("secret"):
        return
    yield "secret_sha256", record["secret_sha256"], commitments.secret_digest(record["secret"])
    if not record.get("seed"):
        return  # void before its public value was entered
    seed = commitments.make_seed(record["secret"], record["public_value"], record["pool_sha256"])
    yield "seed", record["seed"], seed
    order = commitments.in_order(seed, ids)
    yield "order", record["order"], order
    yield "outcome", record["outcome"], walk(order, record["pool"], record["barred"], read_plan(record["rules"])).rows


def main(path: str) -> int:
    record = json.loads(Path(path).read_text(encoding="utf-8"))
    found = differences(record, commitments.code_files())
    print("\n".join(found) if found else f"HOLDS: the draw {record['draw']} gives what was published.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
