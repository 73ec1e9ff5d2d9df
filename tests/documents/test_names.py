"""Declared file names are tidied for people; nothing in them can hide or redirect."""

import unicodedata

import pytest

from documents.names import LONGEST_NAME, clean_name, ending_of


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("계획서.pdf", "계획서.pdf"),
        (unicodedata.normalize("NFD", "계획서.pdf"), "계획서.pdf"),
        ("C:\\Users\\me\\plan.docx", "plan.docx"),
        ("../../etc/passwd", "passwd"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("  two   spaces .pdf", "two spaces.pdf"),
        ('"quoted" <name>.pdf', "quoted name.pdf"),
        ("", "file"),
        ("...", "file"),
        (".pdf", "pdf"),
        ("v1.최종 수정본이며 이것이 진짜 마지막", "v1.최종 수정본이며 이것이 진짜 마지막"),
    ],
)
def test_names_are_tidied(declared, kept):
    assert clean_name(declared) == kept


def test_long_names_keep_their_ending():
    name = clean_name("가" * 400 + ".hwpx")
    assert len(name) == LONGEST_NAME
    assert name.endswith(".hwpx")


def test_endings_ignore_case():
    assert ending_of("A.PDF") == ".pdf"
    assert ending_of("none") == ""
