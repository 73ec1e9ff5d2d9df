"""The second declaration: what each judged, and who has declared."""

from dataclasses import dataclass
from typing import Any

from evaluation.conflicts import Hit
from evaluation.models import PanelMember, Round, SecondDeclaration
from evaluation.states import MemberStatus, SheetStatus
from projects.models import Proposal


def judged_by(member: PanelMember) -> list[tuple[Proposal, list[Hit]]]:
    """Every proposal the member sealed a sheet on, by title and organisations. Two statements."""
    judged = (
        Proposal.objects.filter(sheets__member=member, sheets__status=SheetStatus.SEALED).select_related("lead").order_by("pk")
    )
    return [(proposal, []) for proposal in judged.prefetch_related("partners__organisation")]


@dataclass(frozen=True, slots=True)
class Declared:
    """A member with what they said after the scoring; `named`: the reader may know who it is."""

    member: PanelMember
    named: bool
    ties: list[SecondDeclaration]

    @property
    def is_waited_for(self) -> bool:
        member = self.member
        return member.sealed_count > 0 and member.declared_again_at is None and not member.not_declared_reason


def declared_by(round: Round, reader: Any) -> list[Declared]:
    """Three statements for any number."""
    members = list(round.members.filter(status=MemberStatus.ACCEPTED).joined().order_by("seat"))
    named = set(round.members.visible_to(reader).values_list("pk", flat=True))
    ties: dict[int, list[SecondDeclaration]] = {}
    for tie in SecondDeclaration.objects.filter(member__in=members).select_related("proposal").order_by("pk"):
        ties.setdefault(tie.member_id, []).append(tie)
    return [Declared(member, member.pk in named, ties.get(member.pk, [])) for member in members]
