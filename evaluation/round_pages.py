"""How a round is laid out for its headquarters: where it stands, and what to do next. Reads what was loaded."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from evaluation.models import Round
from evaluation.states import RoundStatus

PHASES = (
    (RoundStatus.PLANNED, _lazy("Panel")),
    (RoundStatus.INVITING, _lazy("Invitations")),
    (RoundStatus.SCORING, _lazy("Scoring")),
    (RoundStatus.CLOSED, _lazy("Tally")),
    (RoundStatus.TALLIED, _lazy("Ranking")),
    (RoundStatus.CONFIRMED, _lazy("Release")),
)


def stepper(round: Round) -> list[dict[str, Any]]:
    """The phases, each named for what is done in it. For components/steps.html."""
    order = [status for status, _label in PHASES]
    here = len(order) if round.status == RoundStatus.RELEASED else order.index(RoundStatus(round.status))
    return [
        {"label": label, "state": "done" if place < here else "current" if place == here else "todo"}
        for place, (_status, label) in enumerate(PHASES)
    ]


def tabs(round: Round, current: str, *, ranking: bool, support: bool = False) -> list[dict[str, Any]]:
    """The pages of one round, side by side. `ranking`, `support`: the person may see it."""
    items = [
        ("detail", _("Overview"), "evaluation:round-detail"),
        ("conflicts", _("Ties to proposals"), "evaluation:conflict-list"),
        ("panel", _("Panel"), "evaluation:round-panel"),
        ("monitor", _("Progress"), "evaluation:round-monitor"),
        ("meetings", _("Meetings"), "evaluation:meeting-list"),
        ("seals", _("Seals"), "evaluation:round-seals"),
        ("entries", _("Proposals"), "evaluation:entry-list"),
    ]
    if round.is_individual:
        items.insert(2, ("assignment", _("Assignment"), "evaluation:round-assignment"))
    if round.is_blind:
        items.insert(1, ("blind", _("Blind copies"), "evaluation:round-blind"))
    if ranking:
        items.append(("ranking", _("Ranking"), "evaluation:round-ranking"))
    if support:
        items.append(("support", _("Decision support"), "evaluation:round-support"))
    return [{"label": label, "url": reverse(name, args=[round.ref]), "current": key == current} for key, label, name in items]


@dataclass(frozen=True, slots=True)
class Deed:
    """What to do next: the sentence, the button, and the question asked before. `post`: pressing it is the deed."""

    text: str
    label: str = ""
    url: str = ""
    post: bool = False
    question: str = ""


def next_deed(
    round: Round,
    *,
    invited: int,
    proposed: int,
    opinions_missing: int,
    short: int = 0,
    undeclared: int = 0,
    unassigned: bool = False,
    unchecked: int = 0,
    may_decide: bool = False,
    draw_is_announced: bool = False,
    approvals_waiting: bool = False,
) -> Deed:
    """The one thing that moves the round on. `invited` have not answered; `proposed` have no letter yet;
    `short` proposals have too few sealed sheets for a result; `undeclared` have not declared conflicts again;
    `unassigned`: nobody is appointed to any proposal yet; `unchecked` blind copies wait to be looked through."""
    url = lambda name: reverse(f"evaluation:{name}", args=[round.ref])  # noqa: E731
    match RoundStatus(round.status):
        case RoundStatus.PLANNED if draw_is_announced:
            return Deed(
                _("A public draw is announced. Enter its value when it is public, and draw."), _("To the draw"), url("round-draw")
            )
        case RoundStatus.PLANNED:
            return Deed(
                _("Fill the panel by rule or by a public draw, and send the invitations."),
                _("To the panel"),
                url("round-panel"),
            )
        case RoundStatus.INVITING if proposed or invited:
            words = _("%(n)s have not answered yet, %(proposed)s have no invitation yet.") % {"n": invited, "proposed": proposed}
            return Deed(words, _("To the panel"), url("round-panel"))
        case RoundStatus.INVITING if unassigned:
            words = _("Everybody has answered. Have it computed who judges what, and appoint them.")
            return Deed(words, _("To the assignment"), url("round-assignment"))
        case RoundStatus.INVITING if unchecked:
            words = ngettext(
                "%(n)s blind copy has to be checked before scoring opens.",
                "%(n)s blind copies have to be checked before scoring opens.",
                unchecked,
            )
            return Deed(words % {"n": unchecked}, _("To the blind copies"), url("round-blind"))
        case RoundStatus.INVITING:
            return Deed(
                _("The panel is complete. Open scoring: sheets are taken from the opening time on."), _("Open scoring"), url("round-open"),
                post=True, question=_("Everybody who accepted is told that scoring is open. Open it?"),
            )  # fmt: skip
        case RoundStatus.SCORING:
            words = _("%(sealed)s of %(due)s sheets are sealed. Scoring closes by itself at its time.")
            return Deed(
                words % {"sealed": round.sealed_count, "due": round.sheet_count}, _("See the progress"), url("round-monitor")
            )
        case RoundStatus.CLOSED | RoundStatus.TALLIED if short:
            words = _(
                "%(n)s proposals have too few sealed sheets for a result. The head of the headquarters can reconvene the panel for them."
            )
            words = words % {"n": short}
            return Deed(words, _("Reconvene the panel"), url("round-reconvene")) if may_decide else Deed(words)
        case RoundStatus.CLOSED if undeclared:
            words = _("%(n)s evaluators have not declared conflicts again. The tally waits for them.") % {"n": undeclared}
            return Deed(words, _("To the declarations"), url("declaration-list"))
        case RoundStatus.CLOSED:
            return Deed(
                _("Check bonus and penalty points, then tally: totals, places and ties are made by the rulebook alone."), _("Tally"),
                url("round-tally"), post=True,
                question=_("Sealed sheets become scores and places. Changing a bonus or penalty afterwards means tallying again. Tally?"),
            )  # fmt: skip
        case RoundStatus.TALLIED if round.is_review and opinions_missing:
            return Deed(
                _("The summary opinion of the review is not written yet; the applicant has a right to the reasons."),
                _("Write the opinions"),
                url("entry-list"),
            )
        case RoundStatus.TALLIED if round.is_review:
            words = _("The review is tallied. The head of the headquarters answers the appeal with its score.")
            return Deed(words, _("To the appeal"), reverse("evaluation:appeal-detail", args=[round.appeal.pk]))
        case RoundStatus.TALLIED:
            return Deed(
                _("Look through the ranking and confirm who is selected within the region's budget."),
                _("To the confirmation"),
                url("round-confirm"),
            )
        case RoundStatus.CONFIRMED if opinions_missing:
            words = _("%(n)s proposals have no summary opinion yet; their applicants have a right to the reasons.") % {
                "n": opinions_missing
            }
            return Deed(words, _("Write the opinions"), url("entry-list"))
        case RoundStatus.CONFIRMED if approvals_waiting:
            return Deed(_("The list waits for approval before it is released."), _("To the approval"), url("round-approval"))
        case RoundStatus.CONFIRMED:
            return Deed(
                _("Everything is ready. See which letters would go out, and release."), _("To the release"), url("round-release")
            )
        case _released:
            return Deed(_("This round is released."), _("See the public result"), url("result-round"))
