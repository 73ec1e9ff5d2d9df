"""What a panel must keep to, beside its seats and everybody's loads."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from evaluation.assignment.instance import Flags, Instance, Ints

Sizes = TypeVar("Sizes", int, Ints)


@dataclass(frozen=True, slots=True)
class Rules:
    """`each_sector`: industry, academia and research all sit on the panel. `one_per_organisation`: no two from one.
    `elsewhere`: at least this share of the panel comes from other blocs than the proposal's."""

    each_sector: bool = False
    one_per_organisation: bool = False
    elsewhere: Fraction = Fraction(0)


RULES = {
    "loads": Rules(),
    "mix": Rules(each_sector=True, one_per_organisation=True),
    "mix+region": Rules(each_sector=True, one_per_organisation=True, elsewhere=Fraction(1, 2)),
}


def at_home(instance: Instance, rules: Rules) -> Flags:
    """Pairs within one bloc, if the rules look at that."""
    home = instance.home[instance.proposal]
    same: Flags = (instance.bloc[instance.evaluator] == home) & (home >= 0)
    return same & (rules.elsewhere > 0)


def home_most(rules: Rules, sizes: Sizes) -> Sizes:
    """How many of panels of these sizes may be at home."""
    return sizes + -sizes * rules.elsewhere.numerator // rules.elsewhere.denominator
