"""The forms that plan a round and give it more time."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Region
from evaluation.queries.rounds import Plannable
from evaluation.states import RoundStatus
from programme.clocks import SEOUL
from projects.forms.fields import MomentField

USUAL_SCORING = dt.timedelta(days=14)


class RoundFilterForm(forms.Form):
    """What the list of rounds may be narrowed by."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All")), *RoundStatus.choices])
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("All regions"))

    def chosen(self, name: str) -> str:
        """The value, or "" when nothing (or nonsense) was asked for."""
        self.is_valid()
        value = self.cleaned_data.get(name) or ""
        return value.pk if isinstance(value, Region) else value


class PlanForm(forms.Form):
    """Which call in which region, and when scores are taken."""

    what = forms.ChoiceField(label=_("Call and region"), widget=forms.RadioSelect)
    scoring_opens_at = MomentField(label=_("Scoring opens (Korean time)"))
    scoring_closes_at = MomentField(
        label=_("Scoring closes (Korean time)"), help_text=_("Unsealed sheets do not count after this second.")
    )

    def __init__(self, *args: Any, plannable: list[Plannable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready = {f"{one.call.ref}/{one.region.pk}": one for one in plannable if not one.waiting}
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (
                key,
                _("%(call)s · %(region)s · %(n)d eligible")
                % {"call": one.call.title, "region": one.region.name, "n": one.eligible},
            )
            for key, one in self.ready.items()
        ]
        self.fields["what"].initial = next(iter(self.ready), None)
        tomorrow = (timezone.localtime(timezone.now(), SEOUL) + dt.timedelta(days=1)).replace(
            hour=9, minute=0, second=0, microsecond=0
        )
        self.fields["scoring_opens_at"].initial = tomorrow
        self.fields["scoring_closes_at"].initial = (tomorrow + USUAL_SCORING).replace(hour=18)
        self.helper = FormHelper()
        self.helper.layout = Layout("what", "scoring_opens_at", "scoring_closes_at")
        question = _("Every eligible proposal of the region enters the round, and the set does not change after. Plan it?")
        self.helper.add_input(Submit("plan", _("Plan the round"), data_confirm=question))

    def chosen(self) -> Plannable:
        return self.ready[self.cleaned_data["what"]]


class ExtendForm(forms.Form):
    """More time, with a reason that everybody on the panel reads."""

    closes_at = MomentField(label=_("New closing time (Korean time)"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("The evaluators read it.")
    )

    def __init__(self, *args: Any, closes_at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_at"].initial = closes_at + dt.timedelta(days=3)
        self.helper = FormHelper()
        self.helper.layout = Layout("closes_at", "reason")
        self.helper.add_input(
            Submit("extend", _("Extend scoring"), data_confirm=_("Everybody on the panel is told the new time. Extend?"))
        )


class ReconveneForm(forms.Form):
    """Until when the missing sheets are taken, with a reason that everybody concerned reads."""

    closes_at = MomentField(label=_("New closing time (Korean time)"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("The evaluators read it.")
    )

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        soon = timezone.localtime(now, SEOUL) + dt.timedelta(days=7)
        self.fields["closes_at"].initial = soon.replace(hour=18, minute=0, second=0, microsecond=0)
        self.helper = FormHelper()
        self.helper.layout = Layout("closes_at", "reason")
        question = _(
            "Sheets that were not sealed go back to their evaluators, for the proposals without a result only. Reconvene?"
        )
        self.helper.add_input(Submit("reconvene", _("Reconvene the panel"), data_confirm=question))
