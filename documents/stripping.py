"""What a file says about its makers, taken out: authors, companies, comments, thumbnails, places. The content stays as it is.

No database. Takes a file that passed inspection; what comes back passes it again.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from documents.inspection import RefusedFile
from documents.kinds import DOCX, HWPX, JPEG, PDF, PNG, XLSX, FileKind

LINKS = ("/Link", "/Widget")  # annotations that belong to the page; all others are remarks of somebody
MAKERS = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties'
    b' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties'
    b' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
CUSTOM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties'
    b' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
)
Part = Callable[[bytes], bytes]


def strip_makers(file: IO[bytes], kind: FileKind) -> bytes:
    """The same document without who made it."""
    file.seek(0)
    return STRIPPERS[kind.key](file)


def _pdf(file: IO[bytes]) -> bytes:
    """Written anew from its pages: earlier versions of it, its information and its remarks stay behind."""
    writer = PdfWriter()
    try:
        for page in PdfReader(file, strict=False).pages:
            kept = writer.add_page(page)
            for key in MAKERS:
                kept.pop(key, None)
            _drop_remarks(kept)
    except Exception as damage:  # a parser of hostile input may raise anything
        raise _unreadable() from damage
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _drop_remarks(page: DictionaryObject) -> None:
    annotations = page.get("/Annots")
    if annotations is None:
        return
    belonging = [one for one in annotations.get_object() if one.get_object().get("/Subtype") in LINKS]
    page[NameObject("/Annots")] = ArrayObject(belonging)


def _docx(file: IO[bytes]) -> bytes:
    return _package(file, _office_part)


def _office_part(name: str) -> Part | None:
    """How a part of DOCX or XLSX is changed; None: it stays."""
    if fixed := {"docProps/core.xml": CORE, "docProps/app.xml": APP, "docProps/custom.xml": CUSTOM}.get(name):
        return lambda _content: fixed
    if name.startswith("docProps/thumbnail."):
        return lambda _content: _blank("PNG" if name.endswith("png") else "JPEG")
    if re.fullmatch(r"(word/(comments\w*|people)|xl/(comments\w*|persons/\w+|threadedComments/\w+|comments/\w+))\.xml", name):
        return _without_children
    if name.startswith(("word/", "xl/revisions/")) and name.endswith(".xml"):
        return _without_authors
    return None


def _without_children(content: bytes) -> bytes:
    """The outermost element alone."""
    text = _text(content)
    begun = re.search(r"<([A-Za-z_][\w:.-]*)((?:\s[^<>]*?)?)(/?)>", text)
    if begun is None:
        raise _unreadable()
    return f"{text[: begun.start()]}<{begun[1]}{begun[2]}/>".encode()


def _without_authors(content: bytes) -> bytes:
    text = re.sub(r'(\sw:(?:author|initials)=)("[^"]*"|\'[^\']*\')', r'\1""', _text(content))
    text = re.sub(r"<w:comment(?:RangeStart|RangeEnd|Reference)\b[^<>]*/>", "", text)
    return re.sub(r'(\suserName=)("[^"]*"|\'[^\']*\')', r'\1""', text).encode()


def _hwpx(file: IO[bytes]) -> bytes:
    return _package(file, _hwpx_part)


def _hwpx_part(name: str) -> Part | None:
    if name == "Contents/content.hpf":
        return _without_description
    if name == "Preview/PrvText.txt":
        return lambda _content: b""
    if name == "Preview/PrvImage.png":
        return lambda _content: _blank("PNG")
    if re.fullmatch(r"Contents/(header|section\d+)\.xml", name):
        return _without_memos
    return None


def _without_description(content: bytes) -> bytes:
    """Title, author, who saved it last, keywords: the element stays, its words go."""
    text = re.sub(r"(<opf:(?:title|language)\b[^<>]*(?<!/)>)[^<]*(</opf:)", r"\1\2", _text(content))
    text = re.sub(r"(<opf:meta\b[^<>]*(?<!/)>)[^<]*(</opf:meta>)", r"\1\2", text)
    return re.sub(r"(<dc:\w+\b[^<>]*(?<!/)>)[^<]*(</dc:)", r"\1\2", text).encode()


def _without_memos(content: bytes) -> bytes:
    text = re.sub(r'(<hh:trackChangeAuthor\b[^<>]*?\sname=)"[^"]*"', r'\1""', _text(content))
    memo = r'(<hp:fieldBegin\b(?=[^<>]*\stype="MEMO")[^<>]*?)(?<!/)>.*?</hp:fieldBegin>'
    return re.sub(memo, r"\1/>", text, flags=re.DOTALL).encode()


def _package(file: IO[bytes], changed: Callable[[str], Part | None]) -> bytes:
    """The container written anew in the same order, without comments of its own and with one date for every part."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            change = changed(entry.filename)
            bare = zipfile.ZipInfo(entry.filename)
            bare.compress_type = entry.compress_type
            target.writestr(bare, change(content) if change else _without_exif(entry.filename, content))
    return out.getvalue()


def _without_exif(name: str, content: bytes) -> bytes:
    """Photographs inside a document know where they were taken."""
    if name.lower().endswith((".jpg", ".jpeg")) and content.startswith(b"\xff\xd8\xff"):
        return _jpeg(io.BytesIO(content))
    return content


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as damage:
        raise _unreadable() from damage


def _png(file: IO[bytes]) -> bytes:
    return _picture(file, "PNG", keep=("transparency", "gamma"))


def _jpeg(file: IO[bytes]) -> bytes:
    return _picture(file, "JPEG", keep=(), quality=95)


def _picture(file: IO[bytes], form: str, *, keep: tuple[str, ...], **how: object) -> bytes:
    """Turned as its camera meant it, and nothing beside the pixels."""
    try:
        with Image.open(file) as opened:
            turned = ImageOps.exif_transpose(opened)
            turned.info = {key: value for key, value in turned.info.items() if key in keep}
            out = io.BytesIO()
            turned.save(out, form, **how)
    except Exception as damage:
        raise _unreadable() from damage
    return out.getvalue()


def _blank(form: str) -> bytes:
    """Instead of a thumbnail, which shows the first page as it was before the blackening."""
    out = io.BytesIO()
    Image.new("L", (1, 1), 255).save(out, form)
    return out.getvalue()


def _unreadable() -> RefusedFile:
    return RefusedFile(
        _("What the file says about its authors could not be taken out. Save it as a new PDF and upload that."), code="unreadable"
    )


STRIPPERS: Mapping[str, Callable[[IO[bytes]], bytes]] = {
    PDF.key: _pdf, DOCX.key: _docx, XLSX.key: _docx, HWPX.key: _hwpx, PNG.key: _png, JPEG.key: _jpeg,
}  # fmt: skip
