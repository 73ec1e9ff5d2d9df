"""The lists of a profile, by the name each has in an address."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultants import entry_forms as forms
from consultants.models import Absence, Degree, Entry, JointWork, Kin, Sanction, Training


@dataclass(frozen=True, slots=True)
class EntryKind:
    """`why` says to the reader what the list is used for."""

    slug: str
    model: type[Entry]
    form: type[forms.EntryForm]
    title: Any
    add: Any
    why: Any

    @property
    def has_organisation(self) -> bool:
        return issubclass(self.form, forms.WithOrganisation)


KINDS = {
    kind.slug: kind
    for kind in (
        EntryKind("degrees", Degree, forms.DegreeForm, _("Degrees"), _("Add a degree"), _("What you studied, and where.")),
        EntryKind(
            "joint-works", JointWork, forms.JointWorkForm, _("Joint work, advice, contracts"), _("Add joint work or advice"),
            _("Joint research, papers, contracts, advice and coaching of the last years; shares you hold. Conflicts of interest are found by it."),
        ),
        EntryKind(
            "relatives", Kin, forms.KinForm, _("Relatives"), _("Add a relative"),
            _("Relatives, now or before, who work for an organisation that may apply. The law bars judging their proposals."),
        ),
        EntryKind("absences", Absence, forms.AbsenceForm, _("Absences"), _("Add an absence"), _("Days on which you cannot serve.")),
        EntryKind(
            "trainings", Training, forms.TrainingForm, _("Integrity training"), _("Add a training"),
            _("Some rounds open their files only to those whose training is valid."),
        ),
        EntryKind(
            "sanctions", Sanction, forms.SanctionForm, _("Sanctions"), _("Add a sanction"),
            _("Measures over evaluation law; they bar from panels for three years. Written by the programme office."),
        ),
    )
}  # fmt: skip
