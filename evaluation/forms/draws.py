"""Announcing a public draw, and writing down its public value."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.actions.announce_draw import PublicValue
from evaluation.models import Draw, Round
from evaluation.queries.draws import usual_pool
from evaluation.states import PublicSource
from programme.clocks import SEOUL
from projects.forms.fields import MomentField


class AnnounceForm(forms.Form):
    """Which public value decides, from when it is known, and what counts if it does not appear."""

    source = forms.ChoiceField(
        label=_("Public value"), choices=PublicSource.choices, widget=forms.RadioSelect, initial=PublicSource.DRAND
    )
    source_text = forms.CharField(
        label=_("Which value exactly"), max_length=300, required=False,
        help_text=_("For example the number of the lottery's draw and how its numbers are written. For drand it follows from the time."),
    )  # fmt: skip
    value_at = MomentField(
        label=_("The value becomes public (Korean time)"), help_text=_("It can be entered from then on, and the draw carried out for seven days.")
    )  # fmt: skip
    fallback = forms.CharField(
        label=_("If it does not appear"), max_length=300, help_text=_("For example: the next value of the same source.")
    )
    size = forms.IntegerField(
        label=_("How many evaluators are drawn"), min_value=1, max_value=5000,
        help_text=_("Each proposal gets its own evaluators from among them after the draw."),
    )  # fmt: skip

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localtime(timezone.now(), SEOUL) + dt.timedelta(days=1)
        self.fields["value_at"].initial = tomorrow.replace(hour=14, minute=0, second=0, microsecond=0)
        self.fields["fallback"].initial = _("The next value of the same source that is published after it")
        if round.is_individual:
            self.fields["size"].initial = usual_pool(round)
        else:
            del self.fields["size"]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        question = _(
            "Pool, conflicts, rules and a secret are fixed now and published by their hashes. The sections do not change any more. Announce?"
        )
        self.helper.add_input(Submit("announce", _("Announce the draw"), data_confirm=question))

    def chosen(self) -> dict[str, Any]:
        """Arguments of `announce_draw`."""
        given = self.cleaned_data
        value = PublicValue(given["source"], given["value_at"], given["source_text"], given["fallback"])
        return {"value": value, "size": given.get("size")}


class PublicValueForm(forms.Form):
    """The value as its source publishes it."""

    value = forms.CharField(label=_("Public value"), max_length=300, help_text=_("Letter for letter as it was published."))
    proof_url = forms.CharField(
        label=_("Where it can be checked"), max_length=200, help_text=_("An address that anyone can open.")
    )

    def __init__(self, *args: Any, draw: Draw, proof: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].initial = draw.public_value
        self.fields["proof_url"].initial = draw.proof_url or proof
        self.helper = FormHelper()
        self.helper.layout = Layout("value", "proof_url")
        self.helper.add_input(Submit("enter", _("Enter the value")))
