"""Copies go out without who made them: authors, companies, remarks, thumbnails, places."""

import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from documents.inspection import RefusedFile, inspect
from documents.kinds import DOCX, HWPX, JPEG, PDF, PNG, XLSX
from documents.stripping import strip_makers
from tests.factories.documents import docx_entries, hwpx_entries, make_picture, make_zip, written, xlsx_entries

NAME = "한빛정밀"
CORE = f'<?xml version="1.0"?><c:coreProperties xmlns:c="urn:c"><creator>{NAME}</creator></c:coreProperties>'


def stripped(content: bytes, kind) -> bytes:
    after = strip_makers(io.BytesIO(content), kind)
    assert inspect(io.BytesIO(after), f"a{kind.endings[0]}").kind == kind
    return after


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def test_a_pdf_has_its_pages_and_nothing_about_its_makers():
    writer = PdfWriter()
    page = writer.add_blank_page(width=595, height=842)
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Who"): TextStringObject(NAME)})
    writer.add_annotation(0, FreeText(text=NAME, rect=(50, 50, 200, 100)))
    writer.add_metadata({"/Author": NAME, "/Title": NAME})
    xmp = StreamObject()
    xmp.set_data(NAME.encode())
    writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    after = stripped(written(writer), PDF)
    reader = PdfReader(io.BytesIO(after))
    assert len(reader.pages) == 1 and not reader.metadata and reader.xmp_metadata is None
    assert not reader.pages[0].get("/Annots") and "/PieceInfo" not in reader.pages[0]
    assert not any(NAME.encode(code) in after for code in ("utf-8", "utf-16-be", "utf-16-le"))


def test_a_docx_keeps_its_text_without_authors_and_comments():
    body = (
        f'<w:document xmlns:w="urn:w"><w:body><w:ins w:id="1" w:author="{NAME}" w:date="x"><w:r>본문</w:r></w:ins>'
        '<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:body></w:document>'
    )
    remark = f'<?xml version="1.0"?><w:comments xmlns:w="urn:w"><w:comment w:author="{NAME}">의견</w:comment></w:comments>'
    content = docx_entries() | {
        "word/document.xml": body, "word/comments.xml": remark, "word/people.xml": f'<p:people xmlns:p="urn:p"><p:person p:author="{NAME}"/></p:people>',
        "docProps/core.xml": CORE, "docProps/app.xml": f"<Properties><Company>{NAME}</Company></Properties>", "docProps/custom.xml": f"<P>{NAME}</P>",
        "docProps/thumbnail.jpeg": make_picture("JPEG"),
    }  # fmt: skip
    parts = parts_of(stripped(make_zip(content), DOCX))
    assert not [name for name, text in parts.items() if NAME in text]
    assert "본문" in parts["word/document.xml"] and "comment" not in parts["word/document.xml"]
    assert "의견" not in parts["word/comments.xml"]


def test_an_xlsx_keeps_its_sheets_without_people():
    content = xlsx_entries() | {
        "docProps/core.xml": CORE, "xl/comments1.xml": f'<comments xmlns="urn:x"><authors><author>{NAME}</author></authors></comments>',
        "xl/persons/person.xml": f'<personList xmlns="urn:p"><person displayName="{NAME}"/></personList>',
    }  # fmt: skip
    parts = parts_of(stripped(make_zip(content), XLSX))
    assert not [name for name, text in parts.items() if NAME in text]
    assert parts["xl/workbook.xml"] == xlsx_entries()["xl/workbook.xml"]


def test_a_hwpx_keeps_its_sections_without_description_preview_and_memos():
    section = (
        '<hs:sec xmlns:hs="urn:s" xmlns:hp="urn:p"><hp:fieldBegin id="1" type="MEMO"><hp:subList>'
        f'{NAME} 메모</hp:subList></hp:fieldBegin><hp:t>본문</hp:t><hp:fieldBegin type="HYPERLINK"><a>링크</a></hp:fieldBegin></hs:sec>'
    )
    description = (
        f'<opf:package xmlns:opf="urn:o"><opf:metadata><opf:title>{NAME}</opf:title>'
        f'<opf:meta name="creator" content="text">{NAME}</opf:meta><opf:meta name="x" content="text"/></opf:metadata></opf:package>'
    )
    content = hwpx_entries() | {
        "Contents/section0.xml": section,
        "Contents/content.hpf": description,
        "Preview/PrvText.txt": NAME,
    }
    parts = parts_of(stripped(make_zip(content, stored=("mimetype",)), HWPX))
    assert not [name for name, text in parts.items() if NAME in text]
    assert "본문" in parts["Contents/section0.xml"] and "링크" in parts["Contents/section0.xml"]


@pytest.mark.parametrize(("form", "kind"), [("JPEG", JPEG), ("PNG", PNG)])
def test_a_picture_keeps_its_pixels_alone(form, kind):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = "Hanbit Precision", 6  # artist; turned by a quarter
    picture = Image.open(io.BytesIO(make_picture(form, (40, 30))))
    picture.save(out, form, exif=exif, **({"comment": b"Hanbit Precision"} if form == "JPEG" else {}))
    after = stripped(out.getvalue(), kind)
    again = Image.open(io.BytesIO(after))
    assert again.size == (30, 40) and not again.getexif() and b"Hanbit" not in after


def test_what_cannot_be_read_is_refused():
    spoilt = make_zip(docx_entries() | {"word/comments.xml": b"\xff\xfe<\x00"})
    with pytest.raises(RefusedFile):
        strip_makers(io.BytesIO(spoilt), DOCX)
