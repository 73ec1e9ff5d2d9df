"""The forms that plan a round and give it more time."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Region
from evaluation.actions.plan_round import Loads
from evaluation.models import Round
from evaluation.phases import Phase, Schedule
from evaluation.pools import Need, need, usual_loads
from evaluation.queries.rounds import Plannable
from evaluation.states import Formation, RoundStatus
from programme.clocks import SEOUL
from projects.forms.fields import MomentField

USUAL_SCORING = dt.timedelta(days=14)
LOADS = ("seats_each", "load_min", "load_max")
TIMES = ("scoring_opens_at", "scoring_closes_at", "answers_end_at", "discussion_ends_at", "adjusting_ends_at")
ANSWERS_END = _("Applicants answer until (Korean time)")
ANSWERS_HELP = _(
    "From the close of scoring until then applicants read the comments (no names, no scores) and may answer once; the panel"
    " reads it afterwards. At least three working days, and not in a blind round. Empty: no answers."
)
DISCUSSION_ENDS = _("Discussion ends (Korean time)")
DISCUSSION_HELP = _("From the close of scoring until then the panel sees its sealed sheets. Empty: no discussion.")
ADJUSTING_ENDS = _("Adjusting ends (Korean time)")
ADJUSTING_HELP = _("Until then evaluators may change their own sealed sheets, with a reason. Empty: no adjusting.")


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
    """Which call in which region, when scores are taken, and how proposals meet their evaluators."""

    what = forms.ChoiceField(label=_("Call and region"), widget=forms.RadioSelect)
    scoring_opens_at = MomentField(label=_("Scoring opens (Korean time)"))
    scoring_closes_at = MomentField(
        label=_("Scoring closes (Korean time)"), help_text=_("Unsealed sheets do not count after this second.")
    )
    answers_end_at = MomentField(label=ANSWERS_END, required=False, help_text=ANSWERS_HELP)
    discussion_ends_at = MomentField(label=DISCUSSION_ENDS, required=False, help_text=DISCUSSION_HELP)
    adjusting_ends_at = MomentField(label=ADJUSTING_ENDS, required=False, help_text=ADJUSTING_HELP)

    is_blind = forms.BooleanField(
        label=_("Blind review"), required=False,
        help_text=_("Evaluators read blackened copies under code names and learn no organisation and no person. You check each copy before scoring opens. It can be changed until the panel is invited."),
    )  # fmt: skip
    formation = forms.ChoiceField(
        label=_("Evaluators"), choices=Formation.choices, initial=Formation.SECTIONS, required=False, widget=forms.RadioSelect,
        help_text=_("In sections, one panel judges all proposals of its section. Proposal by proposal, each has its own evaluators, computed from suitability, ties and loads."),
    )  # fmt: skip
    seats_each = forms.IntegerField(label=_("Evaluators per proposal"), min_value=1, required=False)
    load_min = forms.IntegerField(
        label=_("Proposals per evaluator at least"), min_value=0, required=False, help_text=_("0: no minimum.")
    )
    load_max = forms.IntegerField(label=_("Proposals per evaluator at most"), min_value=1, required=False)

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
        self._suggest_loads()
        estimate = HTML('{% include "evaluation/rounds/_estimate.html" %}')
        loads = Div("seats_each", "load_min", "load_max", estimate, data_show_when="formation=individual", css_class="stack")
        self.helper.layout = Layout("what", *TIMES, "is_blind", "formation", loads)
        question = _("Every eligible proposal of the region enters the round, and the set does not change after. Plan it?")
        self.helper.add_input(Submit("plan", _("Plan the round"), data_confirm=question))

    def _suggest_loads(self) -> None:
        """By the rulebook's usual panel and the size of what is chosen first."""
        chosen = self.ready.get(str(self.data.get("what"))) or next(iter(self.ready.values()), None)
        if chosen is None:
            return
        panel = chosen.call.rulebook.rules.panel
        seats = max(panel.size_min.value, min(panel.size_target.value, panel.size_max.value))
        least, most = usual_loads(chosen.eligible, seats)
        for name, value in {"seats_each": seats, "load_min": least, "load_max": most}.items():
            self.fields[name].initial = value
        self.fields["seats_each"].help_text = _("The rulebook says %(least)d to %(most)d evaluators.") % {
            "least": panel.size_min.value, "most": panel.size_max.value,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("formation") == Formation.INDIVIDUAL:
            for name in LOADS:
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Please enter a number."))
        return given

    def chosen(self) -> Plannable:
        return self.ready[self.cleaned_data["what"]]

    def times(self) -> dict[str, Any]:
        """Arguments of `plan_round`."""
        return {name: self.cleaned_data[name] for name in TIMES}

    def loads(self) -> Loads | None:
        """None: in sections."""
        given = self.cleaned_data
        return Loads(*(given[name] for name in LOADS)) if given["formation"] == Formation.INDIVIDUAL else None

    def estimate(self) -> Need | None:
        """How many evaluators the loads ask for; None while they say nothing yet."""
        values = [self[name].value() for name in LOADS]
        chosen = self.ready.get(str(self["what"].value()))
        if chosen is None or not all(str(value).isdecimal() and len(str(value)) < 5 for value in values):
            return None
        seats, least, most = (int(value) for value in values)
        return need(chosen.eligible, seats, least, most) if seats and most else None


class ScheduleForm(forms.Form):
    """The times of the phases, with a reason that everybody on the panel reads. What has passed is shown and stays."""

    scoring_opens_at = MomentField(label=_("Scoring opens (Korean time)"))
    scoring_closes_at = MomentField(label=_("Scoring closes (Korean time)"))
    answers_end_at = MomentField(label=ANSWERS_END, required=False, help_text=ANSWERS_HELP)
    discussion_ends_at = MomentField(label=DISCUSSION_ENDS, required=False, help_text=DISCUSSION_HELP)
    adjusting_ends_at = MomentField(label=ADJUSTING_ENDS, required=False, help_text=ADJUSTING_HELP)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("The evaluators read it.")
    )

    def __init__(self, *args: Any, round: Round, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round
        began = list(Phase).index(round.phase(now))
        for place, name in enumerate(TIMES):
            self.fields[name].initial = getattr(round, name)
            self.fields[name].disabled = place < began
        self.helper = FormHelper()
        self.helper.layout = Layout(*TIMES, "reason")
        question = _("Everybody on the panel and at the headquarters is told the new times. Change them?")
        self.helper.add_input(Submit("change", _("Change the times"), data_confirm=question))

    def schedule(self) -> Schedule:
        """The browser knows no seconds: what shows the same minute was not touched."""
        opens, closes, answers, discussed, adjusted = (self._moment(name) for name in TIMES)
        return Schedule(opens, closes, discussed, adjusted, answers)

    def _moment(self, name: str) -> Any:
        was, given = getattr(self.round, name), self.cleaned_data[name]
        untouched = was is not None and given is not None and was.replace(second=0, microsecond=0) == given
        return was if untouched else given


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
