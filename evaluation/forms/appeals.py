"""What an applicant writes in an appeal, and what a headquarters answers. Shape only."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusters.models import Region
from evaluation.actions.save_appeal import LONGEST
from evaluation.forms.rounds import ADJUSTING_ENDS, ADJUSTING_HELP, DISCUSSION_ENDS, DISCUSSION_HELP
from evaluation.models import Appeal, Round
from evaluation.states import AppealStatus, HearingWay
from programme.clocks import SEOUL
from projects.forms.fields import LongTextField, MomentField
from projects.forms.proposals import PlainForm

USUAL_REVIEW = dt.timedelta(days=7)


class AppealForm(PlainForm):
    """Ground and text; each saves itself. A ground that is not accepted can be named, and says what then happens."""

    ground = forms.ChoiceField(label=_("Ground of the appeal"), widget=forms.RadioSelect, required=False)
    text = LongTextField(
        rows=12, label=_("What you appeal against, and why"), required=False, max_length=LONGEST,
        help_text=_("Name the criterion or comment, what is wrong with it, and where your proposal shows it."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"ground": appeal.ground, "text": appeal.text, "version": appeal.version})
        super().__init__(*args, **kwargs)
        language = (get_language() or "ko")[:2]
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (
                one.code,
                one.name.in_language(language) if one.accepted else NOT_ACCEPTED % {"name": one.name.in_language(language)},
            )
            for one in sorted(appeal.round.rules.appeals.grounds.value, key=lambda one: not one.accepted)
        ]


NOT_ACCEPTED = _("%(name)s (not accepted: the appeal is dismissed)")


class AppealFilterForm(forms.Form):
    """What the list of appeals may be narrowed by."""

    status = forms.ChoiceField(
        label=_("Status"), required=False,
        choices=[
            ("waiting", _("Waiting for an answer")), ("all", _("All")),
            *((status.value, status.label) for status in AppealStatus if status != AppealStatus.DRAFT),
        ],
    )  # fmt: skip
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("All regions"))

    def chosen(self) -> tuple[str, str]:
        """(status, region): nothing asked for means those that wait; nonsense is nothing."""
        self.is_valid()
        status, region = self.cleaned_data.get("status") or "waiting", self.cleaned_data.get("region")
        return "" if status == "all" else status, region.pk if region else ""


class AnswerForm(forms.Form):
    """Why an appeal is answered as it is: the applicant reads it."""

    reason = LongTextField(
        rows=8, label=_("Reason of the answer"), max_length=5000, help_text=_("The applicant reads it in the letter.")
    )

    def __init__(self, *args: Any, button: Any, question: Any, danger: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        tone = "danger" if danger else ""
        self.helper.add_input(Submit("do", button, css_class=tone, data_confirm=question, data_confirm_tone=tone))


class ReviewForm(forms.Form):
    """When the new panel's scores are taken, and whether it discusses them: as long as the first one did, to begin with."""

    scoring_opens_at = MomentField(label=_("Scoring opens (Korean time)"))
    scoring_closes_at = MomentField(
        label=_("Scoring closes (Korean time)"), help_text=_("Leave enough time for the answer, which has its own clock.")
    )
    discussion_ends_at = MomentField(label=DISCUSSION_ENDS, required=False, help_text=DISCUSSION_HELP)
    adjusting_ends_at = MomentField(label=ADJUSTING_ENDS, required=False, help_text=ADJUSTING_HELP)

    def __init__(self, *args: Any, first: Round, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tomorrow = (timezone.localtime(now, SEOUL) + dt.timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
        self.fields["scoring_opens_at"].initial = tomorrow
        closes = self.fields["scoring_closes_at"].initial = (tomorrow + USUAL_REVIEW).replace(hour=18)
        for name in ("discussion_ends_at", "adjusting_ends_at"):
            if ended := getattr(first, name):
                self.fields[name].initial = closes + (ended - first.scoring_closes_at)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        question = _("The appeal cannot be withdrawn any more, and the applicant is told. Open the review?")
        self.helper.add_input(Submit("do", _("Open the review"), data_confirm=question))


class DecideForm(forms.Form):
    """Upheld or rejected, and why."""

    answer = forms.ChoiceField(
        label=_("Answer to the appeal"), widget=forms.RadioSelect,
        choices=[("upheld", _("Uphold: the score of the review counts")), ("rejected", _("Reject: the first result stands"))],
    )  # fmt: skip
    reason = LongTextField(
        rows=8, label=_("Reason of the answer"), max_length=5000, help_text=_("The applicant reads it in the letter.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        question = _("The applicant is told at once, what changes is carried through, and it cannot be taken back. Answer?")
        self.helper.add_input(Submit("do", _("Answer the appeal"), data_confirm=question, data_confirm_tone="danger"))


class HearingForm(forms.Form):
    """Who was heard, when, how, and what they said."""

    heard = forms.CharField(
        label=_("Who was heard"), max_length=200, help_text=_("Name and office: the applicant, an evaluator, a member of staff.")
    )
    held_on = forms.DateField(label=_("Heard on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    way = forms.ChoiceField(label=_("How"), choices=HearingWay.choices, widget=forms.RadioSelect)
    summary = LongTextField(rows=6, label=_("What was said"), max_length=5000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(Submit("do", _("Record the hearing"), data_confirm=_("A record stays as it is written. Keep it?")))
