"""What an assignment keeps and breaks, counted anew from its pairs: knows no solver and no network."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from evaluation.assignment.instance import SECTORS, Instance
from evaluation.assignment.rules import Rules, home_most

SECTOR_NAMES = ("industry", "academia", "research")


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule broken. `rule`: candidate, twice, seats, most, least, pin, sector, organisation, region. `size`: by how
    many evaluators or proposals."""

    rule: str
    text: str
    proposal: int | None = None
    evaluator: int | None = None
    size: int = 1


@dataclass(slots=True)
class Findings:
    total: int = 0
    worst: int = 0
    unfilled: list[int] = field(default_factory=list)  # a proposal for each of its empty seats
    breaches: list[Breach] = field(default_factory=list)

    @property
    def broken(self) -> int:
        """How much of the rules is broken."""
        return sum(breach.size for breach in self.breaches)


def check(instance: Instance, rules: Rules, pairs: Iterable[tuple[int, int]]) -> Findings:
    """Everything about these (proposal, evaluator) pairs that the rules speak of. An empty seat is named in `unfilled`
    and is no breach; an empty seat adds nothing to its panel's sum."""
    panels: list[list[int]] = [[] for _ in range(instance.proposals)]
    sums = [0] * instance.proposals
    loads = [0] * instance.evaluators
    found = Findings()
    pairs = list(pairs)
    scores = _scores(instance, pairs)
    seen = set()
    for (proposal, evaluator), score in zip(pairs, scores, strict=True):
        if (proposal, evaluator) in seen:
            found.breaches.append(Breach("twice", f"proposal {proposal}: evaluator {evaluator} twice", proposal, evaluator))
            continue
        seen.add((proposal, evaluator))
        if score is None:
            found.breaches.append(
                Breach("candidate", f"proposal {proposal}: evaluator {evaluator} is no candidate", proposal, evaluator)
            )
        panels[proposal].append(evaluator)
        sums[proposal] += score or 0
        loads[evaluator] += 1
    for proposal, panel in enumerate(panels):
        seats = int(instance.seats[proposal])
        found.unfilled += [proposal] * (seats - len(panel))
        found.breaches += breaches_of_panel(instance, rules, proposal, panel)
    for evaluator, load in enumerate(loads):
        found.breaches += breaches_of_load(instance, evaluator, load)
    for pin in instance.pinned.nonzero()[0]:
        pinned = (int(instance.proposal[pin]), int(instance.evaluator[pin]))
        if pinned not in seen:
            found.breaches.append(Breach("pin", f"proposal {pinned[0]}: evaluator {pinned[1]} is pinned but not seated", *pinned))
    asked = [panel_sum for panel_sum, seats in zip(sums, instance.seats.tolist(), strict=True) if seats]
    found.total, found.worst = sum(sums), min(asked, default=0)
    return found


def _scores(instance: Instance, pairs: list[tuple[int, int]]) -> list[int | None]:
    """The suitability of each pair, None for one that may not be."""
    if not pairs or not len(instance.score):
        return [None] * len(pairs)
    wanted = np.array([proposal * instance.evaluators + evaluator for proposal, evaluator in pairs])
    listed = instance.proposal * instance.evaluators + instance.evaluator
    place = np.minimum(np.searchsorted(listed, wanted), len(listed) - 1)
    scores = instance.score[place].tolist()
    return [score if there else None for score, there in zip(scores, (listed[place] == wanted).tolist(), strict=True)]


def breaches_of_panel(instance: Instance, rules: Rules, proposal: int, panel: list[int]) -> list[Breach]:
    """What one panel breaks by itself."""
    breaches = []
    seats = int(instance.seats[proposal])
    if len(panel) > seats:
        text = f"proposal {proposal}: {len(panel)} evaluators for {seats} seats"
        breaches.append(Breach("seats", text, proposal, size=len(panel) - seats))
    if rules.each_sector and instance.seats[proposal]:
        present = {int(instance.sector[evaluator]) for evaluator in panel}
        breaches += [
            Breach("sector", f"proposal {proposal}: nobody from {SECTOR_NAMES[sector]}", proposal)
            for sector in range(SECTORS)
            if sector not in present
        ]
    if rules.one_per_organisation:
        counted = Counter(int(instance.organisation[evaluator]) for evaluator in panel)
        breaches += [
            Breach("organisation", f"proposal {proposal}: {number} from organisation {organisation}", proposal, size=number - 1)
            for organisation, number in sorted(counted.items())
            if number > 1
        ]
    if rules.elsewhere:
        home = int(instance.home[proposal])
        at_home = sum(1 for evaluator in panel if home >= 0 and instance.bloc[evaluator] == home)
        too_many = at_home - home_most(rules, len(panel))
        if at_home and too_many > 0:
            text = f"proposal {proposal}: {at_home} of {len(panel)} from its own bloc"
            breaches.append(Breach("region", text, proposal, size=too_many))
    return breaches


def breaches_of_load(instance: Instance, evaluator: int, load: int) -> list[Breach]:
    """What one evaluator's number of proposals breaks."""
    least, most = int(instance.least[evaluator]), int(instance.most[evaluator])
    if load > most:
        text = f"evaluator {evaluator}: {load} proposals, at most {most}"
        return [Breach("most", text, evaluator=evaluator, size=load - most)]
    if load < least:
        text = f"evaluator {evaluator}: {load} proposals, at least {least}"
        return [Breach("least", text, evaluator=evaluator, size=least - load)]
    return []
