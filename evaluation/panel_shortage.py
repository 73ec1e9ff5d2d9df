"""Why no panel can be made: the smallest set of rules that blocks, in words, and how many more experts, from where, cure it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cluster_portal.shared.errors import DomainError
from evaluation.draws.seats import Free, House, Person, Seats, subsets

OTHER_REGIONS, SECTOR_MIX, ONE_PER_ORGANISATION, CONFLICT = "other_regions", "sector_mix", "one_per_organisation", "conflict"
POOL = "pool"
RULES = (OTHER_REGIONS, SECTOR_MIX, ONE_PER_ORGANISATION, CONFLICT)


class PanelImpossible(DomainError):
    """No panel keeps every rule. `rules` is the smallest set that blocks, `rule` its first; `missing` how many experts would
    cure it, `cure` says so."""

    def __init__(self, rules: Sequence[str], missing: int, message: str, cure: str) -> None:
        super().__init__(f"{message} {cure}", code="panel-impossible")
        self.rules = tuple(rules)
        self.rule = self.rules[0]
        self.missing = missing
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Shortage:
    """A panel that cannot be filled: who is free, who is barred, who sits already, and what is asked."""

    free: tuple[Person, ...]
    barred: tuple[Person, ...]
    panel: tuple[Person, ...]
    seats: Seats
    house: House

    def can_be_filled(self, rules: Iterable[str], more: Sequence[Person] = ()) -> bool:
        """With only these rules in force, and `more` people."""
        rules = set(rules)
        house = self.house if ONE_PER_ORGANISATION in rules else replace(self.house, one_per_organisation=False)
        people = [*self.free, *more, *(self.barred if CONFLICT not in rules else ())]
        seats = Seats(
            self.seats.size,
            self.seats.others if OTHER_REGIONS in rules else 0,
            self.seats.sectors if SECTOR_MIX in rules else (),
        )
        return Free(people, self.panel, house).can_fill(self.panel, seats, house)

    @property
    def wanted(self) -> int:
        return self.seats.size - len(self.panel)

    @property
    def others_wanted(self) -> int:
        return max(0, self.seats.others - sum(one.region != self.house.home for one in self.panel))

    @property
    def sectors_wanted(self) -> tuple[str, ...]:
        return tuple(sector for sector in self.seats.sectors if all(one.stratum != sector for one in self.panel))


def why_not(short: Shortage, region: str) -> PanelImpossible:
    surplus = max(short.others_wanted, len(short.sectors_wanted)) - short.wanted
    if surplus > 0:
        return _too_many_of_a_kind(short, surplus, region)
    blocking = next(
        rules for size in range(len(RULES) + 1) for rules in combinations(RULES, size) if not short.can_be_filled(rules)
    )
    more = cure_of(short)
    message = " ".join(_words(rule, short, region) for rule in blocking) or _("The pool has too few available experts: %(found)d for %(wanted)d seats.") % {
        "found": len(short.free), "wanted": short.wanted,
    }  # fmt: skip
    return PanelImpossible(blocking or (POOL,), len(more), message, _cure_words(more, short.house.home))


def cure_of(short: Shortage) -> list[Person]:
    """The fewest further experts, each of an organisation of their own, that make the panel possible, and of them no more than
    must be of another region or of a certain sector."""
    for number in range(1, short.wanted + 1):
        for sectors in subsets(short.sectors_wanted):
            if len(sectors) <= number:
                kinds = [*sectors, *[""] * (number - len(sectors))]
                more = [Person(f"more-{place}", sector, "elsewhere") for place, sector in enumerate(kinds)]
                if short.can_be_filled(RULES, more):
                    return _least_asked(short, more)
    raise AssertionError("as many experts of other regions and all sectors as there are seats fill any panel")


def _least_asked(short: Shortage, more: list[Person]) -> list[Person]:
    for place in range(len(more)):
        for easier in ({"stratum": ""}, {"region": short.house.home}):
            changed = [replace(one, **easier) if number == place else one for number, one in enumerate(more)]
            if short.can_be_filled(RULES, changed):
                more = changed
    return more


# --- In words ---------------------------------------------------------------------------


def sector_words(sector: str) -> str:
    words = {
        "industry": pgettext("sector", "Industry"),
        "academia": _("Academia"),
        "research": _("Research"),
        "other": _("Other"),
    }
    return words.get(sector, sector)


def _words(rule: str, short: Shortage, region: str) -> str:
    free = Free(short.free, short.panel, short.house)
    if rule == OTHER_REGIONS:
        found = sum(number for offer, number in free.counts.items() if any(elsewhere for elsewhere, _sector in offer))
        return _(
            "A panel of %(size)d needs at least %(needed)d members from other regions than %(region)s; "
            "only %(found)d more can be appointed."
        ) % {"size": short.seats.size, "needed": short.seats.others, "region": region, "found": found}
    if rule == SECTOR_MIX:
        sectors = ", ".join(sector_words(one) for one in short.seats.sectors)
        return _("A panel needs at least one member from each of these sectors: %(sectors)s.") % {"sectors": sectors}
    if rule == ONE_PER_ORGANISATION:
        return _("At most one member per organisation: the %(people)d experts left come from only %(found)d organisations.") % {
            "people": len(short.free), "found": len(free.offers),
        }  # fmt: skip
    people = len(short.free) + len(short.barred)
    return _("Conflicts and service limits exclude %(barred)d of %(people)d experts; %(size)d members are needed.") % {
        "barred": len(short.barred), "people": people, "size": short.seats.size,
    }  # fmt: skip


def _cure_words(more: Sequence[Person], home: str) -> str:
    number, away = len(more), sum(one.region != home for one in more)
    sectors = [one.stratum for one in more if one.stratum]
    if away == number and not sectors:
        return ngettext(
            "%(missing)d more expert of another region and organisation, without a conflict, is needed.",
            "%(missing)d more experts of other regions and organisations, without a conflict, are needed.",
            number,
        ) % {"missing": number}
    words = ngettext(
        "%(missing)d more expert of an organisation not yet on the panel is needed.",
        "%(missing)d more experts of organisations not yet on the panel are needed.",
        number,
    ) % {"missing": number}
    asked = []
    if away:
        asked.append(_("other regions %(n)d") % {"n": away})
    asked += [f"{sector_words(sector)} {sectors.count(sector)}" for sector in sorted(set(sectors))]
    return f"{words} " + _("Of them at least: %(kinds)s.") % {"kinds": ", ".join(asked)} if asked else words


def _too_many_of_a_kind(short: Shortage, surplus: int, region: str) -> PanelImpossible:
    """Nobody can be added any more who would cure it: somebody seated must go."""
    if short.others_wanted > short.wanted:
        message = _("Too many members of the panel are of %(region)s itself.") % {"region": region}
        cure = ngettext(
            "Replace %(surplus)d of them by an expert of another region.",
            "Replace %(surplus)d of them by experts of other regions.",
            surplus,
        ) % {"surplus": surplus}
        return PanelImpossible((OTHER_REGIONS,), surplus, message, cure)
    cure = ngettext(
        "Replace %(surplus)d member by an expert of a sector that is missing.",
        "Replace %(surplus)d members by experts of the sectors that are missing.",
        surplus,
    ) % {"surplus": surplus}
    return PanelImpossible((SECTOR_MIX,), surplus, _words(SECTOR_MIX, short, region), cure)
