"""The history of a proposal in words: each verb of the actions as a sentence and a tone."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from projects.sections import step

if TYPE_CHECKING:
    from projects.queries.proposals import HistoryLine

# %(…)s are the event's own data; an amount is printed with its thousands.
SENTENCES: Mapping[str, Any] = {
    "started": _lazy("Draft begun"),
    "edited": _lazy("Title, track or plant changed"),
    "budget-set": _lazy("Budget of %(name)s changed"),
    "partner-invited": _lazy("%(name)s invited"),
    "partner-asked-again": _lazy("%(name)s asked again"),
    "partner-joined": _lazy("%(name)s took its place"),
    "partner-edited": _lazy("Part of %(name)s changed"),
    "partner-removed": _lazy("%(name)s taken out"),
    "consented": _lazy("%(name)s consented"),
    "consent-voided": _lazy("Consent of %(name)s no longer holds: what it agreed to has changed"),
    "declined": _lazy("%(name)s declined: %(reason)s"),
    "document-attached": _lazy("File added: %(name)s"),
    "document-removed": _lazy("File removed: %(name)s"),
    "submitted": _lazy("Handed in, receipt %(number)s"),
    "submission-refused": _lazy("Handing in refused: it came too late"),
    "withdrawn": _lazy("Withdrawn, receipt %(number)s"),
    "found-eligible": _lazy("Screening: eligible"),
    "returned": _lazy("Screening: returned for correction (%(sections)s). %(reason)s"),
    "found-ineligible": _lazy("Screening: not eligible. %(reason)s"),
    "evaluation-began": _lazy("Taken into the evaluation round"),
    "selected": _lazy("Selected, grant ₩%(granted_krw)s"),
    "reserved": _lazy("Put on the reserve list, number %(number)s"),
    "rejected": _lazy("Not selected"),
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
    values["sections"] = ", ".join(str(step(code).label) for code in data.get("scope") or []) or _("all sections")
    return values
