"""The assumptions of the what-if board."""

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.what_if import Assumption

MOST = 10**15  # won


class WhatIfForm(forms.Form):
    """Prefilled with what the rulebook and the budget say."""

    budget_krw = forms.IntegerField(
        label=_("Budget (₩)"), min_value=0, max_value=MOST, widget=forms.NumberInput({"data-money": ""})
    )
    mode = forms.ChoiceField(
        label=_("How the list is walked"),
        choices=[
            ("stop", _("Stop at the first that does not fit")),
            ("skip_fill", _("Pass over what does not fit")),
            ("knapsack", _("Knapsack: the highest sum of scores")),
        ],
        help_text=_("A knapsack is offered for comparison only: it passes over better proposals for cheaper ones."),
    )
    pass_line = forms.DecimalField(label=_("Cut line (points)"), min_value=0, max_value=100, decimal_places=2)
    joint = forms.ChoiceField(
        label=_("Joint projects"),
        choices=[
            ("none", pgettext_lazy("joint projects", "No preference")),
            ("first", pgettext_lazy("joint projects", "Before all others")),
            ("required", pgettext_lazy("joint projects", "Only these")),
        ],
    )
    joint_share = forms.IntegerField(
        label=_("Share of the budget kept for joint projects (%)"), min_value=0, max_value=100, required=False
    )
    projects_max = forms.IntegerField(label=_("Projects at most"), min_value=1, max_value=100_000, required=False)
    per_lead_max = forms.IntegerField(label=_("Projects per lead firm at most"), min_value=1, max_value=1000, required=False)

    def __init__(self, *args: Any, official: Assumption, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(official, name)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(Submit("try", _("Try it")))

    def assumption(self) -> Assumption:
        given = self.cleaned_data
        return Assumption(
            budget_krw=given["budget_krw"],
            mode=given["mode"],
            pass_line=Decimal(given["pass_line"]),
            joint=given["joint"],
            joint_share=given["joint_share"] or 0,
            projects_max=given["projects_max"],
            per_lead_max=given["per_lead_max"],
        )
