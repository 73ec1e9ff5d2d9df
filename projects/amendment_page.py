"""The amendments of a call as its public page shows them: what stood beside what stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from projects.amendable import WORDS
from projects.comparison import Passage, side_by_side
from projects.models import CallAmendment


@dataclass(frozen=True, slots=True)
class AmendmentCard:
    amendment: CallAmendment
    title: str
    changes: list[tuple[Any, list[Passage]]] = field(default_factory=list)  # label of a text, its passages that differ


def cards(amendments: Iterable[CallAmendment]) -> list[AmendmentCard]:
    """The newest first."""
    found = [AmendmentCard(one, title_of(one), _changes(one)) for one in amendments]
    return sorted(found, key=lambda card: -card.amendment.number)


def title_of(amendment: CallAmendment) -> str:
    if amendment.is_extension:
        return _("Amendment no. %(number)s: closes later") % {"number": amendment.number}
    return _("Amendment no. %(number)s") % {"number": amendment.number}


def _changes(amendment: CallAmendment) -> list[tuple[Any, list[Passage]]]:
    return [
        (WORDS[name], side_by_side(amendment.words_before.get(name, ""), amendment.words_after[name]))
        for name in WORDS
        if name in amendment.words_after
    ]
