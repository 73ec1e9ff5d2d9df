"""What was discussed and decided at a meeting, in HQ's words."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms.fields import LongTextField


class MinutesForm(forms.Form):
    text = LongTextField(
        rows=12, label=_("What was discussed and decided"), max_length=20_000, required=False,
        help_text=_("Agenda, attendance, quorum and who left the room are added by the portal."),
    )  # fmt: skip

    def __init__(self, *args: Any, signed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("text")
        question = _("Those who signed are asked to sign the new version. Keep it?") if signed else ""
        self.helper.add_input(Submit("keep", _("Keep and ask for signatures"), **({"data_confirm": question} if signed else {})))
