"""HQ's mark of somebody's comments in one round."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.models import PanelMember

MARKS = [("5", _("5 · excellent")), ("4", _("4 · good")), ("3", _("3 · fair")), ("2", _("2 · thin")), ("1", _("1 · poor"))]


class MarkForm(forms.Form):
    quality = forms.TypedChoiceField(label=_("Quality of comments"), coerce=int, choices=[("", _("Choose")), *MARKS])
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Div("quality", "note", css_class="grid-2"))

    @classmethod
    def of(cls, member: PanelMember) -> "MarkForm":
        """With the mark that is kept, if there is one."""
        mark = getattr(member, "mark", None)
        initial: dict[str, Any] = {"quality": mark.quality, "note": mark.note} if mark else {}
        return cls(prefix=f"mark-{member.pk}", initial=initial)
