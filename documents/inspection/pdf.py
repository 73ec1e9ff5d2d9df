"""PDF: opens without a password, has pages, and does nothing by itself."""

import logging
import os
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from documents.inspection.refusals import RefusedFile

MOST_OBJECTS = 300_000  # a 500-page scan has some 5,000
END_MARK_WITHIN = 2048  # bytes from the end in which %%EOF must stand

logging.getLogger("pypdf").setLevel(logging.ERROR)  # its repairs are not news

ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMediaExecute"}
ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent"}
ATTACHMENT_KEYS = {"/EmbeddedFiles", "/EF"}


def inspect_pdf(file: IO[bytes]) -> int:
    """The number of pages, or `RefusedFile`."""
    require_end_mark(file)
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise RefusedFile(
                _("The PDF is protected or encrypted. Save it without protection and upload it again."),
                code="encrypted",
            )
        pages = len(reader.pages)
        for page in reader.pages:
            page.mediabox  # noqa: B018 - reading it proves the page object is there
        refuse_active_content(reader)
    except RefusedFile:
        raise
    except (Exception, RecursionError) as damage:  # a parser of hostile input may raise anything
        raise unreadable() from damage
    if not pages:
        raise unreadable()
    return pages


def require_end_mark(file: IO[bytes]) -> None:
    """A PDF cut off in transfer has lost its tail; the parser would quietly rebuild what is left."""
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - END_MARK_WITHIN))
    tail = file.read()
    file.seek(0)
    if b"%%EOF" not in tail:
        raise unreadable()


def refuse_active_content(reader: PdfReader) -> None:
    for found in dictionaries_of(reader):
        if ACTIVE_KEYS & found.keys() or found.get("/S") in ACTIONS:
            raise RefusedFile(
                _("The PDF contains scripts or actions. Print it to a new PDF and upload that."),
                code="active-content",
            )
        if ATTACHMENT_KEYS & found.keys():
            raise RefusedFile(
                _("Another file is attached inside the PDF. Remove the attachment, or upload that file by itself."),
                code="embedded-file",
            )


def dictionaries_of(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary reachable from the trailer, each once. Streams are not unpacked."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    visited = 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            address = (value.idnum, value.generation)
            if address in seen:
                continue
            seen.add(address)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            yield value
            waiting.extend(value.raw_get(key) for key in value)
        elif isinstance(value, ArrayObject):
            waiting.extend(list.__iter__(value))
        else:
            continue
        visited += 1
        if visited > MOST_OBJECTS:
            raise unreadable()


def unreadable() -> RefusedFile:
    return RefusedFile(
        _("The PDF cannot be read: it is damaged or was cut off. Save it again as PDF, then upload it."),
        code="unreadable",
    )
