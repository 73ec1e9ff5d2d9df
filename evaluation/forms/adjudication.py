"""Conflicts of a round: narrowing the list, ruling on what is ticked, checking names before anyone is invited."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from consultants.models import Expert
from evaluation.conflict_pages import LIFTED, OPEN, REOPENED, STANDS, Wanted, read_key
from evaluation.queries.conflicts import Key
from evaluation.states import RulingOutcome

NAMES_AT_MOST = 200


class ConflictFilterForm(forms.Form):
    """What the list may be narrowed by."""

    q = forms.CharField(label=_("Person, organisation or proposal"), required=False, max_length=60, widget=forms.TextInput({"type": "search"}))  # fmt: skip
    rule = forms.ChoiceField(label=_("Rule"), required=False)
    level = forms.ChoiceField(
        label=_("Ground"),
        required=False,
        choices=[("", _("Law and programme")), ("statutory", _("By law")), ("programme", _("By the programme"))],
    )
    state = forms.ChoiceField(
        label=_("Ruling"),
        required=False,
        choices=[
            ("", _("All of them")), (OPEN, _("Nobody has ruled")), (REOPENED, _("Open again: other facts")),
            (STANDS, _("The conflict stands")), (LIFTED, _("No conflict, or waived")),
        ],
    )  # fmt: skip
    expert = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", _("All rules")), *rules]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Nonsense narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            given.get("q") or "",
            given.get("rule") or "",
            given.get("level") or "",
            given.get("state") or "",
            given.get("expert") or 0,
        )


class RulingForm(forms.Form):
    """The same ruling, for the same reason, on everything ticked."""

    outcome = forms.ChoiceField(label=_("Ruling"), choices=RulingOutcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("What was checked, and how. It is remembered for these facts; other facts open the question again."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("outcome", "reason")
        self.helper.add_input(Submit("rule", _("Rule on those chosen")))

    @staticmethod
    def ticked(given: list[str]) -> list[Key]:
        return [key for text in given if (key := read_key(text))]


class DryRunForm(forms.Form):
    """Names or e-mail addresses, one a line or with commas; or people picked from the pool."""

    names = forms.CharField(
        label=_("Names or e-mail addresses"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 8}),
        help_text=_("One a line, or with commas. Nobody is told, nothing is kept but that you looked."),
    )  # fmt: skip

    picked = forms.TypedMultipleChoiceField(
        label=_("Or people of the pool"), coerce=int, required=False, widget=forms.SelectMultiple({"size": 8}),
        help_text=_("Several with the Ctrl key."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {expert.pk: expert for expert in people}
        choices = [(expert.pk, f"{expert.name} · {expert.affiliation} · {expert.region.name}") for expert in people]
        self.fields["picked"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["picked"]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(Submit("check", _("Check")))

    def clean_names(self) -> list[str]:
        found = [" ".join(part.split()) for part in re.split(r"[\n,;]+", self.cleaned_data["names"])]
        found = list(dict.fromkeys(part for part in found if part))
        if len(found) > NAMES_AT_MOST:
            raise forms.ValidationError(_("At most %(n)d names at once."), params={"n": NAMES_AT_MOST})
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("picked") and "names" in given and not given["names"]:
            self.add_error("names", _("Name somebody."))
        return given

    @property
    def chosen(self) -> list[Expert]:
        """The people picked."""
        return [self.people[pk] for pk in self.cleaned_data.get("picked") or []]
