"""A handed-in proposal laid out for its evaluator: from the snapshot alone, so that everybody judges the same text."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from programme.rulebook import RulebookDocument
from projects.budgeting import MoneySource
from projects.sections import text_fields
from projects.states import PartnerRole

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One organisation's part: who, as what, doing what, for how much (whole won)."""

    name: str
    role: str
    task: str
    public_krw: int
    own_krw: int


@dataclass(frozen=True, slots=True)
class Reading:
    title: str
    track: str
    sections: list[tuple[str, str, str]]  # (anchor, heading, text)
    partners: list[PartnerLine]
    requested_krw: int
    own_cash_krw: int
    own_in_kind_krw: int
    total_krw: int


def reading(content: Content, document: RulebookDocument) -> Reading:
    language = (get_language() or "ko")[:2]
    track = document.track(content["project"]["track"])
    answers, sums = content["project"]["answers"], content["sums"]
    return Reading(
        title=content["project"]["title"],
        track=track.name.in_language(language),
        sections=[
            (field.code, str(field.label), answers.get(field.code, "")) for field in text_fields(track) if answers.get(field.code)
        ],
        partners=_partners(content),
        requested_krw=sums["requested_krw"],
        own_cash_krw=sums["own_cash_krw"],
        own_in_kind_krw=sums["own_in_kind_krw"],
        total_krw=sums["total_krw"],
    )


def _partners(content: Content) -> list[PartnerLine]:
    money: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in content["budget"]:
        paid_by = "public" if row["source"] == MoneySource.PUBLIC else "own"
        money[row["partner"]][paid_by] += row["amount_krw"]
    return [
        PartnerLine(
            _name(one["organisation"]),
            str(PartnerRole(one["role"]).label),
            one["task"],
            money[one["id"]]["public"],
            money[one["id"]]["own"],
        )
        for one in content["partners"]
    ]


def _name(organisation: Content | None) -> str:
    """As it was named when the proposal was handed in, in the reader's language."""
    if organisation is None:
        return _("(not registered)")
    return str(Organisation(name_ko=organisation["name_ko"], name_en=organisation["name_en"]))
