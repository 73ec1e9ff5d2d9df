"""A packet's files out of plain values: the same values always give the same bytes. No database, no clock.

The record's files are listed with their hashes in release.json, which is what was released; manifest.json lists that one
too, and the manifest's hash is the packet's digest.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cluster_portal.shared.canonical import canonical_json, sha256_hex
from evaluation.sealing import plain_points

ROUND_FORM, RELEASE_FORM, PACKET_FORM = "cluster-round/1", "cluster-release/2", "cluster-packet/1"
RELEASE, MANIFEST = "release.json", "manifest.json"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip wants a date; the real ones are in round.json


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Contents:
    """`facts` become round.json, `documents` other JSON files, `tables` CSV files, `texts` go in as they are."""

    facts: Mapping[str, Any]
    documents: Mapping[str, Any]
    tables: Mapping[str, Table]
    texts: Mapping[str, bytes]


def build(contents: Contents) -> dict[str, bytes]:
    """{name: bytes}, in the order of their names."""
    record = {"round.json": json_file({"form": ROUND_FORM, **contents.facts}), **contents.texts}
    record |= {name: json_file(document) for name, document in contents.documents.items()}
    record |= {name: csv_file(table) for name, table in contents.tables.items()}
    round = contents.facts["round"]
    released = record | {RELEASE: json_file({"form": RELEASE_FORM, "round": round, "files": _hashes(record)})}
    manifest = json_file({"form": PACKET_FORM, "round": round, "files": _hashes(released)})
    return dict(sorted((released | {MANIFEST: manifest}).items()))


def digest(files: Mapping[str, bytes]) -> str:
    """The digest of a packet: all its bytes hang on it."""
    return sha256_hex(files[MANIFEST])


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """One file to download; unpacked, it makes one folder. The same files always give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}", ZIP_EPOCH), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def unzipped(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name.rpartition("/")[2]: opened.read(name) for name in opened.namelist()}


def json_file(value: Any) -> bytes:
    return (canonical_json(value) + "\n").encode()


def csv_file(table: Table) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return target.getvalue().encode()


def cell(value: Any) -> str:
    """One spelling for one value: 12.5, yes, 2026-03-02T09:00:00.000000+00:00; empty for none."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain_points(value)
    if isinstance(value, dt.datetime):
        return canonical_json(value).strip('"')
    return str(value)


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256_hex(content) for name, content in files.items()}
