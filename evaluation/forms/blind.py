"""Words that are blackened beside the names the portal knows."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.models import BlindCopy


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Further words to blacken"), required=False, max_length=12_000, widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line: a brand, a product, a nickname. Names, people, addresses and numbers of those who take part are blackened already."),
    )  # fmt: skip

    def __init__(self, *args: Any, copy: BlindCopy | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].initial = "\n".join(copy.words) if copy else ""
        self.helper = FormHelper()
        self.helper.layout = Layout("words")
        asked = {}
        if copy is not None and copy.is_checked:
            asked["data_confirm"] = _(
                "The proposal closes to its evaluators until you have checked the new text. Change the words?"
            )
        self.helper.add_input(Submit("set", _("Blacken these too"), css_class="secondary", **asked))

    def entered(self) -> list[str]:
        return self.cleaned_data["words"].splitlines()
