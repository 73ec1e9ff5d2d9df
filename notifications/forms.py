"""Which mails a person wants; searching the demonstration's mailbox."""

from typing import Any

from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.kinds import DECLINABLE, LABELS


class MailPreferencesForm(forms.Form):
    """Ticked means: also by mail."""

    wanted = forms.MultipleChoiceField(
        label=_("Also by mail"),
        required=False,
        choices=list(LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked is still shown here under Notices."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("wanted", FormActions(Submit("save", _("Save"))))

    @property
    def declined(self) -> set[str]:
        return set(DECLINABLE) - set(self.cleaned_data["wanted"])


class MailSearchForm(forms.Form):
    q = forms.CharField(label=_("Recipient, subject or text"), required=False, max_length=100)
