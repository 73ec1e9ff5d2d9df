"""How far an appeal is, in words: its steps, its history, and how near its end is."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluation.models import Appeal
from evaluation.queries.history import Deed
from evaluation.states import ANSWERED, AppealStatus

DEEDS = {
    "appeal-begun": (_("Draft begun"), "neutral"),
    "appeal-refused": (_("Filing refused: too late"), "danger"),
    "appeal-filed": (_("Filed under %(number)s"), "ok"),
    "appeal-withdrawn": (_("Appeal withdrawn"), "neutral"),
    "appeal-dismissed": (_("Dismissed: %(reason)s"), "danger"),
    "appeal-heard": (_("Heard on %(held_on)s"), "progress"),
    "appeal-answer-due": (_("Headquarters reminded of the answer"), "warn"),
}
FILES = frozenset({"file-stored", "file-removed"})


def timeline(deeds: list[Deed]) -> list[dict[str, Any]]:
    """For components/timeline.html."""
    events = []
    for deed in deeds:
        if deed.verb in FILES:
            continue
        words, tone = DEEDS.get(deed.verb, (deed.verb, "neutral"))
        events.append(
            {"at": deed.at, "what": str(words) % deed.data if deed.verb in DEEDS else words, "who": deed.who, "tone": tone}
        )
    return events


def ground_words(appeal: Appeal) -> str:
    ground = appeal.asked_ground
    return ground.name.in_language((get_language() or "ko")[:2]) if ground else appeal.ground


def steps(appeal: Appeal) -> list[dict[str, Any]]:
    """For components/steps.html: filed, reviewed, answered."""
    status = AppealStatus(appeal.status)
    reviewed = status in (AppealStatus.UPHELD, AppealStatus.REJECTED)
    named = [_("Filed"), _("Review by a new panel"), _("Answer to the appeal")]
    if status == AppealStatus.DISMISSED:
        return [_step(_("Filed"), "done"), _step(_("Dismissed"), "error")]
    if status == AppealStatus.WITHDRAWN:
        return [_step(_("Filed"), "done"), _step(_("Appeal withdrawn"), "current")]
    at = {AppealStatus.FILED: 0, AppealStatus.UNDER_REVIEW: 1}.get(status, 3 if reviewed or status in ANSWERED else 0)
    return [_step(label, "done" if place < at else "current" if place == at else "todo") for place, label in enumerate(named)]


def _step(label: Any, state: str) -> dict[str, Any]:
    return {"label": label, "state": state}
