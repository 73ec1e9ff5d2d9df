"""Who takes a free seat while nobody else moves, and what it would cost to put one in the place of another.

Plain arithmetic over an instance: the places are those of its arrays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cluster_portal.shared.canonical import sha256_hex
from evaluation.assignment.instance import SECTORS, Instance
from evaluation.assignment.rules import Rules, home_most


@dataclass(frozen=True, slots=True)
class Panel:
    """Those who sit on one proposal's panel."""

    instance: Instance
    rules: Rules
    proposal: int
    members: tuple[int, ...]

    def without(self, member: int) -> "Panel":
        return Panel(self.instance, self.rules, self.proposal, tuple(one for one in self.members if one != member))


def breaks(panel: Panel, newcomer: int) -> list[str]:
    """Rules that the panel with a newcomer would break and could not mend by filling the rest: organisation, region, sector."""
    instance, rules = panel.instance, panel.rules
    together = [*panel.members, newcomer]
    seats = max(int(instance.seats[panel.proposal]), len(together))
    found = []
    if rules.one_per_organisation and instance.organisation[newcomer] in instance.organisation[list(panel.members)]:
        found.append("organisation")
    if rules.elsewhere:
        home = instance.home[panel.proposal]
        at_home = sum(1 for one in together if home >= 0 and instance.bloc[one] == home)
        if at_home > home_most(rules, seats):
            found.append("region")
    if rules.each_sector and seats >= SECTORS:
        present = {int(instance.sector[one]) for one in together} & set(range(SECTORS))
        if SECTORS - len(present) > seats - len(together):
            found.append("sector")
    return found


def next_best(panel: Panel, free: Iterable[int], scores: Sequence[int], *, loads: Sequence[int]) -> int | None:
    """The most suitable of those `free` who breaks no rule; a lacking sector is given up before the seat is. Ties go to
    whoever has less to do, then by a hash of proposal and person."""
    instance = panel.instance

    def order(one: int) -> tuple[int, int, str]:
        name = f"{instance.proposal_keys[panel.proposal]}/{instance.evaluator_keys[one]}"
        return (-int(scores[one]), loads[one], sha256_hex(name))

    ranked = sorted(free, key=order)
    for tolerated in ((), ("sector",)):
        for one in ranked:
            if all(rule in tolerated for rule in breaks(panel, one)):
                return one
    return None
