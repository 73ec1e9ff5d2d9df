"""The phases of a round as people call them, and what one of them asks of an evaluator."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.models import Round
from evaluation.phases import Phase

NAMES: Mapping[Phase, Any] = {
    Phase.READ: pgettext_lazy("phase", "Reading"),
    Phase.SCORE: pgettext_lazy("phase", "Scoring"),
    Phase.ANSWER: pgettext_lazy("phase", "Applicants answer"),
    Phase.DISCUSS: pgettext_lazy("phase", "Discussion"),
    Phase.ADJUST: pgettext_lazy("phase", "Adjusting"),
    Phase.OVER: pgettext_lazy("phase", "Closing"),
    Phase.CLOSED: pgettext_lazy("phase", "Closed"),
}
# What stands before the moment that matters now.
ENDS: Mapping[Phase, Any] = {
    Phase.READ: _("Scoring closes"),
    Phase.SCORE: _("Scoring closes"),
    Phase.ANSWER: _("Applicants answer until"),
    Phase.DISCUSS: _("Discussion until"),
    Phase.ADJUST: _("Adjusting until"),
}
ASKED: Mapping[Phase, Any] = {
    Phase.READ: _("You can read the proposals already. Scores are taken once the headquarters has opened scoring."),
    Phase.ANSWER: _("Scoring has closed. The applicants read the comments without names or scores, and may answer them."),
    Phase.DISCUSS: _("Scoring has closed. Where you have sealed your sheet, you see the sealed sheets of your colleagues."),
    Phase.ADJUST: _(
        "You may open a sealed sheet of yours again, with a reason, and seal it anew. A sheet that is open at the end does not count."
    ),
}


@dataclass(frozen=True, slots=True)
class Now:
    """Where a round stands for its evaluators: the phase, its words, and the moment that matters."""

    phase: Phase
    name: Any
    label: Any = ""
    until: dt.datetime | None = None
    asked: Any = ""


def now(round: Round, at: dt.datetime) -> Now:
    phase = round.phase(at)
    # Who reads early waits for the opening, but works towards the end of scoring.
    until = round.schedule.end_of(Phase.SCORE if phase == Phase.READ else phase)
    return Now(phase, NAMES[phase], ENDS.get(phase, ""), until, ASKED.get(phase, ""))
