"""The history of a round in words: each verb of the actions as a sentence and a tone."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from evaluation.states import AgendaStatus, PaperKind

if TYPE_CHECKING:
    from evaluation.queries.history import Deed

# %(…)s are the event's own data.
SENTENCES: Mapping[str, Any] = {
    "planned": _lazy("Round planned with %(proposals)s proposals"),
    "made-blind": _lazy("To be judged blind"),
    "made-open": _lazy("To be judged openly"),
    "blind-words-set": _lazy("Words to blacken set for %(proposal)s"),
    "blind-copy-checked": _lazy("Blind copy of %(proposal)s checked"),
    "panel-proposed": _lazy("Panel proposed by rule from a pool of %(pool)s"),
    "sections-formed": _lazy("Proposals divided into %(sections)s sections"),
    "section-renamed": _lazy("Section %(number)s renamed"),
    "proposals-moved": _lazy("%(proposals)s proposals moved to section %(to)s"),
    "draw-announced": _lazy("Public draw announced over a pool of %(pool)s"),
    "public-value-entered": _lazy("Public value entered: %(value)s"),
    "public-value-corrected": _lazy("Public value corrected: %(value)s"),
    "drawn": _lazy("Public draw carried out: %(members)s members, %(alternates)s alternates"),
    "draw-voided": _lazy("Public draw void: %(reason)s"),
    "alternate-taken": _lazy("The next by the draw takes the place of %(seat)s"),
    "alternate-missing": _lazy("Nobody of the draw can take the place of %(seat)s"),
    "honoraria-drawn-up": _lazy("Honoraria of %(people)s evaluators drawn up"),
    "honoraria-paid": _lazy("Honoraria paid on %(paid_on)s"),
    "members-picked": _lazy("Panel members picked from %(recommended)s recommended: %(reason)s"),
    "member-added": _lazy("%(seat)s added by hand: %(reason)s"),
    "member-removed": _lazy("%(seat)s taken off the panel: %(reason)s"),
    "panel-invited": _lazy("Invitations sent"),
    "invitation-accepted": _lazy("%(seat)s accepted"),
    "invitation-declined": _lazy("%(seat)s declined: %(reason)s"),
    "pledge-given": _lazy("%(seat)s signed the pledge"),
    "conflicts-declared": _lazy("%(seat)s declared conflicts"),
    "chair-appointed": _lazy("%(seat)s appointed as chair"),
    "scoring-opened": _lazy("Scoring opened with %(sheets)s sheets"),
    "scoring-extended": _lazy("Scoring extended: %(reason)s"),
    "answers-opened": _lazy("Applicants told that they may answer the comments"),
    "schedule-changed": _lazy("Times of the phases changed: %(reason)s"),
    "reminded": _lazy("Evaluators reminded"),
    "reconvened": _lazy("Panel reconvened: %(reason)s"),
    "abstained": _lazy("%(seat)s abstained from %(proposal)s: %(reason)s"),
    "reopened": _lazy("Sheet of %(seat)s on %(proposal)s reopened: %(reason)s"),
    "reopened-own": _lazy("%(seat)s reopened the own sheet on %(proposal)s"),
    "closed": _lazy("Scoring closed: %(sealed)s of %(sheets)s sheets sealed"),
    "conflicts-ruled": _lazy("%(number)s conflicts ruled on: %(reason)s"),
    "declared-again": _lazy("%(seat)s declared conflicts again"),
    "declaration-excused": _lazy("%(seat)s does not declare again: %(reason)s"),
    "adjusted": _lazy("Bonus and penalty points of %(proposal)s entered"),
    "cut-entered": _lazy("Cut by the panel entered for %(proposal)s: %(reason)s"),
    "cut-taken-back": _lazy("Cut by the panel taken back for %(proposal)s"),
    "tallied": _lazy("Tallied: %(passed)s of %(proposals)s passed"),
    "what-if-run": _lazy("What-if tried: %(moved_in)s would move in, %(moved_out)s out"),
    "meeting-planned": _lazy("Meeting %(number)s planned with %(proposals)s proposals"),
    "meeting-changed": _lazy("Meeting %(number)s changed"),
    "agenda-set": _lazy("Agenda of meeting %(number)s set"),
    "meeting-announced": _lazy("Meeting %(number)s announced"),
    "meeting-begun": _lazy("Meeting %(number)s begun"),
    "agenda-moved": _lazy("Meeting %(number)s: %(proposal)s %(to)s"),
    "agenda-noted": _lazy("Meeting %(number)s: note on line %(line)s"),
    "attended": _lazy("%(seat)s came to meeting %(number)s"),
    "left-meeting": _lazy("%(seat)s left meeting %(number)s"),
    "meeting-ended": _lazy("Meeting %(number)s ended"),
    "remarked": _lazy("%(seat)s remarked on %(proposal)s"),
    "minutes-written": _lazy("%(kind)s of meeting %(number)s written, version %(version)s"),
    "minutes-signed": _lazy("%(kind)s of meeting %(number)s signed by %(seat)s"),
    "summary-written": _lazy("Summary opinion on %(proposal)s written"),
    "confirmed": _lazy("Ranking confirmed: %(selected)s selected, %(reserve)s on the reserve list"),
    "approval-asked": _lazy("Approval of the list asked for"),
    "approved": _lazy("List approved"),
    "approval-returned": _lazy("List sent back: %(opinion)s"),
    "released": _lazy("Result released"),
    "addendum-added": _lazy("Addendum %(number)s added after appeal %(appeal)s"),
    "assignment-started": _lazy("Computation %(run)s of the assignment started"),
    "assignment-cancelled": _lazy("Computation %(run)s of the assignment cancelled"),
    "assignment-computed": _lazy(
        "Computation %(run)s of the assignment done: total %(total)s of at most %(bound_total)s, lowest panel %(worst)s, %(unfilled)s empty seats"
    ),
    "proposal-taken-late": _lazy("Late proposal %(proposal)s taken into the round: %(reason)s"),
    "assignment-read": _lazy("Table “%(file)s” read as proposal %(run)s of the assignment: %(seats)s seats, %(unfilled)s empty"),
    "assignment-appointed": _lazy("Evaluators appointed proposal by proposal: %(seats)s seats, %(new)s new, %(ended)s ended"),
    "assignment-changed": _lazy("Evaluators of %(proposal)s changed by hand: %(off)s → %(on)s (%(gain)+d): %(reason)s"),
    "pair-pinned": _lazy("%(seat)s pinned to %(proposal)s: %(reason)s"),
    "pair-banned": _lazy("%(seat)s banned from %(proposal)s: %(reason)s"),
    "pair-freed": _lazy("Pin or ban of %(seat)s on %(proposal)s taken back"),
    "assignment-refilled": _lazy("Seats given back and filled by rule: %(seats)s filled, %(unfilled)s empty"),
    "dropped-out": _lazy("%(proposal)s fell away: %(reason)s"),
    "adviser-chosen": _lazy("%(seat)s asked for advice on %(proposal)s"),
    "advice-written": _lazy("Advice on %(proposal)s written"),
    "promoted": _lazy("%(proposal)s moved up from the reserve list (number %(number)s)"),
    "rest-given-to-pool": _lazy("Rest of the budget given to the central pool"),
}
TONES = {
    "dropped-out": "warn", "promoted": "ok", "drawn": "ok", "draw-voided": "danger", "draw-announced": "progress", "alternate-missing": "danger",
    "released": "ok", "confirmed": "ok", "closed": "warn", "scoring-opened": "progress", "invitation-declined": "danger",
    "member-removed": "warn", "reopened": "warn", "abstained": "warn", "scoring-extended": "warn", "schedule-changed": "warn", "reopened-own": "warn", "reconvened": "warn",
}  # fmt: skip


class _Said(dict[str, Any]):
    """An event from before a sentence asked for more: what is missing stays a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(deed: "Deed") -> str:
    words = SENTENCES.get(deed.verb)
    data = deed.data if "seat" not in deed.data else deed.data | {"seat": seat_words(deed.data["seat"])}
    if deed.verb == "agenda-moved":
        data = data | {"to": AgendaStatus(data["to"]).label}
    if deed.verb in ("minutes-written", "minutes-signed"):
        data = data | {"kind": PaperKind(data["kind"]).label}
    return deed.verb if words is None else str(words) % _Said(data)


def seat_words(seat_name: str) -> str:
    """'seat-3' as people say it."""
    return _("Seat %(n)s") % {"n": seat_name.removeprefix("seat-")}


def timeline(deeds: "list[Deed]") -> list[dict[str, Any]]:
    """For components/timeline.html."""
    return [{"at": one.at, "what": sentence(one), "who": one.who, "tone": TONES.get(one.verb, "neutral")} for one in deeds]
