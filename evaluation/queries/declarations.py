"""The second declaration: who has declared, and who is waited for."""

from dataclasses import dataclass
from typing import Any

from evaluation.models import PanelMember, Round, SecondDeclaration
from evaluation.states import MemberStatus


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
