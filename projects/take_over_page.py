"""What was taken over from an earlier proposal and what was not, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from programme.rulebook import RulebookDocument
from projects.models import TakeOver
from projects.sections import text_field
from projects.taking_over import Kind, Left

WHY = {
    Left.WRITTEN: _lazy("The draft had its own already."),
    Left.TOO_LONG: _lazy("It is longer than this call's field takes."),
    Left.UNKNOWN_ITEM: _lazy("This call's rulebook has no such cost item."),
    Left.NOT_ALLOWED: _lazy("The amounts do not fit within this call's cap."),
    Left.NOT_TOLD: _lazy("Not told anything. It is invited on the partners' page, when you decide so."),
    Left.MADE_FOR_THE_OTHER: _lazy("Given for the earlier proposal alone; it is asked for anew."),
}
KINDS = {
    Kind.TASK: _lazy("Work of the lead"),
    Kind.MONEY: _lazy("Budget of the lead"),
    Kind.CONSENT: _lazy("Consents and declarations of the partners"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """For the draft's page: what came along, and what stayed with its reason."""

    take_over: TakeOver
    taken: list[str]
    left: list[tuple[str, Any]]


def told(take_over: TakeOver, document: RulebookDocument) -> Told:
    lines = [(_name(line, document), line["left"]) for line in take_over.lines]
    return Told(take_over, [name for name, left in lines if not left], [(name, WHY[Left(left)]) for name, left in lines if left])


def _name(line: Mapping[str, str], document: RulebookDocument) -> str:
    what = line["what"]
    match line["kind"]:
        case Kind.TEXT:
            return str(text_field(what).label)
        case Kind.PARTNER:
            return _("Partner: %(name)s") % {"name": what}
        case Kind.FILE:
            return _("File: %(name)s") % {"name": what}
        case Kind.MONEY if what:
            items = {item.code: item.name.in_language(get_language() or "ko") for item in document.funding.cost_items.value}
            return _("Cost item: %(name)s") % {"name": items.get(what, what)}
        case kind:
            return str(KINDS[Kind(kind)])
