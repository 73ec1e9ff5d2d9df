"""The rates of a round's honoraria, and the day they were paid."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.actions.draw_up_honoraria import MOST_KRW
from evaluation.models import PanelMember


class RatesForm(forms.Form):
    basic_krw = forms.IntegerField(label=_("For taking part (₩)"), min_value=0, max_value=MOST_KRW, initial=0)
    per_sheet_krw = forms.IntegerField(label=_("For each sealed sheet (₩)"), min_value=0, max_value=MOST_KRW, initial=0)
    without = forms.TypedMultipleChoiceField(
        label=_("Who takes none"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Officials on duty, for example, or whoever declines it."),
    )  # fmt: skip

    def __init__(self, *args: Any, members: Sequence[PanelMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["without"].choices = [(one.pk, f"{one.name} ({one.affiliation})") for one in members]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(Div("basic_krw", "per_sheet_krw", css_class="grid-2"), "without")
        self.helper.add_input(Submit("draw-up", _("Draw up the honoraria")))


class PaidForm(forms.Form):
    paid_on = forms.DateField(label=_("Paid on"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout("paid_on")
        self.helper.add_input(
            Submit("paid", _("Keep as paid"), data_confirm=_("Paid honoraria cannot be changed any more. Keep them as paid?"))
        )
