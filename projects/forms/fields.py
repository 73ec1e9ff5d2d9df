"""Fields that several forms share."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from programme.clocks import SEOUL


class MomentField(forms.DateTimeField):
    """A day and a time, in Korean time whatever the visitor's zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def prepare_value(self, value: Any) -> Any:
        return timezone.localtime(value, SEOUL) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value

    def to_python(self, value: Any) -> dt.datetime | None:
        moment = super().to_python(value)
        return moment.astimezone(SEOUL) if moment else None


class LongTextField(forms.CharField):
    """Lines of text. A browser counts the end of a line as one character and sends it as two; here it is one."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")
