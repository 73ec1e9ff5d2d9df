"""Dividing a round: how large a section may be, what it is called, and which proposals move where."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.models import Section

USUAL = 30


class FormSectionsForm(forms.Form):
    at_most = forms.IntegerField(
        label=_("Proposals in a section at most"), min_value=1, max_value=10_000, initial=USUAL,
        help_text=_("Proposals of one field stay together; large fields are split evenly, small ones share a section."),
    )  # fmt: skip

    def __init__(self, *args: Any, action: str, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout("at_most")
        asked = {"data_confirm": _("Sections, their names and what was moved by hand are made anew. Divide?")} if again else {}
        self.helper.add_input(Submit("divide", _("Divide by field"), **asked))


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, required=False)


class MoveForm(forms.Form):
    """`entries` are ticked in the table; an empty section means a new one."""

    to = forms.TypedChoiceField(
        label=_("Move to"), coerce=int, required=False, empty_value=None, widget=forms.Select({"class": "krds-form-select"})
    )  # fmt: skip

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = {one.pk: one for one in sections}
        self.fields["to"].choices = [*((one.pk, one.title) for one in sections), ("", _("A new section"))]  # type: ignore[attr-defined]

    def chosen(self) -> Section | None:
        return self.sections.get(self.cleaned_data["to"] or 0)
