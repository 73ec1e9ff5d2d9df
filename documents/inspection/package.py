"""Which document a ZIP container holds: HWPX, DOCX or XLSX."""

import shutil
import tempfile
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.inspection.archive import (
    LARGEST_UNPACKED,
    bomb,
    open_archive,
    unpacked_size,
    unreadable,
    verify_entries,
)
from documents.inspection.hwpx import inspect_hwpx
from documents.inspection.ooxml import CONTENT_TYPES, inspect_ooxml
from documents.inspection.refusals import RefusedFile
from documents.kinds import ACCEPTED_LABELS, HWPX, FileKind

INNER_DOCUMENTS = ("word/embeddings/", "xl/embeddings/")
KEPT_IN_MEMORY = 1024 * 1024  # bytes of an inner document; a larger one goes to the disk while it is read


def inspect_package(file: IO[bytes]) -> FileKind:
    """The kind of the document, or `RefusedFile`."""
    with open_archive(file) as archive:
        inner = verify_entries(archive, may_be_archive=INNER_DOCUMENTS)
        kind = kind_of(archive)
        unpacked = unpacked_size(archive)
        for name in inner:
            unpacked += inspect_inner(archive, name, already_unpacked=unpacked)
    return kind


def kind_of(archive: ZipFile) -> FileKind:
    names = set(archive.namelist())
    if CONTENT_TYPES in names:
        return inspect_ooxml(archive)
    if "mimetype" in names:
        first = archive.infolist()[0]
        says = archive.read("mimetype") if first.file_size < 100 else b""
        if says.strip() == HWPX.mime.encode():
            if first.filename != "mimetype" or first.compress_type != ZIP_STORED:
                raise unreadable()
            inspect_hwpx(archive)
            return HWPX
    raise RefusedFile(
        format_lazy(
            _("This archive is none of the accepted documents ({kinds}). Upload the files it contains one by one."),
            kinds=ACCEPTED_LABELS,
        ),
        code="unknown-type",
    )


def inspect_inner(archive: ZipFile, name: str, *, already_unpacked: int) -> int:
    """A document inside a document (the workbook behind a chart) obeys the same rules, one level deep.

    Returns its unpacked size in bytes, counted against one limit with the document around it.
    """
    with tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as file:
        with archive.open(name) as packed:
            shutil.copyfileobj(packed, file)  # jumping about in packed bytes would unpack them again and again
        with open_archive(file) as inner:
            size = unpacked_size(inner)
            if already_unpacked + size > LARGEST_UNPACKED:
                raise bomb()
            verify_entries(inner)
            inspect_ooxml(inner)
    return size
