"""What a panel said about a proposal, with names as far as the reader may know them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evaluation.models import PanelMember, Remark, RoundProposal


@dataclass(frozen=True, slots=True)
class Said:
    remark: Remark
    who: str
    is_own: bool


def thread(entry: RoundProposal, reader: Any) -> list[Said]:
    """Oldest first. Two statements. Who may read it at all is asked before."""
    remarks = list(Remark.objects.filter(entry=entry).select_related("member__expert__user"))
    named = set(PanelMember.objects.visible_to(reader).filter(round=entry.round_id).values_list("pk", flat=True))
    return [
        Said(
            one,
            one.member.name if one.member_id in named else _("Seat %(n)s") % {"n": one.member.seat},
            one.member.expert.user_id == reader.pk,
        )
        for one in remarks
    ]
