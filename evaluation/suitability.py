"""How well each evaluator suits each proposal, 0 to 1000, and why: industry, keywords, record of service, freshness.

| what | points |
|---|---|
| industry: the very code of the plant, or else its division (two digits) | 450, 220 |
| keywords of the person found in the proposal's words: one, two, three or more | 140, 220, 280 |
| record: sheets sealed of those due in earlier rounds, 50 % where there are none | up to 170 |
| freshness: of the rounds a person takes in a year, the share still free | up to 100 |

Plain values and arrays: a thousand proposals against a thousand people is one product of matrices.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

HIGHEST = 1000
SAME_CODE, SAME_DIVISION = 450, 220
KEYWORDS = (0, 140, 220, 280)
RECORD, UNKNOWN_RECORD = 170, 50
FRESHNESS = 100
DIVISION = 2  # digits
SHORTEST_KEYWORD = 2  # characters: one alone is found everywhere
BLOCK = 500  # works or people at once
STRIDE = 7919  # a prime: the others of neighbouring works differ

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Talent:
    """What counts of a person. `record`: percent of earlier sheets sealed in time, None where there were none."""

    industries: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    record: int | None = None
    served: int = 0
    yearly_cap: int = 1


@dataclass(frozen=True, slots=True)
class Work:
    """What counts of a proposal: the industry of its plant, and its words."""

    industry: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reasons:
    """The points of one pair, part by part, and the keywords that were found."""

    same_code: bool
    same_division: bool
    keywords: tuple[str, ...]
    industry_points: int
    keyword_points: int
    record_points: int
    freshness_points: int

    @property
    def total(self) -> int:
        return self.industry_points + self.keyword_points + self.record_points + self.freshness_points


class Suitability:
    """Of every pair of `people` and `works`, given by their places in the two lists."""

    def __init__(self, people: Sequence[Talent], works: Sequence[Work]) -> None:
        self.people, self.works = people, works
        self._codes, self._code_of = _known([one.industries for one in people], [one.industry for one in works])
        divisions = [tuple({code[:DIVISION] for code in one.industries}) for one in people]
        self._divisions, self._division_of = _known(divisions, [one.industry[:DIVISION] for one in works])
        words = [tuple(dict.fromkeys(map(plain, one.keywords))) for one in people]
        self._vocabulary = {word: place for place, word in enumerate(sorted({one for own in words for one in own if one}))}
        self._knows = _marks([[self._vocabulary[one] for one in own if one] for own in words], len(self._vocabulary))
        finder = Finder(self._vocabulary)
        self._says = _marks([sorted(finder.found_in(plain(one.text))) for one in works], len(self._vocabulary))
        self._own = np.array([_record(one) + _freshness(one) for one in people], np.int64)

    def scores(self, first: int = 0, last: int | None = None) -> Ints:
        """Of the works from `first` to before `last`: a row a work, a column a person."""
        last = len(self.works) if last is None else last
        code, division = self._code_of[first:last], self._division_of[first:last]
        industry = np.where(self._codes[code], SAME_CODE, np.where(self._divisions[division], SAME_DIVISION, 0))
        hits = (self._says[first:last] @ self._knows.T).toarray()
        return industry + np.array(KEYWORDS)[np.minimum(hits, len(KEYWORDS) - 1)] + self._own

    def fit(self) -> Ints:
        """Percent of the works in each person's fields: in a division they know, or with one of their keywords."""
        known = np.zeros(len(self.people), np.int64)
        for first in range(0, len(self.works), BLOCK):
            rows = slice(first, first + BLOCK)
            named = (self._says[rows] @ self._knows.T).toarray() > 0
            known += (self._divisions[self._division_of[rows]] | named).sum(axis=0)
        return known * 100 // max(1, len(self.works))

    def reasons(self, work: int, person: int) -> Reasons:
        """Why one pair has its score."""
        who, what = self.people[person], self.works[work]
        same_code = bool(what.industry) and what.industry in who.industries
        known = {code[:DIVISION] for code in who.industries}
        same_division = bool(what.industry) and what.industry[:DIVISION] in known
        text = plain(what.text)
        found = tuple(word for word in dict.fromkeys(who.keywords) if contains(text, plain(word)))
        distinct = len({plain(word) for word in found})
        return Reasons(
            same_code=same_code,
            same_division=same_division,
            keywords=found,
            industry_points=SAME_CODE if same_code else SAME_DIVISION if same_division else 0,
            keyword_points=KEYWORDS[min(distinct, len(KEYWORDS) - 1)],
            record_points=_record(who),
            freshness_points=_freshness(who),
        )


