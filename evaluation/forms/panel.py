"""Changing a panel by hand: off, on, or both at once; always with a reason."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.models import PanelMember, Section
from evaluation.queries.pool import (
    AWAY,
    CONFLICT,
    DECLINED,
    FIRST_PANEL,
    REPEAT_SERVICE,
    REPLACED,
    UNCONFIRMED,
    UNTRAINED,
    YEARLY_CAP,
    Candidate,
)

BARRED = {
    CONFLICT: _("conflict of interest"),
    YEARLY_CAP: _("served often enough this year"),
    DECLINED: _("declined"),
    REPLACED: _("taken off earlier"),
    AWAY: _("absent during the round"),
    FIRST_PANEL: _("sat on the first panel"),
    REPEAT_SERVICE: _("judged the same applicant too lately"),
    UNTRAINED: _("no valid integrity training"),
    UNCONFIRMED: _("profile not confirmed"),
}


NOT_BY_HAND = frozenset({CONFLICT, FIRST_PANEL, YEARLY_CAP, REPEAT_SERVICE, UNTRAINED, UNCONFIRMED})


class ChangePanelForm(forms.Form):
    """`remove` a member, `add` an expert, or swap one for the other. Which section is asked only where there are several.

    `drawn`: the next by the public draw takes a seat that becomes free, so nobody is put on by hand.
    """

    section = forms.TypedChoiceField(
        label=_("Section"), coerce=int, required=False, empty_value=None,
        help_text=_("For somebody put on the panel; a swap stays in its section."),
    )  # fmt: skip
    remove = forms.TypedChoiceField(label=_("Take off"), coerce=int, required=False, empty_value=None)
    add = forms.TypedChoiceField(label=_("Put on"), coerce=int, required=False, empty_value=None)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("Kept in the history of the round.")
    )

    def __init__(
        self,
        *args: Any,
        members: Sequence[PanelMember],
        candidates: Sequence[Candidate],
        sections: Sequence[Section],
        drawn: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {one.pk: one for one in members if one.is_seated}
        self.experts = {one.expert.pk: one.expert for one in candidates}
        removable = [
            (one.pk, f"{one.seat}. {one.name} ({one.affiliation})") for one in self.members.values() if not one.has_sealed
        ]
        addable = [(one.expert.pk, _described(one)) for one in candidates if one.barred not in NOT_BY_HAND]
        self.fields["remove"].choices = [("", _("Nobody")), *removable]  # type: ignore[attr-defined]
        self.fields["add"].choices = [("", _("Nobody")), *addable]  # type: ignore[attr-defined]
        self.sections = {one.pk: one for one in sections}
        self.fields["section"].choices = [("", "–"), *((one.pk, one.title) for one in sections)]  # type: ignore[attr-defined]
        if len(sections) < 2 or drawn:
            del self.fields["section"]
        if drawn:
            del self.fields["add"]
            self.fields["remove"].help_text = _("The next by the public draw takes the seat.")
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(
            Submit(
                "change",
                _("Change the panel"),
                data_confirm=_("Somebody taken off after the invitation is told. Change the panel?"),
            )
        )

    def chosen(self) -> dict[str, Any]:
        """Arguments of `change_panel`."""
        given = self.cleaned_data
        return {
            "remove": self.members.get(given["remove"]),
            "add": self.experts.get(given.get("add") or 0),
            "section": self.sections.get(given.get("section") or 0),
            "reason": given["reason"],
        }


def _described(one: Candidate) -> str:
    words = _("%(name)s · %(affiliation)s · %(region)s · fits %(fitness)d%% · %(served)d this year") % {
        "name": one.expert.name, "affiliation": one.expert.affiliation, "region": one.expert.region.name, "fitness": one.fitness, "served": one.served,
    }  # fmt: skip
    return f"{words} ({BARRED[one.barred]})" if one.barred else words
