"""Blackening (블라인드): who stands behind a proposal is made unreadable in its texts. Pure: no database, no clock.

A name is found in every way it is written here: with and without its legal form ((주), ㈜, 주식회사, Co., Ltd.), with blanks
between its syllables, in other cases and widths. E-mails, home pages, phone and registration numbers need no name to be found.
Rather too much is blackened than too little: the headquarters look the copy through before anybody judges by it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

MARK = "■■■"
SHORTEST = 2  # letters; a single one would blacken everything
WHOLE_WORD_BELOW = 4  # Latin letters: "AI" is no part of "said"
LEGAL_FORMS = (
    "주식회사", "유한책임회사", "유한회사", "합자회사", "합명회사", "재단법인", "사단법인", "농업회사법인", "영농조합법인", "사회적협동조합",
    "협동조합", "학교법인", "의료법인", "산학협력단", "(주)", "(유)", "(합)", "(재)", "(사)", "(학)", "(의)",
)  # fmt: skip
FORM = (
    r"(?:" + "|".join(map(re.escape, LEGAL_FORMS)) + r"|(?<![a-z])(?:co\.?,?\s*ltd\.?|ltd\.?|limited|incorporated|inc\.?"
    r"|corporation|corp\.?|company|llc|gmbh)(?![a-z]))"
)
PATTERNS = (
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",  # e-mail
    r"(?:https?://|www\.)[^\s<>\"'()가-힣]+",
    r"(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|biz|info|io|kr)(?:/[^\s<>\"'()가-힣]*)?(?![a-z0-9])",
    r"(?<!\d)(?:\+?82[-.\s]?\(?0?\)?|\(?0)\d{1,2}\)?[-.\s]?\d{3,4}[-.\s]?\d{4}(?!\d)",  # phone
    r"(?<!\d)1(?:5(?:44|66|77|88|99)|6(?:44|61|66|70|88)|8(?:11|33|55|77|99))-\d{4}(?!\d)",
    r"(?<!\d)\d{3}-\d{2}-\d{5}(?!\d)",  # business number
    r"(?<!\d)\d{6}-\d{7}(?!\d)",  # number of a corporation or a resident
)
STREET = re.compile(r"\S+(?:로|길)\s*\d+(?:-\d+)?")
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Behind:
    """Who stands behind one proposal. `words`: people, plants, numbers, and what the headquarters added."""

    organisations: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def terms(self) -> tuple[str, ...]:
        """All that is searched for, folded; the longest first, so that a whole name goes before its part."""
        found = {short for name in self.organisations for short in short_names(name)}
        found |= {fold(street) for address in self.addresses for street in (address, *STREET.findall(address))}
        found |= {fold(word) for word in self.words}
        long_enough = {term for term in found if sum(letter.isalnum() for letter in term) >= SHORTEST}
        return tuple(sorted(long_enough, key=lambda term: (-len(term), term)))


def fold(text: str) -> str:
    """One writing for all widths and cases, without invisible characters."""
    return _folded(unicodedata.normalize("NFC", text))[0].strip()


def short_names(name: str) -> set[str]:
    """A name without its legal form, and what it says in brackets: 주식회사 한빛정밀(HBP) → 한빛정밀, hbp."""
    whole = core = fold(name)
    while (stripped := re.sub(rf"^\s*{FORM}\s*|[\s,]*{FORM}\s*$", "", core)) != core:
        core = stripped
    found = {core, *re.findall(r"\(([^()]+)\)", core), re.sub(r"\s*\([^()]*\)\s*", " ", core).strip()}
    return {one for one in found if sum(letter.isalnum() for letter in one) >= SHORTEST} or {whole}


def blacken(text: str, terms: tuple[str, ...]) -> str:
    """The text with every term, e-mail, home page, phone and registration number blackened. Blackening twice changes nothing."""
    text = unicodedata.normalize("NFC", text)
    searched = _searched(terms)
    while True:
        blackened = _once(text, searched)
        if blackened == text:
            return text
        text = blackened


def occurs(text: str, terms: tuple[str, ...]) -> bool:
    """Whether anything of it can still be read."""
    return _searched(terms).search(_folded(unicodedata.normalize("NFC", text))[0]) is not None


def blind_content(content: Content, terms: tuple[str, ...], code_name: str) -> Content:
    """What was handed in as evaluators of a blind round read it, in the shape of a submission: organisations are letters,
    places and files are left out, texts are blackened."""
    letters = {partner["id"]: _organisation(number) for number, partner in zip(count(), content["partners"], strict=False)}
    lead = letters.get(content["partners"][0]["id"]) if content["partners"] else None
    project = content["project"]
    return {
        "call": content["call"],
        "proposal": code_name,
        "firm": {"organisation": lead or _organisation(0), "plant": None},
        "project": {
            "title": blacken(project["title"], terms),
            "track": project["track"],
            "answers": {code: blacken(text, terms) for code, text in project["answers"].items()},
        },
        "partners": [
            {
                "id": partner["id"],
                "organisation": letters[partner["id"]],
                "role": partner["role"],
                "task": blacken(partner["task"], terms),
                "plant": None,
            }
            for partner in content["partners"]
        ],
        "budget": content["budget"],
        "sums": content["sums"],
        "files": [],
    }


def _organisation(number: int) -> Content:
    letter = chr(ord("A") + number) if number < 26 else str(number + 1)
    return {"id": None, "brn": "", "name_ko": f"기관 {letter}", "name_en": f"Organisation {letter}", "kind": "", "family": ""}


def _once(text: str, searched: re.Pattern[str]) -> str:
    folded, origin = _folded(text)
    parts, done = [], 0
    for found in searched.finditer(folded):
        begin, end = origin[found.start()], origin[found.end() - 1] + 1
        if begin >= done:  # a character that folds into several is blackened once
            parts += [text[done:begin], MARK]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """The text for searching, and for each of its characters the place in the text it comes from."""
    letters, origin = [], []
    for place, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            continue
        for letter in unicodedata.normalize("NFKC", character).casefold():
            letters.append(letter)
            origin.append(place)
    return "".join(letters), origin


@lru_cache(maxsize=256)
def _searched(terms: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(pattern for term in terms if (pattern := _pattern(term)))
    whole = [rf"(?:{FORM}\s*)?(?:{names})(?:\s*{FORM})?"] if names else []
    return re.compile("|".join([*PATTERNS, *whole]))


def _pattern(term: str) -> str:
    """Words may stand apart or together, syllables of Hangul and digits of a long number as well."""
    words = re.findall(r"[^\W_]+", term)
    inner = r"[\W_]{0,3}".join(_word(word) for word in words)
    letters = "".join(words)
    if letters.isascii() and (len(letters) < WHOLE_WORD_BELOW or letters.isdigit()):
        return rf"(?<![a-z0-9]){inner}(?![a-z0-9])" if inner else ""
    return inner


def _word(word: str) -> str:
    if word.isascii():
        return r"[-.\s]?".join(word) if word.isdigit() and len(word) >= 9 else re.escape(word)
    return r"\s?".join(map(re.escape, word))
