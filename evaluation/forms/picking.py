"""Picking a panel from a list several times its size (추천 배수)."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultants.models import Expert
from evaluation.models import Section

USUAL, MOST = 3, 10  # times the seats of a panel


class ListForm(forms.Form):
    """Whose panel, and how many times its seats the list should hold. Unreadable wishes are the usual ones."""

    section = forms.TypedChoiceField(label=_("Section"), coerce=int, required=False, empty_value=None)
    times = forms.TypedChoiceField(label=_("How many to choose from"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(sections)
        self.fields["section"].choices = [(one.number, one.title) for one in sections]  # type: ignore[attr-defined]
        words = pgettext_lazy("people to choose from", "%(n)d times the panel")
        self.fields["times"].choices = [(n, words % {"n": n}) for n in range(2, MOST + 1)]  # type: ignore[attr-defined]
        self.initial = {"section": sections[0].number if sections else None, "times": USUAL}
        if len(sections) < 2:
            del self.fields["section"]

    @property
    def wanted_section(self) -> Section | None:
        number = self.cleaned_data.get("section") if self.is_valid() else None
        return next((one for one in self.sections if one.number == number), next(iter(self.sections), None))

    @property
    def wanted_times(self) -> int:
        return (self.cleaned_data.get("times") if self.is_valid() else None) or USUAL


class PickForm(forms.Form):
    """Those ticked, and why."""

    picked = forms.TypedMultipleChoiceField(label=_("Those picked"), coerce=int, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("Kept in the history of the round.")
    )

    def __init__(self, *args: Any, experts: Sequence[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.experts = {one.pk: one for one in experts}
        self.fields["picked"].choices = [(pk, str(one)) for pk, one in self.experts.items()]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("reason")
        self.helper.add_input(Submit("pick", _("Put them on the panel")))

    def clean_picked(self) -> list[Expert]:
        return [self.experts[pk] for pk in self.cleaned_data["picked"]]
