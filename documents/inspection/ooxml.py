"""DOCX and XLSX: the main part is there and parses, no macros, nothing fetched from elsewhere."""

from zipfile import ZipFile

from django.utils.translation import gettext_lazy as _

from documents.inspection.archive import unreadable
from documents.inspection.refusals import RefusedFile
from documents.inspection.xml import Attributes, walk_elements
from documents.kinds import DOCX, XLSX, FileKind

CONTENT_TYPES = "[Content_Types].xml"
LARGEST_PART = 50 * 1024 * 1024  # bytes of one XML part that we parse

OPEN_XML = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    OPEN_XML + "wordprocessingml.document.main+xml": DOCX,
    OPEN_XML + "spreadsheetml.sheet.main+xml": XLSX,
}
MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet", "activex", "intlmacrosheet")
MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")
FETCHED_BY_ITSELF = ("attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk", "control")
"""Relationships that a program follows on opening; links that a reader clicks are harmless."""


def inspect_ooxml(archive: ZipFile) -> FileKind:
    """DOCX or XLSX, or `RefusedFile`."""
    types = declared_types(archive)
    refuse_macros(archive, types)
    main = [(name, MAIN_PARTS[mime]) for name, mime in types.items() if mime in MAIN_PARTS]
    if len(main) != 1:
        raise RefusedFile(
            _("This is an Office document, but neither DOCX nor XLSX. Save it as DOCX, XLSX or PDF."),
            code="unknown-type",
        )
    name, kind = main[0]
    walk_elements(part(archive, name.lstrip("/")))
    refuse_remote_content(archive)
    return kind


def declared_types(archive: ZipFile) -> dict[str, str]:
    """Part name (or `*.ending` for a default) to content type."""
    types: dict[str, str] = {}

    def collect(element: str, attributes: Attributes) -> None:
        name = attributes.get("PartName") or "*." + attributes.get("Extension", "")
        if element in ("Override", "Default"):
            types[name] = attributes.get("ContentType", "")

    walk_elements(part(archive, CONTENT_TYPES), collect)
    return types


def refuse_macros(archive: ZipFile, types: dict[str, str]) -> None:
    typed = any(word in mime.lower() for mime in types.values() for word in MACRO_TYPES)
    named = any(name.lower().endswith(MACRO_NAMES) for name in archive.namelist())
    if typed or named:
        raise RefusedFile(
            _("The document contains macros. Save it without macros (DOCX, XLSX) or as PDF, then upload it."),
            code="macro",
        )


def refuse_remote_content(archive: ZipFile) -> None:
    def look(element: str, attributes: Attributes) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if element == "Relationship" and attributes.get("TargetMode") == "External" and kind in FETCHED_BY_ITSELF:
            raise RefusedFile(
                _("The document loads a template or object from elsewhere. Remove that link, save and upload again."),
                code="remote-content",
            )

    for name in archive.namelist():
        if name.endswith(".rels"):
            walk_elements(part(archive, name), look)


def part(archive: ZipFile, name: str) -> bytes:
    try:
        if archive.getinfo(name).file_size > LARGEST_PART:
            raise unreadable()
        return archive.read(name)
    except KeyError as missing:
        raise unreadable() from missing
