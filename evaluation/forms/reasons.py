"""One question: why?"""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 300  # characters


class ReasonForm(forms.Form):
    """A reason for a deed; the button carries the question asked before it is done."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST, widget=forms.Textarea({"rows": 4}))

    def __init__(
        self,
        *args: Any,
        button: Any,
        question: Any = "",
        help_text: Any = "",
        danger: bool = False,
        action: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout(*self.fields)
        asked = {"data_confirm": question, "data_confirm_tone": "danger" if danger else ""} if question else {}
        self.helper.add_input(Submit("do", button, css_class="danger" if danger else "", **asked))
