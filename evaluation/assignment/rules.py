"""What a panel must keep to, beside its seats and everybody's loads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """`each_sector`: industry, academia and research all sit on the panel. `one_per_organisation`: no two from one.
    `half_from_elsewhere`: at least half of the panel comes from other blocs than the proposal's."""

    each_sector: bool = False
    one_per_organisation: bool = False
    half_from_elsewhere: bool = False

    def at_home_at_most(self, seats: int) -> int:
        """How many of a panel may come from the proposal's own bloc."""
        return seats // 2 if self.half_from_elsewhere else seats

    def without_regions(self) -> "Rules":
        return Rules(self.each_sector, self.one_per_organisation)


RULES = {
    "loads": Rules(),
    "mix": Rules(each_sector=True, one_per_organisation=True),
    "mix+region": Rules(each_sector=True, one_per_organisation=True, half_from_elsewhere=True),
}
