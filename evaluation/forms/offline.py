"""A workbook of sheets, handed in to be looked at."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.offline_reading import LARGEST


class OfflineForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook (XLSX)"), help_text=_("The one you downloaded here, filled in. Nothing is saved before you have seen what will be."),
        widget=forms.FileInput({"accept": ".xlsx"}),
    )  # fmt: skip

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout("file")
        self.helper.add_input(Submit("look", _("Look at what will be taken")))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1.5 MB. A workbook downloaded here is far smaller."))
        return file
