"""What an applicant writes after a cut, and what a panel advises."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.models import PanelMember, RevisedPlan


class PlanForm(forms.Form):
    scope = forms.CharField(
        label=_("Goals and scope after the cut"), max_length=4000, widget=forms.Textarea({"rows": 8}),
        help_text=_("What stays, what is left out or made smaller, and what that means for the goals."),
    )  # fmt: skip
    money = forms.CharField(
        label=_("Use of the money after the cut"), max_length=4000, widget=forms.Textarea({"rows": 8}),
        help_text=_("The grant and the own share by partner and purpose, as they are now."),
    )  # fmt: skip

    def __init__(self, *args: Any, plan: RevisedPlan, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"scope": plan.scope, "money": plan.money})
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(Submit("hand-in", _("Hand in the revised plan")))


class AdviceForm(forms.Form):
    text = forms.CharField(
        label=_("What to improve, and how"), max_length=4000, widget=forms.Textarea({"rows": 12}),
        help_text=_("The applicant reads it without your name. Speak of the proposal, not of other proposals or evaluators."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        asked = {"data_confirm": _("It goes to the applicant and cannot be changed. Send it?")}
        self.helper.add_input(Submit("send", _("Send the advice"), **asked))


class AdviserForm(forms.Form):
    member = forms.TypedChoiceField(label=_("Who of the panel answers"), coerce=int)

    def __init__(self, *args: Any, judges: Iterable[PanelMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, f"{one.name} ({one.affiliation})") for one in judges]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(Submit("choose", _("Ask for the advice")))
