"""The six kinds of file the portal takes in, and how each is named."""

from dataclasses import dataclass

LARGEST_FILE = 20 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class FileKind:
    """One accepted kind: its short name, its label for people, its MIME type and its name endings."""

    key: str
    label: str
    mime: str
    endings: tuple[str, ...]
    shown_in_browser: bool = False


PDF = FileKind("pdf", "PDF", "application/pdf", (".pdf",), shown_in_browser=True)
HWPX = FileKind("hwpx", "HWPX", "application/hwp+zip", (".hwpx",))
DOCX = FileKind("docx", "DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = FileKind("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
PNG = FileKind("png", "PNG", "image/png", (".png",), shown_in_browser=True)
JPEG = FileKind("jpeg", "JPEG", "image/jpeg", (".jpg", ".jpeg"), shown_in_browser=True)

ACCEPTED: tuple[FileKind, ...] = (PDF, HWPX, DOCX, XLSX, PNG, JPEG)
BY_KEY = {kind.key: kind for kind in ACCEPTED}

ACCEPTED_LABELS = ", ".join(kind.label for kind in ACCEPTED)
ACCEPT_ATTRIBUTE = ",".join(ending for kind in ACCEPTED for ending in kind.endings)
"""For the `accept` attribute of a file input."""
