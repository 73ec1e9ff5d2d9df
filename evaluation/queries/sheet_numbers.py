"""The sealed sheets of a round as numbers: one binary copy out of the database, without an object for each of them."""

import io
from dataclasses import dataclass

import numpy as np
from django.db import connection

from evaluation.fast_tally import Ints
from evaluation.models import Round
from evaluation.states import SheetStatus

SIGNATURE = 19  # bytes before the first row of a binary copy
TRAILER = 2


@dataclass(frozen=True, slots=True)
class Numbers:
    """Lines of proposal id, member id and points by item in alphabetical order, in ten-thousandths."""

    proposal: Ints
    member: Ints
    points: Ints


def sheet_numbers(round: Round, items: int) -> Numbers | None:
    """Of the sealed sheets with that many items; None if a point is no plain number."""
    sql = (
        "COPY (SELECT proposal_id, member_id, whole_points FROM evaluation_sheet"
        f" WHERE round_id = {int(round.pk)} AND status = '{SheetStatus.SEALED.value}' AND cardinality(whole_points) = {int(items)})"
        " TO STDOUT (FORMAT binary)"
    )
    with connection.cursor() as cursor, io.BytesIO() as copied:
        cursor.copy_expert(sql, copied)
        raw = copied.getvalue()
    row = np.dtype(
        [("fields", ">i2"), ("_1", ">i4"), ("proposal", ">i8"), ("_2", ">i4"), ("member", ">i8"), ("size", ">i4"), ("head", "V20"),
         ("points", [("_3", ">i4"), ("value", ">i4")], (items,))]
    )  # fmt: skip
    body = len(raw) - SIGNATURE - TRAILER
    if body % row.itemsize:
        return None  # a null among the points takes less room than a number
    rows = np.frombuffer(raw, row, count=body // row.itemsize, offset=SIGNATURE)
    if not np.all(rows["size"] == 20 + 8 * items):
        return None
    return Numbers(
        rows["proposal"].astype(np.int64),
        rows["member"].astype(np.int64),
        rows["points"]["value"].astype(np.int64).reshape(-1, items),
    )


def whole_numbers(sql: str, columns: int) -> Ints | None:
    """Rows of a query whose columns are all bigint, as a table; None if one of them is null."""
    with connection.cursor() as cursor, io.BytesIO() as copied:
        cursor.copy_expert(f"COPY ({sql}) TO STDOUT (FORMAT binary)", copied)
        raw = copied.getvalue()
    row = np.dtype([("fields", ">i2"), ("columns", [("size", ">i4"), ("value", ">i8")], (columns,))])
    body = len(raw) - SIGNATURE - TRAILER
    if body % row.itemsize:
        return None
    rows = np.frombuffer(raw, row, count=body // row.itemsize, offset=SIGNATURE)
    return rows["columns"]["value"].astype(np.int64) if np.all(rows["columns"]["size"] == 8) else None


def quoted(text: str) -> str:
    """As a copy wants it written: it takes no parameters."""
    return "'" + text.replace("'", "''") + "'"
