"""Whether seats can be filled so that every rule holds: at least so many from other regions, at least one of each named
sector, one per organisation. Exact, by counting alone.

Sectors and regions cross, so it is asked for each way in which members of the named sectors can also be those from
elsewhere; then Hall's theorem says whether everyone needed can be found.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

Offer = frozenset[tuple[bool, str]]  # (is from another region, sector): whom an organisation can send


@dataclass(frozen=True, slots=True)
class Person:
    """As the rules see somebody. No organisation is one of one's own."""

    id: str
    stratum: str  # the sector, where the rules ask for it
    region: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Seats:
    """How many, of them how many at least from other regions, and which sectors at least once each."""

    size: int
    others: int
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """What all panels share: the region that judges, and whether an organisation gives one seat only."""

    home: str
    one_per_organisation: bool = True

    def unit(self, person: Person) -> str:
        """Who shares this seats at most once."""
        return f"organisation/{person.organisation}" if self.one_per_organisation and person.organisation else person.id

    def offer(self, person: Person) -> tuple[bool, str]:
        return person.region != self.home, person.stratum


class Free:
    """Those who can still be taken, counted by what they offer; asking about one costs the same however many there are."""

    def __init__(self, people: Iterable[Person], panel: Sequence[Person], house: House) -> None:
        used = {house.unit(one) for one in panel}
        found: dict[str, set[tuple[bool, str]]] = {}
        for one in people:
            if house.unit(one) not in used:
                found.setdefault(house.unit(one), set()).add(house.offer(one))
        self.offers = {unit: frozenset(kinds) for unit, kinds in found.items()}
        self.counts = Counter(self.offers.values())

    def take(self, unit: str) -> None:
        offer = self.offers.pop(unit, None)
        if offer is not None:
            self.counts[offer] -= 1

    def put_back(self, unit: str, offer: Offer) -> None:
        self.offers[unit] = offer
        self.counts[offer] += 1

    def can_fill(self, panel: Sequence[Person], seats: Seats, house: House) -> bool:
        """Whether the panel can grow to all its seats with every rule kept."""
        wanted = seats.size - len(panel)
        away = max(0, seats.others - sum(one.region != house.home for one in panel))
        sectors = tuple(one for one in seats.sectors if all(one != member.stratum for member in panel))
        if wanted < 0 or self.counts.total() < wanted:
            return False
        return any(self._found(wanted, away, sectors, both) for both in subsets(sectors))

    def _found(self, wanted: int, away: int, sectors: tuple[str, ...], both: tuple[str, ...]) -> bool:
        """`both`: sectors whose member is also one of those from other regions."""
        only_away = max(0, away - len(both))
        if len(sectors) + only_away > wanted:
            return False
        for some in subsets(sectors):
            kinds = {(True, one) for one in some} | {(False, one) for one in some if one not in both}
            if self._reach(kinds, any_from_elsewhere=False) < len(some):
                return False
            if only_away and self._reach(kinds, any_from_elsewhere=True) < len(some) + only_away:
                return False
        return True

    def _reach(self, kinds: set[tuple[bool, str]], *, any_from_elsewhere: bool) -> int:
        return sum(
            number
            for offer, number in self.counts.items()
            if not kinds.isdisjoint(offer) or (any_from_elsewhere and any(elsewhere for elsewhere, _sector in offer))
        )


def subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
