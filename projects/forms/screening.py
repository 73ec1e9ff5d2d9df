"""The forms of a headquarters: narrowing the list, screening, taking contacts away."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Row, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.clocks import SEOUL
from projects.forms.fields import LongTextField, MomentField
from projects.models.screening import ScreeningDecision
from projects.sections import CORRECTABLE_CHOICES

USUAL_CORRECTION = dt.timedelta(days=7)


class ProposalFilterForm(forms.Form):
    """The row of filters over the list; statuses are chips beside it."""

    q = forms.CharField(
        label=_("Words or exact search"), required=False, max_length=200,
        widget=forms.TextInput({"type": "search", "placeholder": _("Title, lead, number – or status:eligible lead:…")}),
    )  # fmt: skip
    call = forms.ChoiceField(label=_("Call"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    complex = forms.ChoiceField(label=_("Complex"), required=False)

    def __init__(
        self, *args: Any, calls: list[tuple[str, str]], regions: list[tuple[str, str]], complexes: list[tuple[str, str]],
        statuses: list[str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._offer("call", _("All calls"), calls)
        self._offer("region", _("All regions"), regions)
        if complexes:
            self._offer("complex", _("All complexes"), complexes)
        else:
            del self.fields["complex"]
        if len(regions) == 1:
            del self.fields["region"]
        for number, status in enumerate(statuses):
            self.fields[f"status_{number}"] = forms.CharField(required=False, widget=_kept("status", status))

    def _offer(self, name: str, everything: Any, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]


def _kept(name: str, value: str) -> forms.HiddenInput:
    """A hidden input that says `name=value` whatever its field is called: applying filters keeps the chips."""

    class Kept(forms.HiddenInput):
        def get_context(self, _name: str, _value: Any, attrs: Any) -> dict[str, Any]:
            return super().get_context(name, value, {**(attrs or {}), "id": None})

    return Kept()


class ScreeningForm(forms.Form):
    """One decision; what else it needs is asked only for that decision."""

    decision = forms.ChoiceField(label=_("Decision"), choices=ScreeningDecision.choices, widget=forms.RadioSelect)
    scope = forms.MultipleChoiceField(
        label=_("Sections that may be corrected"),
        choices=CORRECTABLE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_at = MomentField(label=_("To be corrected by (Korean time)"), required=False)
    reason = LongTextField(
        rows=5, label=_("Reason"), max_length=2000, required=False,
        help_text=_("The firm and its partners read it. Needed for a return and for a refusal."),
    )  # fmt: skip

    def __init__(self, *args: Any, decisions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [choice for choice in ScreeningDecision.choices if choice[0] in decisions]  # type: ignore[attr-defined]
        self.fields["due_at"].initial = _usual_due()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "decision",
            Row("scope", "due_at", data_show_when="decision=returned"),
            "reason",
        )
        self.helper.add_input(
            Submit("screen", _("Record the decision"), data_confirm=_("The firm is told at once. Record this decision?"))
        )


def _usual_due() -> dt.datetime:
    return (timezone.localtime(timezone.now(), SEOUL) + USUAL_CORRECTION).replace(hour=18, minute=0, second=0, microsecond=0)


class ContactsForm(forms.Form):
    """A table with names and addresses of people: why is it needed?"""

    reason = forms.CharField(
        label=_("Why do you need the contacts?"), min_length=5, max_length=200,
        help_text=_("Kept with your name and the time: the people in the table may ask who took their data."),
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("Format"), choices=[("xlsx", "XLSX"), ("csv", "CSV")], widget=forms.RadioSelect, initial="xlsx"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"data-download": ""}
        self.helper.layout = Layout("reason", "form")
        self.helper.add_input(Submit("export", _("Download")))
