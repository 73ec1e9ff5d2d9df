"""How many people a round without sections asks for, and how those it has stand against that."""

from collections import Counter
from dataclasses import dataclass

from evaluation.models import PanelMember, Round
from evaluation.pools import DIVISION, Need, need
from evaluation.queries.assignment_input import load_of
from evaluation.states import MemberStatus
from projects.models import Proposal


@dataclass(frozen=True, slots=True)
class Capacity:
    """Those seated against what the loads ask for."""

    need: Need
    seated: int
    accepted: int
    takes: int  # proposals that those who accepted take at most
    others: int  # of those seated, from other regions
    sectors: dict[str, int]

    @property
    def is_enough(self) -> bool:
        return self.takes >= self.need.seats

    @property
    def missing(self) -> int:
        """People still to be asked."""
        return max(0, self.need.asked - self.seated)


def need_of(round: Round) -> Need:
    return need(round.proposal_count, round.seats_each or 0, round.load_min or 0, round.load_max or 0)


def capacity(round: Round, members: list[PanelMember]) -> Capacity:
    """No statement."""
    seated = [one for one in members if one.is_seated]
    accepted = [one for one in seated if one.status == MemberStatus.ACCEPTED]
    return Capacity(
        need_of(round),
        len(seated),
        len(accepted),
        sum(load_of(round, one)[1] for one in accepted),
        sum(one.region_id != round.region_id for one in seated),
        dict(Counter(one.expert.sector for one in seated)),
    )


def demand_of(round: Round) -> Counter:
    """{division of industry: proposals}. One statement."""
    industries = Proposal.objects.filter(rounds__round=round).values_list("plant__main_industry", flat=True)
    return Counter((industry or "")[:DIVISION] for industry in industries)
