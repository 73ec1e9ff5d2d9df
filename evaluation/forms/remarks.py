"""A remark to the colleagues."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms.fields import LongTextField


class RemarkForm(forms.Form):
    text = LongTextField(
        rows=4, label=_("Remark"), max_length=2000, required=False,
        help_text=_("Read by colleagues who judge this proposal, later by the headquarters and the auditor. It stays as written."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("text")
        self.helper.add_input(Submit("say", _("Send")))
