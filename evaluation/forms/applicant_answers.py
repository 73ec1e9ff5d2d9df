"""An applicant's answer to the comments. Its page writes the <form> element: it saves itself."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.actions.answering_comments import LONGEST
from projects.forms.fields import LongTextField


class ApplicantAnswerForm(forms.Form):
    text = LongTextField(
        rows=12, label=_("Your answer"), max_length=LONGEST, required=False,
        help_text=_("To what is mistaken or open in the comments; nothing that would be a new proposal. Name nobody you take for an evaluator."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("text")
