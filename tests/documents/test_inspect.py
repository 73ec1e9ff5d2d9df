"""Uploads are judged by content, and every refusal says how to repair the file."""

import hashlib
import io
import zipfile

import pytest
from django.utils import translation
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from documents import inspection
from documents.inspection import RefusedFile, archive, inspect, pictures
from tests.factories.documents import (
    DOCX_MAIN,
    accepted_files,
    content_types,
    docx_entries,
    hwpx_entries,
    make_docx,
    make_hwpx,
    make_pdf,
    make_picture,
    make_xlsx,
    make_zip,
    relationships,
    written,
    xlsx_entries,
)

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refusal(content: bytes, name: str) -> str:
    """The code of the refusal; fails when the file is taken."""
    with pytest.raises(RefusedFile) as caught:
        inspect(io.BytesIO(content), name)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "key", "mime", "pages"),
    [
        ("계획서.pdf", "pdf", "application/pdf", 2),
        ("계획서.hwpx", "hwpx", "application/hwp+zip", None),
        ("plan.docx", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", None),
        ("예산.xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", None),
        ("화면.png", "png", "image/png", None),
        ("현장.JPG", "jpeg", "image/jpeg", None),
        ("현장.jpeg", "jpeg", "image/jpeg", None),
    ],
)
def test_each_accepted_kind_is_recognised_and_measured(name, key, mime, pages):
    content = accepted_files()[name]
    file = io.BytesIO(content)
    found = inspect(file, name)
    assert (found.kind.key, found.mime, found.pages) == (key, mime, pages)
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert file.tell() == 0


def test_real_office_writers_are_accepted(tmp_path):
    import xlsxwriter

    path = tmp_path / "chart.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("예산")
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_url("B1", "https://www.kicox.or.kr")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=예산!$A$1:$A$3"})
        sheet.insert_chart("C1", chart)
    assert inspect(io.BytesIO(path.read_bytes()), "chart.xlsx").kind.key == "xlsx"


# Size


def test_an_empty_file_is_refused():
    assert refusal(b"", "a.pdf") == "empty"


def test_a_file_of_exactly_20_mb_is_taken_and_one_byte_more_is_not(monkeypatch):
    content = make_pdf()
    monkeypatch.setattr(inspection, "LARGEST_FILE", len(content))
    assert inspect(io.BytesIO(content), "a.pdf").size == len(content)
    assert refusal(content + b"\n", "a.pdf") == "too-large"


def test_the_limit_is_20_mb():
    assert inspection.LARGEST_FILE == 20 * 1024 * 1024
    assert refusal(bytes(20 * 1024 * 1024 + 1), "a.pdf") == "too-large"


# What it is


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (make_picture("PNG"), "plan.pdf", "wrong-ending"),
        (make_pdf(), "plan.hwpx", "wrong-ending"),
        (make_docx(), "plan.xlsx", "wrong-ending"),
        (make_picture("JPEG"), "photo.png", "wrong-ending"),
        (make_pdf(), "plan", "wrong-ending"),
        (make_pdf(), "plan.pdf.exe", "wrong-ending"),
        (b"<!doctype html><script>alert(1)</script>", "photo.jpg", "unknown-type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.png", "unknown-type"),
        (b"MZ\x90\x00" + bytes(200), "setup.pdf", "unknown-type"),
        (b"just text", "note.docx", "unknown-type"),
        (b"\n" + make_pdf(), "plan.pdf", "unknown-type"),
        (make_zip({"readme.txt": "hello"}), "plan.docx", "unknown-type"),
        (make_zip({"mimetype": "application/epub+zip"}), "book.hwpx", "unknown-type"),
        (OLD_OFFICE, "plan.hwp", "old-office-format"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "plan.docx", "encrypted"),
    ],
)
def test_content_decides_and_the_name_must_agree(content, name, code):
    assert refusal(content, name) == code


def test_a_presentation_is_office_but_not_accepted():
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    deck = make_zip({"[Content_Types].xml": content_types(main, "/ppt/presentation.xml")})
    assert refusal(deck, "deck.docx") == "unknown-type"


# PDF


def test_a_cut_off_pdf_is_refused():
    content = make_pdf(20)
    assert refusal(content[: len(content) // 2], "a.pdf") == "unreadable"


def test_a_pdf_of_rubbish_is_refused():
    assert refusal(b"%PDF-1.7\n" + b"rubbish " * 50 + b"\n%%EOF", "a.pdf") == "unreadable"


def test_a_pdf_without_pages_is_refused():
    assert refusal(make_pdf(pages=0), "a.pdf") == "unreadable"


def test_an_encrypted_pdf_is_refused():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    assert refusal(written(writer), "a.pdf") == "encrypted"


def test_a_pdf_with_javascript_is_refused():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    script = DictionaryObject({NameObject("/JS"): TextStringObject("app.alert(1)")})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): writer._add_object(script)})
    assert refusal(written(writer), "a.pdf") == "active-content"


