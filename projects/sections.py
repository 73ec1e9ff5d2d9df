"""What a proposal consists of: its steps, its text fields and the files it needs. Plain values."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.rulebook import FOR_PROFIT, RulebookDocument, Track


@dataclass(frozen=True, slots=True)
class Step:
    code: str
    label: Any  # lazy translation


STEPS = (
    Step("firm", _("Firm and plant")),
    Step("project", pgettext_lazy("step", "Project")),
    Step("partners", _("Partners")),
    Step("budget", _("Budget")),
    Step("files", _("Files")),
    Step("check", _("Check and submit")),
)
_ORDER = {step.code: place for place, step in enumerate(STEPS)}
# What a regional HQ may open again when it returns a proposal.
CORRECTABLE = tuple(step.code for step in STEPS if step.code != "check")
CORRECTABLE_CHOICES = [(step.code, step.label) for step in STEPS if step.code != "check"]


def step(code: str) -> Step:
    """Raises KeyError for a step there is not."""
    return STEPS[_ORDER[code]]


def step_before(code: str) -> Step | None:
    return STEPS[_ORDER[code] - 1] if _ORDER[code] else None


def step_after(code: str) -> Step | None:
    return STEPS[_ORDER[code] + 1] if _ORDER[code] + 1 < len(STEPS) else None


@dataclass(frozen=True, slots=True)
class TextField:
    """One question of the project step; `max_length` in characters."""

    code: str
    label: Any
    help: Any
    max_length: int
    required: bool = True


TEXT_FIELDS = (
    TextField(
        "summary", _("Summary"), _("What is made, for whom, and what changes by it, in words a neighbour understands."), 300
    ),
    TextField(
        "need", _("Need and background"), _("The problem as it stands, on which figures, and why it is worth solving now."), 2000
    ),
    TextField(
        "goals",
        _("Goals and measurable targets"),
        _("One goal a line: what is measured, today's value, the value at the end, and how it will be proved."),
        2000,
    ),
    TextField("content", _("Content and method"), _("The work in its parts, the method of each, and the known risks."), 4000),
    TextField(
        "division",
        _("Division of work"),
        _("Who does which part, and why it takes these partners. Name every organisation."),
        2000,
    ),
    TextField("schedule", _("Schedule"), _("One stage a line: from when to when, what is done, what is there at its end."), 2000),
    TextField(
        "differences",
        _("Prior work and differences"),
        _("What you have already, and how this differs from other projects supported with public money."),
        1500,
    ),
    TextField(
        "commercialisation",
        _("Commercialisation plan"),
        _("Customers, price, competitors, and what must be invested before the first sale."),
        3000,
    ),
    TextField(
        "effects",
        _("Expected effects"),
        _("Sales, exports and jobs in figures, by year for three years after the end; what the complex gains."),
        2000,
    ),
    TextField(
        "security",
        _("Security and ethics"),
        _("Only if it applies: protected technology, safety, tests on people or animals."),
        1000,
        required=False,
    ),
)


def text_fields(track: Track | None = None) -> tuple[TextField, ...]:
    """The questions in reading order. A track for single firms does not insist on a division of work."""
    if track is not None and track.joint.value == "none":
        return tuple(replace(field, required=False) if field.code == "division" else field for field in TEXT_FIELDS)
    return TEXT_FIELDS


def text_field(code: str, track: Track | None = None) -> TextField:
    """Raises KeyError for a field there is not."""
    for field in text_fields(track):
        if field.code == code:
            return field
    raise KeyError(code)


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """A file to upload: of one partner, or of the whole proposal (`partner_id` None). `when`: only in that case."""

    code: str
    label: str
    partner_id: int | None
    when: str = ""

    @property
    def required(self) -> bool:
        return not self.when


def asked_documents(document: RulebookDocument, partners: Iterable[tuple[int, str | None]]) -> list[AskedDocument]:
    """The uploads the rulebook asks for, in its order. `partners` = (id, kind of organisation, None while unknown).

    What the portal establishes by itself is not asked of anybody; a researcher's papers come with the partner's.
    """
    language = get_language() or "ko"
    partners = list(partners)
    asked = []
    for paper in document.required_documents.value:
        if paper.replaced_by_portal:
            continue
        label = paper.name.in_language(language)
        when = paper.when.in_language(language) if paper.when else ""
        for partner_id in _asked_of(paper.asked_of, partners):
            asked.append(AskedDocument(paper.code, label, partner_id, when))
    return asked


def _asked_of(whom: str, partners: list[tuple[int, str | None]]) -> list[int | None]:
    if whom == "lead":
        return [None]
    return [partner_id for partner_id, kind in partners if whom != "each_firm" or kind in FOR_PROFIT]
