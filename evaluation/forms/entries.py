"""Bonus and penalty points, and the summary opinion, of one proposal."""

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluation.actions.set_adjustments import Entered
from evaluation.actions.write_summary import LONGEST
from evaluation.models import OpinionSummary, PanelCut, RoundProposal
from evaluation.states import AdjustmentKind
from programme.rulebook import Adjustment


class AdjustmentForm(forms.Form):
    """One line for each ground of the rulebook: points and what proves them. A line without points is not entered."""

    def __init__(self, *args: Any, entry: RoundProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scoring = entry.round.rules.scoring
        self.grounds = [
            *((AdjustmentKind.BONUS, one) for one in scoring.bonuses.value),
            *((AdjustmentKind.PENALTY, one) for one in scoring.penalties.value),
        ]
        entered = {(one.kind, one.code): one for one in entry.adjustments.all()}
        self.helper = FormHelper()
        self.helper.layout = Layout(*(self._line(kind, one, entered.get((kind, one.code))) for kind, one in self.grounds))
        self.helper.add_input(
            Submit(
                "save",
                _("Save"),
                data_confirm=_("The points are kept with your name. After a tally the round is tallied again. Save?"),
            )
        )

    def _line(self, kind: AdjustmentKind, ground: Adjustment, entered: Any) -> Fieldset:
        name = f"{kind.value}-{ground.code}"
        self.fields[f"{name}-points"] = forms.DecimalField(
            label=_("Points"), required=False, min_value=Decimal(0), max_value=ground.points, decimal_places=2,
            initial=entered.points if entered else None, help_text=_("At most %(points)s points.") % {"points": ground.points},
        )  # fmt: skip
        self.fields[f"{name}-evidence"] = forms.CharField(
            label=_("Evidence"), required=False, max_length=300, initial=entered.evidence if entered else ""
        )
        title = f"{kind.label}: {ground.name.in_language((get_language() or 'ko')[:2])}"
        return Fieldset(title, Div(f"{name}-points", f"{name}-evidence"))

    def clean(self) -> dict[str, Any]:
        """Evidence alone would be lost without a word."""
        given = super().clean() or {}
        for kind, ground in self.grounds:
            name = f"{kind.value}-{ground.code}"
            if given.get(f"{name}-evidence") and given.get(f"{name}-points", 0) is None:
                self.add_error(f"{name}-points", _("Enter the points, or take the evidence away."))
        return given

    def entered(self) -> list[Entered]:
        given = self.cleaned_data
        return [
            Entered(kind.value, ground.code, points, given[f"{kind.value}-{ground.code}-evidence"])
            for kind, ground in self.grounds
            if (points := given[f"{kind.value}-{ground.code}-points"])
        ]

    def refuse(self, errors: dict[str, Any]) -> None:
        """The action names grounds; here each has its fields."""
        for code, message in errors.items():
            name = next((f"{kind.value}-{one.code}-evidence" for kind, one in self.grounds if one.code == code), None)
            self.add_error(name, message)


class CutForm(forms.Form):
    """What the panel recommends instead of what was asked. Left empty, there is no cut."""

    recommended_krw = forms.IntegerField(
        label=_("Recommended grant (₩)"), required=False, min_value=1, widget=forms.NumberInput({"data-money": ""}),
        help_text=_("Less than what was asked for. Leave empty if the money stays."),
    )  # fmt: skip
    scope = forms.CharField(
        label=_("Change of scope"), max_length=1000, required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("What is left out or made smaller. The applicant reads it."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The applicant reads it."),
    )

    def __init__(self, *args: Any, cut: PanelCut | None = None, **kwargs: Any) -> None:
        if cut:
            kwargs.setdefault("initial", {"recommended_krw": cut.recommended_krw, "scope": cut.scope, "reason": cut.reason})
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("recommended_krw", "scope", "reason")
        self.helper.add_input(Submit("save", _("Save the cut")))


class OpinionForm(forms.Form):
    """What the applicant will read: what is good, what to improve and why."""

    strengths = forms.CharField(label=_("Strengths"), max_length=LONGEST, widget=forms.Textarea({"rows": 7}))
    improvements = forms.CharField(label=_("What to improve, and why"), max_length=LONGEST, widget=forms.Textarea({"rows": 7}))

    def __init__(self, *args: Any, opinion: OpinionSummary | None = None, **kwargs: Any) -> None:
        if opinion:
            kwargs.setdefault("initial", {"strengths": opinion.strengths, "improvements": opinion.improvements})
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("strengths", "improvements")
        self.helper.add_input(Submit("save", _("Save the opinion")))
