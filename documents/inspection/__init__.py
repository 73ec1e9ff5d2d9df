"""Is this file what it says it is, and safe to hand to others? Decided by content, never by name.

No database and no settings: `inspect` reads bytes and either describes the file or raises
`RefusedFile` with a reason that says how to repair it.
"""

import hashlib
from dataclasses import dataclass
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.inspection.package import inspect_package
from documents.inspection.pdf import inspect_pdf
from documents.inspection.pictures import inspect_jpeg, inspect_png
from documents.inspection.refusals import RefusedFile
from documents.kinds import ACCEPTED, ACCEPTED_LABELS, JPEG, LARGEST_FILE, PDF, PNG, FileKind
from documents.names import ending_of

__all__ = ["LARGEST_FILE", "Inspected", "RefusedFile", "inspect", "too_large"]

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the compound file of .hwp, .doc, .xls
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")  # how a DOCX or XLSX with a password is wrapped


@dataclass(frozen=True)
class Inspected:
    """An accepted file. `size` in bytes, `sha256` in hex, `pages` only where the format has them."""

    kind: FileKind
    size: int
    sha256: str
    pages: int | None = None

    @property
    def mime(self) -> str:
        return self.kind.mime


def inspect(file: IO[bytes], declared_name: str) -> Inspected:
    """Describe an acceptable file, or raise `RefusedFile`. The file is left rewound."""
    size, sha256 = measure(file)
    file.seek(0)
    kind, pages = recognise(file)
    file.seek(0)
    require_matching_ending(kind, declared_name)
    return Inspected(kind=kind, size=size, sha256=sha256, pages=pages)


def measure(file: IO[bytes]) -> tuple[int, str]:
    """Size in bytes and SHA-256, reading no further than the limit."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        size += len(chunk)
        if size > LARGEST_FILE:
            raise too_large()
        digest.update(chunk)
    if not size:
        raise RefusedFile(_("The file is empty. Check that it was saved, then upload it again."), code="empty")
    return size, digest.hexdigest()


def too_large() -> RefusedFile:
    return RefusedFile(_("The file is larger than 20 MB. Reduce its pictures or split it, then upload again."), code="too-large")


def recognise(file: IO[bytes]) -> tuple[FileKind, int | None]:
    """Which kind the bytes are, after the checks of that kind."""
    start = file.read(16)
    file.seek(0)
    if start.startswith(b"%PDF-"):
        return PDF, inspect_pdf(file)
    if start.startswith(b"PK\x03\x04"):
        return inspect_package(file), None
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        inspect_png(file)
        return PNG, None
    if start.startswith(b"\xff\xd8\xff"):
        inspect_jpeg(file)
        return JPEG, None
    if start.startswith(OLD_OFFICE):
        refuse_old_office(file)
    raise RefusedFile(
        format_lazy(
            _("The content of this file is none of the accepted kinds ({kinds}). Save it as one of them."),
            kinds=ACCEPTED_LABELS,
        ),
        code="unknown-type",
    )


def refuse_old_office(file: IO[bytes]) -> None:
    if ENCRYPTED_OFFICE in file.read():
        raise RefusedFile(
            _("The document is protected with a password. Remove the password, save and upload again."),
            code="encrypted",
        )
    raise RefusedFile(
        _("This is an old binary document (HWP, DOC or XLS). Save it as HWPX, DOCX, XLSX or PDF and upload that."),
        code="old-office-format",
    )


def require_matching_ending(kind: FileKind, declared_name: str) -> None:
    ending = ending_of(declared_name)
    if ending in kind.endings:
        return
    known = next((other.label for other in ACCEPTED if ending in other.endings), ending or "-")
    raise RefusedFile(
        format_lazy(
            _("The name says {named} but the content is {found}. Save it as {named}, or end its name with {ending}."),
            named=known,
            found=kind.label,
            ending=kind.endings[0],
        ),
        code="wrong-ending",
    )
