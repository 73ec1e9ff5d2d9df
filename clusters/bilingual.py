"""Names that the data carries in both languages."""

from django.utils.translation import get_language


def in_language(ko: str, en: str) -> str:
    """The text in the reader's language; the Korean one where no English exists."""
    return en if en and (get_language() or "ko").startswith("en") else ko
