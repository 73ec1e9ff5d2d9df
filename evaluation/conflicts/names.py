"""Whether two spellings mean one organisation or one department."""

import re

LEGAL_FORMS = re.compile(
    r"\(주\)|㈜|주식회사|\(유\)|유한회사|\(재\)|재단법인|\(사\)|사단법인|\b(co|corp|inc|ltd|llc)\b\.?", re.IGNORECASE
)
SIGNS = re.compile(r"[\s.,·\-_()]+")


def plain_name(name: str) -> str:
    """Without legal form, spaces and signs, in small letters. Empty for nothing that could be compared."""
    return SIGNS.sub("", LEGAL_FORMS.sub(" ", name)).casefold()