@pytest.mark.parametrize("action", ["/Launch", "/ImportData", "/JavaScript"])
def test_a_pdf_that_acts_on_opening_is_refused(action):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject(action), NameObject("/F"): TextStringObject("calc.exe")}
    )
    assert refusal(written(writer), "a.pdf") == "active-content"


def test_a_pdf_that_only_jumps_to_a_page_is_taken():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.add_outline_item(title="1. 개요", page_number=1)
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject("/S"): NameObject("/GoTo")})
    assert inspect(io.BytesIO(written(writer)), "a.pdf").pages == 2


def test_a_pdf_with_an_attachment_is_refused():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.add_attachment("budget.xlsm", b"PK\x03\x04")
    assert refusal(written(writer), "a.pdf") == "embedded-file"


# Archives


def test_a_zip_bomb_is_refused_by_its_ratio():
    bomb = make_docx(**{"word/media/zeros.bin": bytes(30 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert refusal(bomb, "bomb.docx") == "archive-bomb"


def test_a_document_with_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_ENTRIES", 3)
    assert refusal(make_docx(), "plan.docx") == "archive-bomb"


def test_a_document_that_unpacks_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 100)
    assert refusal(make_docx(), "plan.docx") == "archive-bomb"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "C:/boot.ini", "word/../../x", "word\\..\\x"])
def test_unsafe_part_names_are_refused(name):
    assert refusal(make_docx(**{name: "x"}), "plan.docx") == "unsafe-path"


def test_two_parts_with_one_name_are_refused():
    buffer = io.BytesIO(make_docx())
    with zipfile.ZipFile(buffer, "a") as document, pytest.warns(UserWarning, match="Duplicate"):
        document.writestr("word/document.xml", "<other/>")
    assert refusal(buffer.getvalue(), "plan.docx") == "unsafe-path"


def test_a_link_instead_of_a_part_is_refused():
    buffer = io.BytesIO(make_docx())
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(buffer, "a") as document:
        document.writestr(link, "/etc/passwd")
    assert refusal(buffer.getvalue(), "plan.docx") == "unsafe-path"


def test_an_archive_inside_a_document_is_refused():
    assert refusal(make_docx(**{"word/media/more.zip": make_zip({"a": "b"})}), "plan.docx") == "nested-archive"


def test_the_workbook_behind_a_chart_is_allowed_but_not_its_macros():
    assert inspect(io.BytesIO(make_docx(**{"word/embeddings/Book1.xlsx": make_xlsx()})), "plan.docx").kind.key == "docx"
    spoilt = make_zip({**xlsx_entries(), "xl/vbaProject.bin": "macro"})
    assert refusal(make_docx(**{"word/embeddings/Book1.xlsx": spoilt}), "plan.docx") == "macro"


def test_a_document_inside_is_unpacked_once(monkeypatch):
    def jump(*_where):
        raise AssertionError("a jump in packed bytes unpacks them from the start")

    content = make_docx(**{"word/embeddings/Book1.xlsx": make_xlsx()})
    monkeypatch.setattr(zipfile.ZipExtFile, "seek", jump)
    assert inspect(io.BytesIO(content), "plan.docx").kind.key == "docx"


def test_documents_inside_share_the_limit_with_the_document_around_them(monkeypatch):
    from documents.inspection import package

    monkeypatch.setattr(package, "LARGEST_UNPACKED", 1_500)
    inside = {f"word/embeddings/Book{number}.xlsx": make_xlsx() for number in range(3)}
    assert refusal(make_docx(**inside), "plan.docx") == "archive-bomb"


def test_a_program_or_wrapped_file_inside_is_refused():
    assert refusal(make_docx(**{"word/media/image1.png": b"MZ\x90\x00"}), "plan.docx") == "embedded-file"
    wrapped = OLD_OFFICE + "\x01Ole10Native".encode("utf-16-le")
    assert refusal(make_docx(**{"word/embeddings/oleObject1.bin": wrapped}), "plan.docx") == "embedded-file"


def test_a_damaged_part_is_refused():
    content = bytearray(make_zip({**docx_entries(), "word/media/a.bin": "A" * 300}, stored=("word/media/a.bin",)))
    content[content.index(b"AAAA")] = ord("B")
    assert refusal(bytes(content), "plan.docx") == "unreadable"


def test_a_cut_off_archive_is_refused():
    content = make_docx()
    assert refusal(content[:-40], "plan.docx") == "unreadable"


def test_an_archive_behind_something_else_is_refused():
    front = b"PK\x03\x04" + b"<script>alert(1)</script>"
    assert refusal(front + make_docx(), "plan.docx") == "unreadable"


