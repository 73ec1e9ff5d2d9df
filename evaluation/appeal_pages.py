"""How far an appeal is, in words: its steps, its history, and how near its end is."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from evaluation.appeal_outcome import FUNDED, NOT_FUNDED, STAYS, WAITS
from evaluation.models import Appeal
from evaluation.queries.history import Deed
from evaluation.states import ANSWERED, AppealStatus, RoundStatus

DEEDS = {
    "appeal-begun": (_("Draft begun"), "neutral"),
    "appeal-refused": (_("Filing refused: too late"), "danger"),
    "appeal-filed": (_("Filed under %(number)s"), "ok"),
    "appeal-withdrawn": (_("Appeal withdrawn"), "neutral"),
    "appeal-dismissed": (_("Dismissed: %(reason)s"), "danger"),
    "appeal-review-opened": (_("Review by a new panel opened"), "progress"),
    "appeal-upheld": (_("Upheld: %(reason)s"), "ok"),
    "appeal-rejected": (_("Rejected: %(reason)s"), "danger"),
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


WHY = {
    FUNDED: _("With this score the list would have selected the project. It is selected, out of what the region has left."),
    NOT_FUNDED: _(
        "With this score the list would have selected the project, but what the region has left does not carry its grant. It stands first on the reserve list."
    ),
    WAITS: _("The project passed, and waits on the reserve list where its score puts it."),
    STAYS: _("The new score counts, but the decision stays the same."),
}


def deeds(appeal: Appeal, *, may_handle: bool, may_answer: bool) -> list[dict[str, str]]:
    """What a headquarters can do next: the sentence, the button."""
    found = []
    if appeal.status == AppealStatus.FILED:
        accepted = appeal.asked_ground is not None and appeal.asked_ground.accepted
        if may_handle and accepted:
            words = _("A new panel, without anybody of the first one, evaluates the proposal again.")
            found.append(_deed("review", words, _("Open the review"), appeal))
        if may_answer:
            words = _("An appeal on a ground that is not accepted is dismissed.")
            found.append(_deed("dismiss", words, _("Dismiss the appeal"), appeal, look="tertiary"))
    if appeal.status == AppealStatus.UNDER_REVIEW and appeal.review is not None:
        if may_handle:
            url = reverse("evaluation:round-detail", args=[appeal.review.ref])
            words = _("The review is a round of its own: panel, scoring, tally.")
            found.append({"text": str(words), "label": str(_("To the review")), "url": url, "look": "secondary"})
        if may_answer and appeal.review.status == RoundStatus.TALLIED:
            found.append(_deed("decide", _("The review is tallied."), _("Answer the appeal"), appeal))
    return found


def _deed(name: str, text: Any, label: Any, appeal: Appeal, look: str = "primary") -> dict[str, str]:
    return {"text": str(text), "label": str(label), "url": reverse(f"evaluation:appeal-{name}", args=[appeal.pk]), "look": look}


def why_words(code: str) -> str:
    """What an upheld appeal led to."""
    return str(WHY.get(code, code))


def ground_words(appeal: Appeal) -> str:
    ground = appeal.asked_ground
    return ground.name.in_language((get_language() or "ko")[:2]) if ground else appeal.ground


def steps(appeal: Appeal) -> list[dict[str, Any]]:
    """For components/steps.html: filed, reviewed, answered."""
    status = AppealStatus(appeal.status)
    reviewed = status in (AppealStatus.UPHELD, AppealStatus.REJECTED)
    named = [pgettext_lazy("step of an appeal", "Filed"), _("Review by a new panel"), _("Answer to the appeal")]
    if status == AppealStatus.DISMISSED:
        return [_step(pgettext_lazy("step of an appeal", "Filed"), "done"), _step(_("Dismissed"), "error")]
    if status == AppealStatus.WITHDRAWN:
        return [_step(pgettext_lazy("step of an appeal", "Filed"), "done"), _step(_("Appeal withdrawn"), "current")]
    at = {AppealStatus.FILED: 0, AppealStatus.UNDER_REVIEW: 1}.get(status, 3 if reviewed or status in ANSWERED else 0)
    return [_step(label, "done" if place < at else "current" if place == at else "todo") for place, label in enumerate(named)]


def _step(label: Any, state: str) -> dict[str, Any]:
    return {"label": label, "state": state}
