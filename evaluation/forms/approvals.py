"""Asking for approvals, and giving one."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.approval import MEMBERS_MAX
from evaluation.models import ApprovalStep
from evaluation.states import ApprovalKind


class AskForm(forms.Form):
    """Who must approve before the release; in the order of the list."""

    kinds = forms.MultipleChoiceField(
        label=_("Who must approve before the release"), choices=ApprovalKind.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("The committee first, then the ministry. Without any, the head's confirmation is enough."),
    )  # fmt: skip

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout("kinds")
        self.helper.add_input(Submit("ask", _("Ask for approval")))


class DecideForm(forms.Form):
    """Yes, or back with a reason; a committee with its vote."""

    members = forms.IntegerField(label=_("Members with the chair"), min_value=1, max_value=MEMBERS_MAX)
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=MEMBERS_MAX)
    in_favour = forms.IntegerField(label=_("In favour"), min_value=0, max_value=MEMBERS_MAX)
    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Needed to send the list back. It is kept in the history."),
    )  # fmt: skip

    def __init__(self, *args: Any, step: ApprovalStep, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step.kind != ApprovalKind.COMMITTEE:
            for name in ("members", "present", "in_favour"):
                del self.fields[name]
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(
            Submit("approve", _("Approve the list"), data_confirm=_("The approval is kept with your name. Approve?"))
        )
        asked = {
            "data_confirm_tone": "danger",
            "data_confirm": _("The decisions are open again and must be confirmed anew. Send the list back?"),
        }
        self.helper.add_input(Submit("return", _("Send it back"), css_class="danger", **asked))
