"""Files made on the spot: honest ones of every accepted kind, to be spoilt by the tests."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image
from pypdf import PdfWriter

OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX_MAIN = OPEN_XML + "wordprocessingml.document.main+xml"
XLSX_MAIN = OPEN_XML + "spreadsheetml.sheet.main+xml"

Entries = Mapping[str, bytes | str]


def make_pdf(pages: int = 2) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def make_picture(form: str = "PNG", size: tuple[int, int] = (160, 120)) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(buffer, form)
    return buffer.getvalue()


def make_zip(entries: Entries, *, stored: tuple[str, ...] = ()) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def content_types(main: str, part: str, extra: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="{part}" ContentType="{main}"/>{extra}</Types>'
    )


def relationships(*rows: str) -> str:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0"?><Relationships xmlns="{namespace}">{"".join(rows)}</Relationships>'


def docx_entries() -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": content_types(DOCX_MAIN, "/word/document.xml"),
        "_rels/.rels": relationships(),
        "word/document.xml": '<w:document xmlns:w="urn:w"><w:body><w:p>사업계획서</w:p></w:body></w:document>',
        "word/_rels/document.xml.rels": relationships(
            '<Relationship Id="r1" Type="http://x/relationships/hyperlink" Target="https://kicox.or.kr" TargetMode="External"/>'
        ),
    }


def make_docx(**changes: bytes | str) -> bytes:
    return make_zip({**docx_entries(), **changes})


def xlsx_entries() -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": content_types(XLSX_MAIN, "/xl/workbook.xml"),
        "_rels/.rels": relationships(),
        "xl/workbook.xml": '<workbook xmlns="urn:x"><sheets/></workbook>',
    }


def make_xlsx() -> bytes:
    return make_zip(xlsx_entries())


def hwpx_entries() -> dict[str, bytes | str]:
    return {
        "mimetype": "application/hwp+zip",
        "version.xml": '<hv:HCFVersion xmlns:hv="urn:hv"/>',
        "Contents/content.hpf": '<opf:package xmlns:opf="urn:opf"/>',
        "Contents/header.xml": '<hh:head xmlns:hh="urn:hh"/>',
        "Contents/section0.xml": '<hs:sec xmlns:hs="urn:hs"><hp:p xmlns:hp="urn:hp">계획</hp:p></hs:sec>',
        "META-INF/manifest.xml": '<odf:manifest xmlns:odf="urn:odf"/>',
    }


def make_hwpx(**changes: bytes | str) -> bytes:
    return make_zip({**hwpx_entries(), **changes}, stored=("mimetype",))


def accepted_files() -> dict[str, bytes]:
    """One good file of each kind, under a fitting name."""
    return {
        "계획서.pdf": make_pdf(),
        "계획서.hwpx": make_hwpx(),
        "plan.docx": make_docx(),
        "예산.xlsx": make_xlsx(),
        "화면.png": make_picture("PNG"),
        "현장.JPG": make_picture("JPEG"),
        "현장.jpeg": make_picture("JPEG"),
    }
