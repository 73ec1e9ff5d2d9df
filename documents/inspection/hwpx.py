"""HWPX (KS X 6101): the parts every Hancom document has, no password, no working script."""

import re
from zipfile import ZipFile

from django.utils.translation import gettext_lazy as _

from documents.inspection.archive import encrypted
from documents.inspection.ooxml import part
from documents.inspection.refusals import RefusedFile
from documents.inspection.xml import Attributes, walk_elements

MANIFEST = "META-INF/manifest.xml"
CONTENTS = "Contents/content.hpf"
FIRST_SECTION = "Contents/section0.xml"


def inspect_hwpx(archive: ZipFile) -> None:
    """Nothing when acceptable, else `RefusedFile`. A password is told before damage: it hides the sections."""
    names = set(archive.namelist())
    if MANIFEST in names:
        walk_elements(part(archive, MANIFEST), refuse_encryption)
    for required in (CONTENTS, FIRST_SECTION):
        walk_elements(part(archive, required))
    for name in names:
        if name.startswith("Scripts/") and script_does_something(part(archive, name)):
            raise RefusedFile(
                _("The document contains a script macro. Remove it in Hancom Office, save and upload again."),
                code="macro",
            )


def refuse_encryption(element: str, attributes: Attributes) -> None:
    if element == "encryption-data":
        raise encrypted()


def script_does_something(script: bytes) -> bool:
    """Hancom writes an empty script into every document: variables and functions without a body.

    Anything left after taking those away is somebody's program.
    """
    text = script.decode("utf-16" if b"\x00" in script[:4] or script[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    text = re.sub(r"/\*.*?(\*/|\Z)|//[^\r\n]*", "", text, flags=re.DOTALL)  # an open comment ends with the script
    text = re.sub(r"function\s+\w+\s*\(\s*\)\s*\{\s*\}", "", text)
    text = re.sub(r"var\s+\w+(\s*=\s*\w+(\.\w+)*)?\s*;", "", text)
    return bool(text.strip("\ufeff\x00 \t\r\n;"))
