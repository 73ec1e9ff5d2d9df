"""What the programme office types: a year, an amount, a day, a new version of a rulebook."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import Rulebook


def helper(label: Any) -> FormHelper:
    made = FormHelper()
    made.add_input(Submit("save", label))
    return made


class RulebookChoice(forms.ModelChoiceField):
    def label_from_instance(self, rulebook: Rulebook) -> str:
        return rulebook.title


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2005, max_value=2100)
    rulebook = RulebookChoice(Rulebook.objects.defer("document"), label=_("Rulebook its calls start from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("Plan the year"))


class YearRulebookForm(forms.Form):
    rulebook = RulebookChoice(
        Rulebook.objects.defer("document"),
        label=_("Rulebook"),
        help_text=_("Calls written from now on start from it. Calls that exist keep theirs."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("Save"))


class BudgetForm(forms.Form):
    amount_krw = forms.IntegerField(
        label=_("Budget (₩)"), min_value=0, max_value=10**15, widget=forms.TextInput({"data-money": "", "inputmode": "numeric"})
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("Kept in the year's history.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("Set the budget"))


class SuccessorForm(forms.Form):
    change_note = forms.CharField(label=_("What changed and why"), max_length=300)
    document = forms.CharField(
        label=_("Document (JSON)"),
        widget=forms.Textarea({"rows": 30, "spellcheck": "false", "class": "tabular"}),
        help_text=_("Every value names its source; a choice of the portal says why."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("Check and write the new version"))


class HolidayForm(forms.Form):
    date = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    name = forms.CharField(label=_("Name"), max_length=60)
    is_holiday = forms.TypedChoiceField(
        label=_("This day is"),
        coerce=lambda value: value == "off",
        choices=[("off", _("a holiday")), ("worked", _("a working day"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("Save the day"))


@dataclass(frozen=True, slots=True)
class CountedPeriod:
    amount: int
    unit: str


class DeadlineForm(forms.Form):
    """A legal clock to try: from which day, how long."""

    start = forms.DateField(
        label=_("From the day of"),
        widget=forms.DateInput({"type": "date"}),
        validators=[MinValueValidator(dt.date(1990, 1, 1)), MaxValueValidator(dt.date(2099, 12, 31))],
    )
    amount = forms.IntegerField(label=_("How long"), min_value=1, max_value=400)
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[("calendar_days", _("calendar days")), ("business_days", _("working days")), ("months", _("months"))],
    )

    @classmethod
    def asked(cls, query: Any) -> "DeadlineForm":
        """With the answer's inputs from the address, or ready to be filled."""
        start = timezone.localdate()
        return cls(query if "start" in query else {"start": start, "amount": 10, "unit": "calendar_days"})

    def period(self) -> tuple[dt.date, CountedPeriod]:
        return self.cleaned_data["start"], CountedPeriod(self.cleaned_data["amount"], self.cleaned_data["unit"])


class ComparisonForm(forms.Form):
    left = RulebookChoice(Rulebook.objects.none(), label=_("First rulebook"), empty_label=None)
    right = RulebookChoice(Rulebook.objects.none(), label=_("Second rulebook"), empty_label=None)
    show = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("everything")), ("differences", _("only what differs"))]
    )

    def __init__(self, *args: Any, rulebooks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["left"].queryset = self.fields["right"].queryset = rulebooks  # type: ignore[attr-defined]
