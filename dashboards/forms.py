"""What an auditor types."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import ReviewOutcome
from projects.forms.fields import LongTextField


class AccessReviewForm(forms.Form):
    """The finding of a month, and the one button."""

    outcome = forms.ChoiceField(label=pgettext_lazy("audit", "Outcome"), choices=ReviewOutcome.choices, widget=forms.RadioSelect)
    finding = LongTextField(
        rows=5, label=_("Finding"), max_length=4000,
        help_text=_("What you looked at, whom you asked about what is unusual, and what follows from it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("outcome", "finding")
        self.helper.add_input(
            Submit("sign", _("Sign off the month"), data_confirm=_("A month is signed off once; nothing of it can be changed afterwards. Sign it off?"))
        )  # fmt: skip
