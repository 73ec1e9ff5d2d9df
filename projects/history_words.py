"""The history of a proposal in words: each verb of the actions as a sentence and a tone."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.sections import step

if TYPE_CHECKING:
    from projects.queries.proposals import HistoryLine

# %(…)s are the event's own data; an amount is printed with its thousands.
SENTENCES: Mapping[str, Any] = {
    "started": _("Draft begun"),
    "taken-over": _("Filled from the earlier proposal %(from)s"),
    "edited": _("Title, track or plant changed"),
    "budget-set": _("Budget of %(name)s changed"),
    "partner-invited": _("%(name)s invited"),
    "partner-asked-again": _("%(name)s asked again"),
    "partner-joined": _("%(name)s took its place"),
    "partner-edited": _("Part of %(name)s changed"),
    "partner-removed": _("%(name)s taken out"),
    "consented": _("%(name)s consented"),
    "consent-voided": _("Consent of %(name)s no longer holds: what it agreed to has changed"),
    "declined": _("%(name)s declined: %(reason)s"),
    "document-attached": _("File added: %(name)s"),
    "document-removed": _("File removed: %(name)s"),
    "submitted": _("Handed in, receipt %(number)s"),
    "submission-refused": _("Handing in refused: it came too late"),
    "withdrawn": _("Withdrawn, receipt %(number)s"),
    "found-eligible": _("Screening: eligible"),
    "returned": _("Screening: returned for correction (%(sections)s). %(reason)s"),
    "found-ineligible": _("Screening: not eligible. %(reason)s"),
    "evaluation-began": _("Taken into the evaluation round"),
    "researchers-named": _("%(number)s researchers named"),
    "objected": _("Objected to an evaluator"),
    "objection-withdrawn": _("Objection to an evaluator taken back"),
    "objection-decided": _("Objection to an evaluator decided"),
    "comments-answered": _("Answer to the evaluators' comments handed in"),
    "selected": _("Selected, grant ₩%(granted_krw)s"),
    "reserved": _("Put on the reserve list, number %(number)s"),
    "rejected": _("Not selected"),
    "result-announced": _("Result announced"),
}
TONES: Mapping[str, str] = {
    "consented": "ok", "submitted": "info", "found-eligible": "ok", "selected": "ok",
    "consent-voided": "warn", "returned": "warn", "withdrawn": "warn", "reserved": "warn",
    "declined": "danger", "submission-refused": "danger", "found-ineligible": "danger", "rejected": "danger",
    "evaluation-began": "progress",
}  # fmt: skip


class _Said(dict[str, Any]):
    """An event from before a sentence asked for more: what is missing stays a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(line: "HistoryLine") -> str:
    """One deed in the reader's language; a verb nobody has words for is shown as it is."""
    words = SENTENCES.get(line.verb)
    return line.verb if words is None else str(words) % _Said(_printed(line.data))


def tone(line: "HistoryLine") -> str:
    return TONES.get(line.verb, "neutral")


def _printed(data: Mapping[str, Any]) -> dict[str, Any]:
    values = {key: f"{value:,}" if key.endswith("_krw") and isinstance(value, int) else value for key, value in data.items()}
    values["sections"] = ", ".join(str(step(code).label) for code in data.get("scope") or []) or gettext("all sections")
    return values
