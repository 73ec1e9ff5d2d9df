"""A ZIP container read with suspicion: bounded, no tricks with names, every checksum verified."""

import re
import stat
import zipfile
import zlib
from typing import IO

from django.utils.translation import gettext_lazy as _

from documents.inspection.refusals import RefusedFile

MOST_ENTRIES = 5_000
LARGEST_UNPACKED = 300 * 1024 * 1024  # bytes, all entries together
BOMB_RATIO = 200  # unpacked to packed; office XML stays under 60
RATIO_COUNTS_FROM = 5 * 1024 * 1024  # bytes unpacked; small entries may shrink as they like

ARCHIVE_STARTS = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!")

OLE_PACKAGE = "\x01Ole10Native".encode("utf-16-le")  # any file wrapped up as an icon
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The container, after all that can be judged without knowing the format."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as damage:
        raise unreadable() from damage
    entries = archive.infolist()
    if not entries or min(entry.header_offset for entry in entries) != 0:
        raise unreadable()  # something else stands before the first entry
    refuse_bomb(archive)
    refuse_unsafe_names(entries)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise encrypted()
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unreadable()
    return archive


def unpacked_size(archive: zipfile.ZipFile) -> int:
    """Bytes of all entries as declared. Enough: unpacking never reads past it, and a checksum tells a lie."""
    return sum(entry.file_size for entry in archive.infolist())


def refuse_bomb(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    hollow = any(
        entry.file_size > RATIO_COUNTS_FROM and entry.file_size > BOMB_RATIO * max(1, entry.compress_size) for entry in entries
    )
    if len(entries) > MOST_ENTRIES or unpacked_size(archive) > LARGEST_UNPACKED or hollow:
        raise bomb()


def refuse_unsafe_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        leaves = name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in re.split(r"[\\/]", name)
        odd = "\x00" in name or "\\" in name or stat.S_ISLNK(entry.external_attr >> 16)
        if leaves or odd or name.lower() in seen:
            raise RefusedFile(
                _("The file contains parts with unsafe names. Save the document anew and upload it again."),
                code="unsafe-path",
            )
        seen.add(name.lower())


def verify_entries(archive: zipfile.ZipFile, *, may_be_archive: tuple[str, ...] = ()) -> list[str]:
    """Unpack every entry once, in pieces, and look at how it starts.

    Returns the names of inner archives under the folders where the format may have them (a workbook
    behind a chart); anywhere else an inner archive, and everywhere a program, is refused.
    """
    inner: list[str] = []
    for entry in archive.infolist():
        start, carries_danger = read_through(archive, entry)
        if start.startswith(PROGRAM_STARTS) and not entry.filename.endswith((".xml", ".rels")):
            raise embedded_file()
        if carries_danger:
            raise embedded_file()
        if start.startswith(ARCHIVE_STARTS):
            if not entry.filename.startswith(may_be_archive):
                raise RefusedFile(
                    _("There is an archive inside the document. Upload the files it contains one by one."),
                    code="nested-archive",
                )
            inner.append(entry.filename)
    return inner


def read_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[bytes, bool]:
    """The first 16 bytes, and whether an old-format object in it wraps a file or macros."""
    start, carries_danger, last = b"", False, b""
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(1 << 18):
                start = start or piece[:16]
                window = last + piece
                carries_danger = carries_danger or OLE_PACKAGE in window or OLE_MACROS in window
                last = piece[-64:]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as damage:
        raise unreadable() from damage
    return start, carries_danger


def bomb() -> RefusedFile:
    return RefusedFile(
        _("The file unpacks to an unreasonable size. Save the document anew and upload it again."),
        code="archive-bomb",
    )


def embedded_file() -> RefusedFile:
    return RefusedFile(
        _("A program or another file is embedded in the document. Remove it, save and upload again."),
        code="embedded-file",
    )


def encrypted() -> RefusedFile:
    return RefusedFile(
        _("The document is protected with a password. Remove the password, save and upload again."),
        code="encrypted",
    )


def unreadable() -> RefusedFile:
    return RefusedFile(
        _("The document cannot be read: it is damaged or was cut off. Save it again, then upload it."),
        code="unreadable",
    )
