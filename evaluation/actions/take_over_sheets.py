import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import User
from cluster_portal.shared.errors import DomainError, require
from evaluation import access
from evaluation.actions.save_score import save_score
from evaluation.models import PanelMember, Sheet


@dataclass(frozen=True, slots=True)
class FromFile:
    """What one sheet takes out of a file: arguments of `save_score`, and the version of the sheet they were held against."""

    sheet: Sheet
    version: int
    scores: Mapping[str, Any]


@dataclass(slots=True)
class TakenOver:
    saved: list[Sheet] = field(default_factory=list)
    refused: list[tuple[Sheet, DomainError]] = field(default_factory=list)


def take_over_sheets(member: PanelMember, wanted: Sequence[FromFile], *, by: User, at: dt.datetime | None = None) -> TakenOver:
    """Save what an evaluator filled in offline, each sheet as its page would (`save_score`): drafts, nothing is sealed.

    Each sheet stands by itself. One that cannot be saved any more keeps none of the others back and is named; whoever is
    interrupted uploads the file again, and what arrived is found to be the same.
    """
    at = at or timezone.now()
    require(access.may_answer(by, member))
    done = TakenOver()
    for one in wanted:
        try:
            done.saved.append(save_score(one.sheet, by=by, version=one.version, at=at, **one.scores))
        except DomainError as refusal:
            done.refused.append((one.sheet, refusal))
    return done
