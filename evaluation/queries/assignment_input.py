"""What the solver is given for a round whose proposals have their own evaluators: people, seats, loads, pairs, ties.

A constant number of statements. Proposals and people are named by code and seat, so that the public packet can be solved
again by anybody.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Avg, Q, Sum
from numpy.typing import NDArray

from consultants.models import Expert, Sector
from evaluation.assignment.instance import Instance
from evaluation.assignment.rules import Rules
from evaluation.models import PairRule, PanelMember, Round, RoundProposal, ServiceMark, Sheet
from evaluation.queries import pool
from evaluation.queries.service import GIVEN_UP
from evaluation.states import AFTER_CLOSE, MemberStatus, PairKind, SheetStatus
from evaluation.suitability import Suitability, Talent, Work, shortlist
from projects.models import Answer

BEST, CHANCE, OWN = 80, 20, 30  # offered to the solver: best of a proposal, others of it, best of a person
SECTORS = {Sector.INDUSTRY: 0, Sector.ACADEMIA: 1, Sector.RESEARCH: 2}
OTHER_SECTOR = 3
TEXT = "summary"  # the answer whose words are compared with keywords, beside the title


@dataclass(frozen=True)
class RoundInput:
    """`entries` and `members` in the order of the arrays."""

    round: Round
    entries: list[RoundProposal]
    members: list[PanelMember]
    suitability: Suitability
    forbidden: NDArray[
        np.bool_
    ]  # a row an entry, a column a member: tied, too lately its lead's evaluator, banned, or given back
    pinned: NDArray[np.bool_]
    chosen: NDArray[np.bool_] | None = None  # pairs chosen by people, offered however little they suit

    @cached_property
    def entry_places(self) -> dict[int, int]:
        return {entry.pk: place for place, entry in enumerate(self.entries)}

    @cached_property
    def member_places(self) -> dict[int, int]:
        return {member.pk: place for place, member in enumerate(self.members)}

    @cached_property
    def most(self) -> list[int]:
        return [load_of(self.round, member)[1] for member in self.members]

    @cached_property
    def instance(self) -> Instance:
        round, members, entries = self.round, self.members, self.entries
        wanted = self.pinned if self.chosen is None else self.pinned | self.chosen
        pairs = shortlist(self.suitability, self.forbidden, wanted, best=BEST, chance=CHANCE, own=OWN)
        loads = [load_of(round, member) for member in members]
        regions = {code: place for place, code in enumerate(sorted({member.region_id for member in members}))}
        alone = max((member.organisation_id or 0 for member in members), default=0) + 1
        return Instance(
            seats=np.full(len(entries), round.seats_each or 0, np.int64),
            least=np.array([least for least, _most in loads], np.int64),
            most=np.array([most for _least, most in loads], np.int64),
            proposal=pairs.works,
            evaluator=pairs.people,
            score=pairs.scores,
            organisation=np.array([one.organisation_id or alone + place for place, one in enumerate(members)], np.int64),
            sector=np.array([SECTORS.get(Sector(one.expert.sector), OTHER_SECTOR) for one in members], np.int64),
            bloc=np.array([regions[member.region_id] for member in members], np.int64),
            home=np.array([regions.get(entry.proposal.region_id or "", -1) for entry in entries], np.int64),
            pinned=self.pinned[pairs.works, pairs.people],
            proposal_keys=tuple(entry.code for entry in entries),
            evaluator_keys=tuple(member.seat_name for member in members),
        )

    @cached_property
    def digest(self) -> str:
        """Over everything the solver reads."""
        return digest_of(self.instance)

    def with_chosen(self, pairs: Sequence[tuple[int, int]]) -> "RoundInput":
        """The same, with these pairs to be looked at in any case."""
        if not pairs:
            return self
        marks = np.zeros_like(self.pinned)
        for place in self.places_of(pairs):
            marks[place] = True
        return replace(self, chosen=marks)

    def places_of(self, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """(entry id, member id) as places in the arrays; those no longer in them are left out."""
        entries, members = self.entry_places, self.member_places
        return [(entries[entry], members[member]) for entry, member in pairs if entry in entries and member in members]


def digest_of(instance: Instance) -> str:
    digest = hashlib.sha256()
    for name in ("seats", "least", "most", "proposal", "evaluator", "score", "organisation", "sector", "bloc", "home", "pinned"):
        values = np.ascontiguousarray(getattr(instance, name)).astype("<i8")
        digest.update(f"{name}:{len(values)}:".encode() + values.tobytes())
    digest.update("\n".join((*instance.proposal_keys, *instance.evaluator_keys)).encode())
    return digest.hexdigest()


def rules_of(round: Round, *, each_sector: bool) -> Rules:
    """One per organisation always, and the share from other regions that the rulebook asks for."""
    share = Fraction(round.rules.panel.other_regions_min_share.value)
    return Rules(each_sector=each_sector, one_per_organisation=True, elsewhere=share)


def load_of(round: Round, member: PanelMember) -> tuple[int, int]:
    """How many proposals at least and at most: the round's word, and the person's own limit."""
    own = member.expert.load_cap
    most = min(round.load_max or 0, own if own is not None else round.load_max or 0)
    return min(round.load_min or 0, most), most


def assignable(round: Round) -> list[PanelMember]:
    """Those who accepted, in the order of their seats."""
    return list(round.members.filter(status=MemberStatus.ACCEPTED).joined().order_by("seat"))


def round_input(round: Round, *, entries: Sequence[int] | None = None, chosen: Sequence[tuple[int, int]] = ()) -> RoundInput:
    """The whole round, or some of its proposals. `chosen`: (entry id, member id) of pairs to be looked at in any case."""
    rows = RoundProposal.objects.filter(round=round).select_related("proposal__plant").order_by("pk")
    if entries is not None:
        rows = rows.filter(pk__in=entries)
    proposals, members = list(rows), assignable(round)
    suitability = Suitability(_talents(round, members), _works(proposals))
    forbidden, pinned = _ties_and_rules(round, proposals, members)
    return RoundInput(round, proposals, members, suitability, forbidden, pinned).with_chosen(chosen)


def _works(entries: list[RoundProposal]) -> list[Work]:
    texts = dict(
        Answer.objects.filter(proposal__in=[entry.proposal_id for entry in entries], field=TEXT).values_list("proposal", "text")
    )
    return [Work(_industry(entry), f"{entry.proposal.title} {texts.get(entry.proposal_id, '')}") for entry in entries]


def _industry(entry: RoundProposal) -> str:
    plant = entry.proposal.plant
    return (plant.main_industry_id or "") if plant else ""


def _talents(round: Round, members: list[PanelMember]) -> list[Talent]:
    experts = [member.expert for member in members]
    served = pool.served_this_year(round, experts)
    records = records_of([expert.pk for expert in experts])
    return [
        Talent(tuple(one.industries), tuple(one.keywords), records.get(one.pk), served[one.pk], one.yearly_cap) for one in experts
    ]


def records_of(experts: Sequence[int]) -> dict[int, int]:
    """{expert: percent}: sealed in time and the marks of the comments, each half; without a mark, sheets sealed of those due
    in closed rounds; who never had any is missing. Two statements."""
    seats = PanelMember.objects.filter(expert__in=experts, round__status__in=AFTER_CLOSE, sheet_count__gt=0)
    sums = seats.values_list("expert").annotate(due=Sum("sheet_count"), sealed=Sum("sealed_count")).order_by()
    records = {expert: sealed * 100 // due for expert, due, sealed in sums}
    marks = ServiceMark.objects.filter(member__expert__in=experts).values_list("member__expert").order_by()
    for expert, due, in_time, quality in marks.annotate(Sum("due"), Sum("in_time"), Avg("quality")):
        timeliness = in_time * 100 // due if due else 100
        records[expert] = (timeliness + round((quality - 1) * 100 / 4)) // 2
    return records


def _ties_and_rules(
    round: Round, entries: list[RoundProposal], members: list[PanelMember]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    forbidden = np.zeros((len(entries), len(members)), bool)
    pinned = np.zeros_like(forbidden)
    rows = {entry.proposal_id: place for place, entry in enumerate(entries)}
    places = {entry.pk: place for place, entry in enumerate(entries)}
    columns = {member.pk: place for place, member in enumerate(members)}
    column_of = {member.expert_id: place for place, member in enumerate(members)}

    def mark(marks: NDArray[np.bool_], found: Any, of_rows: dict[int, int]) -> None:
        for row, member in found:
            if row in of_rows and member in columns:
                marks[of_rows[row], columns[member]] = True

    tied = pool.who_may_not(round, Expert.objects.filter(pk__in=list(column_of)).select_related("organisation"))
    here = [place for place, proposal in enumerate(tied.proposals) if proposal in rows]
    if here and tied.experts:
        there = np.ix_([rows[tied.proposals[place]] for place in here], [column_of[expert] for expert in tied.experts])
        forbidden[there] |= tied.matrix[:, here].T
    again = pool.judged_before(round, [member.expert for member in members])
    of_expert = {member.expert_id: member.pk for member in members}
    mark(forbidden, ((proposal, of_expert[expert]) for expert, own in again.items() for proposal in own), rows)
    given_back = Sheet.objects.filter(round=round, status__in=GIVEN_UP)
    mark(forbidden, given_back.values_list("proposal", "member"), rows)
    by_hand = PairRule.objects.filter(entry__round=round, lifted_at__isnull=True)
    mark(forbidden, by_hand.filter(kind=PairKind.BANNED).values_list("entry", "member"), places)
    mark(pinned, by_hand.filter(kind=PairKind.PINNED).values_list("entry", "member"), places)
    signed = Sheet.objects.filter(round=round).filter(Q(status=SheetStatus.SEALED) | Q(sealed_at__isnull=False))
    mark(pinned, signed.values_list("proposal", "member"), rows)
    return forbidden, pinned & ~forbidden
