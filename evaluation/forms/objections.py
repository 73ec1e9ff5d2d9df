"""An applicant's objection to an evaluator, HQ's decision on it, and who takes part in a proposal."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from consultants.models import Expert
from evaluation.actions.name_researchers import NamedResearcher
from evaluation.models import Researcher

FOLLOW, DECLINE = "follow", "decline"
MORE_ROWS = 3


class ObjectionForm(forms.Form):
    """Somebody who should not judge, and why."""

    name = forms.CharField(label=_("Name of the person"), max_length=80)
    organisation_name = forms.CharField(
        label=_("Where the person works"),
        max_length=120,
        required=False,
        help_text=_("So that nobody else of that name is meant."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Why this person could not judge the proposal fairly: a dispute, competition, an earlier tie."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("name", "organisation_name", "reason")
        self.helper.add_input(
            Submit("object", _("File the objection"), data_confirm=_("The headquarters decides on it and tells you. File it?"))
        )


class DecisionForm(forms.Form):
    """Follow it or not; whom of the pool it means."""

    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=[(FOLLOW, _("Follow: this person does not judge the proposal")), (DECLINE, pgettext_lazy("decision", "Do not follow"))],
    )  # fmt: skip
    expert = forms.TypedChoiceField(label=_("Whom of the pool it means"), coerce=int, required=False, empty_value=None)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}), help_text=_("The applicant reads it.")
    )

    def __init__(self, *args: Any, meant: Sequence[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meant = {expert.pk: expert for expert in meant}
        nobody = _("Nobody of the pool")
        people = [(expert.pk, f"{expert.name} · {expert.affiliation} · {expert.region.name}") for expert in meant]
        self.fields["expert"].choices = [("", nobody), *people]  # type: ignore[attr-defined]
        self.fields["expert"].help_text = _("People of the pool with this name. Somebody outside the pool is never asked.")
        self.helper = FormHelper()
        self.helper.layout = Layout("decision", "expert", "reason")
        self.helper.add_input(Submit("decide", _("Decide"), data_confirm=_("The applicant is told at once. Decide?")))

    def decided(self) -> dict[str, Any]:
        """Arguments of `decide_objection`."""
        given = self.cleaned_data
        return {
            "follow": given["decision"] == FOLLOW, "expert": self.meant.get(given["expert"]), "reason": given["reason"],
        }  # fmt: skip


class ResearcherForm(forms.Form):
    """One line of the list; an empty one is nobody."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int, required=False, empty_value=None)
    department = forms.CharField(label=_("Lowest-level department"), max_length=120, required=False)
    is_principal = forms.BooleanField(label=_("Principal"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, one.name) for one in organisations]
        self.fields["organisation"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("name") and not given.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Choose the organisation."))
        if not given.get("name") and (given.get("department") or given.get("is_principal")):
            self.add_error("name", _("Name the person."))
        return given


_ResearcherRows = forms.formset_factory(ResearcherForm, extra=MORE_ROWS, max_num=100)


class Researchers(_ResearcherRows):  # type: ignore[misc,valid-type]
    """Everybody who takes part; a name taken out is no longer named."""

    def __init__(self, *args: Any, standing: Sequence[Researcher], organisations: Sequence[Organisation], **kwargs: Any) -> None:
        kwargs["initial"] = [
            {
                "name": one.name,
                "organisation": one.organisation_id,
                "department": one.department,
                "is_principal": one.is_principal,
            }
            for one in standing
        ]
        super().__init__(*args, form_kwargs={"organisations": organisations}, prefix="researchers", **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Div("name", "organisation", "department", css_class="grid-3"), "is_principal")
        self.helper.add_input(Submit("save", _("Save the list")))

    def named(self) -> list[NamedResearcher]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [NamedResearcher(row["organisation"], row["name"], row["department"], row["is_principal"]) for row in rows]
