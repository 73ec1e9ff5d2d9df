"""Forms of a round without sections: what is computed, and what is changed by hand."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.actions.start_assignment import TIME_LIMITS
from evaluation.models import PanelMember
from evaluation.queries.exchanges import Exchange
from evaluation.queries.one_panel import Newcomer
from evaluation.states import PairKind
from projects.models import Proposal

LARGEST = 10_000_000  # bytes


class StartForm(forms.Form):
    """What the computation is asked for."""

    is_fair = forms.BooleanField(
        label=_("Raise the worst panel first"), required=False, initial=True,
        help_text=_("Otherwise the highest total alone: some proposals may get a poor panel."),
    )  # fmt: skip
    each_sector = forms.BooleanField(
        label=_("Industry, academia and research on each panel"), required=False, initial=True,
        help_text=_("One per organisation, loads, ties and the share of other regions are kept in any case."),
    )  # fmt: skip
    time_limit = forms.IntegerField(
        label=_("Seconds the search may take"), min_value=TIME_LIMITS[0], max_value=TIME_LIMITS[1], initial=60
    )

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout("is_fair", "each_sector", "time_limit")
        self.helper.add_input(Submit("start", _("Compute the assignment")))


class TableForm(forms.Form):
    """A table of who judges what: only looked at, or kept as a proposal."""

    file = forms.FileField(
        label=_("Table (CSV)"),
        help_text=_("A line for each seat, with the columns “proposal” (its number) and “seat”. A “name” is compared where it is given."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("file")
        self.helper.add_input(Submit("check", _("Check only"), css_class="secondary"))
        self.helper.add_input(Submit("keep", _("Check and keep as a proposal")))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


class LateProposalForm(forms.Form):
    """One that became eligible after the planning."""

    proposal = forms.TypedChoiceField(label=_("Proposal"), coerce=int)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}), help_text=_("Kept in the history of the round.")
    )

    def __init__(self, *args: Any, proposals: Sequence[Proposal], action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = {one.pk: one for one in proposals}
        self.fields["proposal"].choices = [(one.pk, f"{one.title} ({one.ref})") for one in proposals]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout("proposal", "reason")
        self.helper.add_input(Submit("late", _("Take it into the round"), css_class="secondary"))

    @property
    def chosen(self) -> Proposal:
        return self.proposals[self.cleaned_data["proposal"]]


class ChangePanelOfProposalForm(forms.Form):
    """Who comes into a free seat or in the place of somebody, and why. The page draws the choices as a table."""

    add = forms.TypedChoiceField(label=_("Who comes"), coerce=int, required=False, empty_value=None)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("Kept in the history of the round.")
    )

    def __init__(self, *args: Any, newcomers: Sequence[Newcomer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {one.member.pk: one.member for one in newcomers}
        self.fields["add"].choices = [("", "–"), *((pk, str(pk)) for pk in self.members)]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def newcomer(self) -> PanelMember | None:
        return self.members.get(self.cleaned_data["add"])


class ExchangeForm(forms.Form):
    """One of the swaps that the page shows."""

    exchange = forms.ChoiceField(error_messages={"required": _("Choose who changes places.")})
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}), help_text=_("Kept in the history of the round.")
    )

    def __init__(self, *args: Any, exchanges: Sequence[Exchange], **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "swap", **kwargs})
        self.exchanges = {one.key: one for one in exchanges}
        self.fields["exchange"].choices = [(key, key) for key in self.exchanges]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def chosen(self) -> Exchange:
        return self.exchanges[self.cleaned_data["exchange"]]


class PairRuleForm(forms.Form):
    """Pin somebody to a proposal, or ban them from it."""

    kind = forms.ChoiceField(label=_("Pin or ban"), choices=PairKind.choices, widget=forms.RadioSelect)
    member = forms.TypedChoiceField(label=_("Evaluator"), coerce=int)
    why = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}), help_text=_("Kept in the history of the round.")
    )

    def __init__(self, *args: Any, members: Sequence[PanelMember], action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {one.pk: one for one in members}
        self.fields["member"].choices = [(one.pk, f"{one.name} ({one.affiliation})") for one in members]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout("kind", "member", "why")
        self.helper.add_input(Submit("rule", _("Keep it for the next computation"), css_class="secondary"))

    def chosen(self) -> dict[str, Any]:
        """Arguments of `rule_on_pair`."""
        given = self.cleaned_data
        return {"member": self.members[given["member"]], "kind": PairKind(given["kind"]), "reason": given["why"]}