def test_an_encrypted_part_is_refused():
    content = bytearray(make_docx())
    for at in (content.index(b"PK\x03\x04") + 6, content.index(b"PK\x01\x02") + 8):
        content[at] |= 1
    assert refusal(bytes(content), "plan.docx") == "encrypted"


# Office documents


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "customXml/VBAPROJECT.BIN", "word/vbaData.xml"])
def test_macros_are_refused_by_their_part(part):
    assert refusal(make_docx(**{part: "x"}), "plan.docx") == "macro"


@pytest.mark.parametrize(
    "mime",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-office.vbaProject",
        "application/vnd.ms-excel.macrosheet+xml",
        "application/vnd.ms-office.activeX+xml",
    ],
)
def test_macros_are_refused_by_their_type(mime):
    extra = f'<Override PartName="/word/hidden.bin" ContentType="{mime}"/>'
    types = content_types(DOCX_MAIN, "/word/document.xml", extra)
    assert refusal(make_docx(**{"[Content_Types].xml": types}), "plan.docx") == "macro"


def test_a_remote_template_is_refused():
    row = '<Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://evil/t.dotm" TargetMode="External"/>'
    remote = make_docx(**{"word/_rels/settings.xml.rels": relationships(row)})
    assert refusal(remote, "plan.docx") == "remote-content"


def test_a_document_without_its_main_part_is_refused():
    entries = docx_entries()
    del entries["word/document.xml"]
    assert refusal(make_zip(entries), "plan.docx") == "unreadable"


@pytest.mark.parametrize(
    "body",
    [
        "<w:document>",
        "",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0" encoding="euc-kr"?><a/>',
        '<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_a_main_part_that_is_not_plain_xml_is_refused(body):
    assert refusal(make_docx(**{"word/document.xml": body}), "plan.docx") == "unreadable"


# HWPX


def test_hwpx_must_start_with_its_type():
    entries = hwpx_entries()
    entries["mimetype"] = entries.pop("mimetype")
    assert refusal(make_zip(entries, stored=("mimetype",)), "plan.hwpx") == "unreadable"


def test_hwpx_without_a_section_is_refused():
    entries = hwpx_entries()
    del entries["Contents/section0.xml"]
    assert refusal(make_zip(entries, stored=("mimetype",)), "plan.hwpx") == "unreadable"


def test_hwpx_with_a_password_is_refused():
    manifest = '<odf:manifest xmlns:odf="urn:odf"><odf:file-entry><odf:encryption-data/></odf:file-entry></odf:manifest>'
    assert refusal(make_hwpx(**{"META-INF/manifest.xml": manifest}), "plan.hwpx") == "encrypted"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_hwpx_may_have_the_empty_script_but_no_working_one(encoding):
    empty = "var Documents = XHwpDocuments;\r\nfunction OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n"
    active = empty.replace("//todo : ", "new ActiveXObject('WScript.Shell').Run('calc');")
    name = "Scripts/sourceScripts"
    assert inspect(io.BytesIO(make_hwpx(**{name: empty.encode(encoding)})), "plan.hwpx").kind.key == "hwpx"
    assert refusal(make_hwpx(**{name: active.encode(encoding)}), "plan.hwpx") == "macro"


def test_an_endless_comment_in_a_script_costs_nothing():
    script = b"/* " * 200_000
    assert inspect(io.BytesIO(make_hwpx(**{"Scripts/sourceScripts": script})), "plan.hwpx").kind.key == "hwpx"


# Pictures


@pytest.mark.parametrize(("form", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg")])
def test_a_cut_off_picture_is_refused(form, name):
    content = make_picture(form)
    assert refusal(content[: len(content) // 2], name) == "unreadable"


def test_a_flipped_bit_in_a_png_is_refused():
    content = bytearray(make_picture("PNG"))
    content[len(content) // 2] ^= 0x10
    assert refusal(bytes(content), "a.png") == "unreadable"


@pytest.mark.parametrize(("form", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg")])
def test_a_picture_with_too_many_pixels_is_refused(form, name, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 160 * 120 - 1)
    assert refusal(make_picture(form), name) == "too-many-pixels"


def test_a_decompression_bomb_picture_is_refused():
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    assert len(buffer.getvalue()) < 200_000
    assert refusal(buffer.getvalue(), "bomb.png") == "too-many-pixels"


# Words


@pytest.mark.parametrize("content", [b"", b"text", OLD_OFFICE, make_picture("PNG")])
def test_every_refusal_speaks_korean(content):
    with pytest.raises(RefusedFile) as caught:
        inspect(io.BytesIO(content), "plan.pdf")
    with translation.override("ko"):
        assert any("가" <= letter <= "힣" for letter in str(caught.value))
    assert caught.value.status == 422
    assert set(caught.value.errors) == {"file"}
