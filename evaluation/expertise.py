"""How well somebody's fields fit a round: divisions of the industry classification, and keywords in titles. Plain values."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate


class Fields:
    """The proposals of a round as (industry code, title), ready to be asked by people's fields."""

    def __init__(self, proposals: Sequence[tuple[str, str]]) -> None:
        self.number = len(proposals)
        self._of_division: dict[str, set[int]] = defaultdict(set)
        for place, (industry, _title) in enumerate(proposals):
            self._of_division[industry[:2]].add(place)
        titles = [title.casefold() + "\n" for _industry, title in proposals]
        self._text = "".join(titles)
        self._starts = [0, *accumulate(map(len, titles))]
        self._of_word: dict[str, set[int]] = {}

    def fit(self, industries: Iterable[str], keywords: Iterable[str]) -> int:
        """Percent of the proposals in a division (two digits) the person knows, or with one of their keywords in the title."""
        fitting: set[int] = set()
        for code in industries:
            fitting |= self._of_division.get(code[:2], set()) if code else set()
        for word in keywords:
            fitting |= self._with(word.strip().casefold())
        return len(fitting) * 100 // self.number if self.number else 0

    def _with(self, word: str) -> set[int]:
        """Proposals with `word` in the title; each word is looked for once."""
        if len(word) < 2:
            return set()
        if word not in self._of_word:
            found, at = set(), self._text.find(word)
            while at >= 0:
                place = bisect_right(self._starts, at) - 1
                found.add(place)
                at = self._text.find(word, self._starts[place + 1])
            self._of_word[word] = found
        return self._of_word[word]