def plain(text: str) -> str:
    """As words are compared: small letters, single spaces."""
    return " ".join(text.lower().split())


def contains(text: str, word: str) -> bool:
    """A keyword is found anywhere in Korean text, whose endings stick to words; in Latin letters only as whole words."""
    if len(word) < SHORTEST_KEYWORD:
        return False
    start = text.find(word)
    while start >= 0:
        if _stands_alone(text, word, start):
            return True
        start = text.find(word, start + 1)
    return False


class Finder:
    """Every keyword of a vocabulary that a text contains, in one walk over the text."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._words = {word: place for word, place in vocabulary.items() if len(word) >= SHORTEST_KEYWORD}
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:SHORTEST_KEYWORD], set()).add(len(word))
        self._lengths = {start: tuple(sorted(found)) for start, found in lengths.items()}  # many words begin alike

    def found_in(self, text: str) -> set[int]:
        lengths, words, found = self._lengths, self._words, set()
        for start in range(len(text) - SHORTEST_KEYWORD + 1):
            for length in lengths.get(text[start : start + SHORTEST_KEYWORD], ()):
                word = text[start : start + length]
                if word in words and _stands_alone(text, word, start):
                    found.add(words[word])
        return found


def _stands_alone(text: str, word: str, start: int) -> bool:
    end = start + len(word)
    before = start > 0 and _is_latin(word[0]) and _is_latin(text[start - 1])
    after = end < len(text) and _is_latin(word[-1]) and _is_latin(text[end])
    return not before and not after


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _record(one: Talent) -> int:
    percent = UNKNOWN_RECORD if one.record is None else min(max(one.record, 0), 100)
    return RECORD * percent // 100


def _freshness(one: Talent) -> int:
    free = max(0, one.yearly_cap - one.served)
    return FRESHNESS * free // one.yearly_cap if one.yearly_cap > 0 else 0


def _known(of_people: Sequence[Sequence[str]], of_works: Sequence[str]) -> tuple[NDArray[np.bool_], Ints]:
    """Who knows which of the works' codes (a row a code, the last for none at all), and the row of each work."""
    rows = {code: row for row, code in enumerate(sorted({code for code in of_works if code}))}
    knows = np.zeros((len(rows) + 1, len(of_people)), bool)
    for person, codes in enumerate(of_people):
        for code in codes:
            if code in rows:
                knows[rows[code], person] = True
    return knows, np.array([rows.get(code, len(rows)) for code in of_works], np.int64)


def _marks(places: Sequence[Sequence[int]], width: int) -> csr_array:
    """One row each, 1 where it is marked."""
    starts = np.concatenate([[0], np.cumsum([len(row) for row in places])]).astype(np.int64)
    columns = np.array([place for row in places for place in row], np.int64)
    return csr_array((np.ones(len(columns), np.int64), columns, starts), shape=(len(places), width))


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The pairs worth offering to the solver, sorted by work, then person, with their scores."""

    works: Ints
    people: Ints
    scores: Ints


def shortlist(
    suitability: Suitability, forbidden: NDArray[np.bool_], wanted: NDArray[np.bool_], *, best: int, chance: int, own: int
) -> Shortlist:
    """Of the pairs not `forbidden`: the `best` people of every work and `chance` others, the `own` best works of every
    person, and whatever is `wanted`. All of them where that is no fewer. Which others is the same every time."""
    works, people = forbidden.shape
    scores = np.zeros((works, people), np.int16)
    for first in range(0, works, BLOCK):
        scores[first : first + BLOCK] = suitability.scores(first, min(first + BLOCK, works))
    if people <= best + chance or works <= own:
        kept = np.ones((works, people), bool)
    else:
        kept = wanted.copy()
        for first in range(0, works, BLOCK):
            rows = slice(first, min(first + BLOCK, works))
            ranked = np.where(forbidden[rows], -1, scores[rows])
            np.put_along_axis(kept[rows], np.argpartition(-ranked, best, axis=1)[:, :best], True, axis=1)
            here = np.arange(rows.start, rows.stop)[:, None]
            others = (here * STRIDE + np.arange(chance) * (people // max(1, chance))) % people
            np.put_along_axis(kept[rows], others, True, axis=1)
        for first in range(0, people, BLOCK):
            columns = slice(first, min(first + BLOCK, people))
            ranked = np.where(forbidden[:, columns], -1, scores[:, columns])
            np.put_along_axis(kept[:, columns], np.argpartition(-ranked, own, axis=0)[:own], True, axis=0)
    kept &= ~forbidden
    rows_kept, columns_kept = np.nonzero(kept)
    return Shortlist(rows_kept, columns_kept, scores[kept].astype(np.int64))
