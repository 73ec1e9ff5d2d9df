"""What a panel must keep to, beside its seats and everybody's loads."""

from dataclasses import dataclass

from evaluation.assignment.instance import Flags, Instance


@dataclass(frozen=True, slots=True)
class Rules:
    """`each_sector`: industry, academia and research all sit on the panel. `one_per_organisation`: no two from one.
    `half_from_elsewhere`: at least half of the panel comes from other blocs than the proposal's."""

    each_sector: bool = False
    one_per_organisation: bool = False
    half_from_elsewhere: bool = False


RULES = {
    "loads": Rules(),
    "mix": Rules(each_sector=True, one_per_organisation=True),
    "mix+region": Rules(each_sector=True, one_per_organisation=True, half_from_elsewhere=True),
}


def at_home(instance: Instance, rules: Rules) -> Flags:
    """Pairs within one bloc, if the rules look at that."""
    home = instance.home[instance.proposal]
    same: Flags = (instance.bloc[instance.evaluator] == home) & (home >= 0)
    return same & rules.half_from_elsewhere
