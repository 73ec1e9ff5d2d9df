"""When and where a panel meets, and breaks on its agenda."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.actions.plan_meeting import MeetingPlan
from evaluation.models import Meeting, Section
from evaluation.states import Recording
from projects.forms.fields import MomentField

PLAN = ("starts_at", "place", "video_url", "presentation_minutes", "question_minutes", "recording", "recording_note")


class MeetingForm(forms.Form):
    """A new meeting, or another plan of one; a section is chosen once."""

    section = forms.TypedChoiceField(label=_("Section"), coerce=int)
    at_most = forms.IntegerField(
        label=_("Proposals at most"), min_value=1, max_value=200, required=False,
        help_text=_("Empty: all that no agenda has yet. The rest can be heard on another day."),
    )  # fmt: skip
    starts_at = MomentField(label=_("Begins (Korean time)"))
    place = forms.CharField(label=pgettext_lazy("meeting", "Place"), max_length=200, required=False)
    video_url = forms.URLField(
        label=_("Video link"), required=False, assume_scheme="https",
        help_text=_("The panel sees it from the announcement on; applicants when they are called."),
    )  # fmt: skip
    presentation_minutes = forms.IntegerField(label=_("Minutes to present"), min_value=1, max_value=240, initial=15)
    question_minutes = forms.IntegerField(label=_("Minutes for questions"), min_value=0, max_value=240, initial=15)
    recording = forms.ChoiceField(
        label=_("Recording"), choices=Recording.choices, widget=forms.RadioSelect, initial=Recording.NONE,
        help_text=_("Shown to everybody on every page of the meeting, and in its minutes."),
    )  # fmt: skip
    recording_note = forms.CharField(
        label=_("How long a recording is kept, and who may use it"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )  # fmt: skip

    def __init__(self, *args: Any, sections: Sequence[Section] = (), meeting: Meeting | None = None, **kwargs: Any) -> None:
        if meeting:
            kwargs["initial"] = {name: getattr(meeting, name) for name in PLAN}
        super().__init__(*args, **kwargs)
        self.sections = {one.pk: one for one in sections}
        if meeting or not sections:
            del self.fields["section"]
        else:
            self.fields["section"].choices = [(one.pk, one.title) for one in sections]  # type: ignore[attr-defined]
        if meeting:
            del self.fields["at_most"]
        self.helper = FormHelper()
        head = [Div(*(name for name in ("section", "at_most") if name in self.fields), css_class="grid-2")] if not meeting else []
        self.helper.layout = Layout(
            *head, "starts_at", "place", "video_url", Div("presentation_minutes", "question_minutes", css_class="grid-2"),
            "recording", "recording_note",
        )  # fmt: skip
        self.helper.add_input(Submit("keep", _("Keep the changes") if meeting else _("Plan the meeting")))

    def plan(self) -> MeetingPlan:
        return MeetingPlan(**{name: self.cleaned_data[name] for name in PLAN})

    def chosen(self) -> Section | None:
        return self.sections.get(self.cleaned_data.get("section") or 0)


class BreakForm(forms.Form):
    title = forms.CharField(label=_("Break"), max_length=60)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600, initial=60)
    after = forms.IntegerField(label=_("After number"), min_value=0, max_value=1000, initial=0)

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout(Div("title", "minutes", "after", css_class="grid-3"))
        self.helper.add_input(Submit("add", _("Add the break"), css_class="tertiary"))


class LineForm(forms.Form):
    """One line of the agenda, as numbers to type."""

    place = forms.IntegerField(label=_("Order"), min_value=1, max_value=1000)
    presentation_minutes = forms.IntegerField(label=_("Minutes to present"), min_value=1, max_value=600)
    question_minutes = forms.IntegerField(label=_("Minutes for questions"), min_value=0, max_value=600, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "krds-input agenda-number", "inputmode": "numeric"}


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note for the minutes"), max_length=500, required=False)
