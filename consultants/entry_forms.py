"""One line of an expert's profile as a form: degree, joint work, relative, absence, training, sanction."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from consultants.forms import registered
from consultants.models import Absence, Degree, Entry, JointWork, Kin, Sanction, Training

NUMBER_HELP = _("Ten digits of a registered organisation. If it has none here, leave it empty and write the name.")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EntryForm(forms.ModelForm):
    """`cleaned_data` are the facts of the line; the action writes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(Submit("save", _("Save")))

    def save(self, commit: bool = True) -> Entry:
        raise TypeError("an entry is written by write_entry")


class WithOrganisation(EntryForm):
    """The organisation by its number, or in words."""

    organisation = forms.CharField(label=_("Business number"), max_length=14, required=False, help_text=NUMBER_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if (entry := kwargs.get("instance")) and entry.organisation_id:
            kwargs["initial"] = {"organisation": entry.organisation.brn} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean_organisation(self) -> Organisation | None:
        digits = "".join(sign for sign in self.cleaned_data["organisation"] if sign.isdigit())
        return registered(digits) if digits else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "organisation" in given and not given["organisation"] and not given.get("organisation_name", "").strip():
            self.add_error("organisation_name", _("Choose the organisation or write its name."))
        return given


class DegreeForm(WithOrganisation):
    class Meta:
        model = Degree
        fields = ("level", "field", "organisation", "organisation_name", "year")


class JointWorkForm(WithOrganisation):
    class Meta:
        model = JointWork
        fields = ("kind", "organisation", "organisation_name", "person", "started_on", "ended_on")
        widgets: ClassVar = {"started_on": DayInput(), "ended_on": DayInput()}
        help_texts: ClassVar = {
            "person": _("The person you worked with, if there was one."),
            "ended_on": _("Empty if it goes on."),
        }


class KinForm(WithOrganisation):
    class Meta:
        model = Kin
        fields = ("name", "relation", "organisation", "organisation_name")
        help_texts: ClassVar = {
            "relation": _("For example: spouse, parent, brother or sister, relative up to the eighth degree."),
        }


class AbsenceForm(EntryForm):
    class Meta:
        model = Absence
        fields = ("started_on", "ended_on", "reason")
        widgets: ClassVar = {"started_on": DayInput(), "ended_on": DayInput()}


class TrainingForm(EntryForm):
    class Meta:
        model = Training
        fields = ("title", "provider", "completed_on", "valid_until")
        widgets: ClassVar = {"completed_on": DayInput(), "valid_until": DayInput()}


class SanctionForm(EntryForm):
    class Meta:
        model = Sanction
        fields = ("ground", "source", "imposed_on")
        widgets: ClassVar = {"imposed_on": DayInput()}
        help_texts: ClassVar = {"source": _("The decision, its number and who told the programme office.")}
