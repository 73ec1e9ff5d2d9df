"""The declaration of conflicts: one mark per proposal, none unless one is set."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluation.actions.declare_conflicts import OTHER, DeclaredConflict
from evaluation.conflicts import Hit
from evaluation.models import PanelMember
from projects.models import Proposal

NO_TIE, TIE = "no", "yes"


class ConflictForm(forms.Form):
    """For each proposal `tie-<id>`, `kind-<id>` and `text-<id>`; a tie the rules found already is marked and explained.

    What is not marked is not sent and has none: a thousand proposals would be more fields than a request may have.
    """

    def __init__(self, *args: Any, member: PanelMember, due: Sequence[tuple[Proposal, list[Hit]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = member.round.rules.conflicts.value
        language = (get_language() or "ko")[:2]
        self.names = {rule.code: rule.name.in_language(language) for rule in rules} | {OTHER: _("Another tie")}
        self.due = list(due)
        for proposal, hits in self.due:
            found = hits[0].rule if hits else ""
            said = ", ".join(sorted({str(self.names.get(hit.rule, hit.rule)) for hit in hits}))
            label = {"proposal": proposal.title}
            self.fields[f"tie-{proposal.pk}"] = forms.ChoiceField(
                choices=[(NO_TIE, _("None")), (TIE, _("There is one"))], required=False, initial=TIE if hits else None, widget=forms.RadioSelect,
                label=_("Conflict of interest: %(proposal)s") % label,
            )  # fmt: skip
            self.fields[f"kind-{proposal.pk}"] = forms.ChoiceField(
                choices=[("", _("Choose")), *self.names.items()], required=False, initial=found, label=_("Ground"),
            )  # fmt: skip
            self.fields[f"text-{proposal.pk}"] = forms.CharField(
                max_length=500, required=False, initial=said, label=_("What the tie is"), widget=forms.Textarea({"rows": 2})
            )

    def rows(self) -> list[dict[str, Any]]:
        """What the page draws, proposal by proposal."""
        return [
            {
                "proposal": proposal,
                "partners": [
                    str(one.organisation)
                    for one in proposal.partners.all()
                    if one.organisation_id and one.organisation_id != proposal.lead_id
                ],
                "found": sorted({str(self.names.get(hit.rule, hit.rule)) for hit in hits}),
                "tie": self[f"tie-{proposal.pk}"],
                "kind": self[f"kind-{proposal.pk}"],
                "text": self[f"text-{proposal.pk}"],
                "errors": [*self[f"kind-{proposal.pk}"].errors, *self[f"text-{proposal.pk}"].errors],
                "marked": self[f"tie-{proposal.pk}"].value() == TIE,
            }
            for proposal, hits in self.due
        ]

    def declared(self) -> list[DeclaredConflict]:
        given = self.cleaned_data
        return [
            DeclaredConflict(proposal.pk, given[f"kind-{proposal.pk}"], given[f"text-{proposal.pk}"])
            for proposal, _hits in self.due
            if given[f"tie-{proposal.pk}"] == TIE
        ]

    def refuse(self, errors: dict[str, Any]) -> None:
        """The action names proposals ("proposal-17"); here each has its fields."""
        for name, message in errors.items():
            pk = name.removeprefix("proposal-")
            self.add_error(f"text-{pk}" if f"text-{pk}" in self.fields else None, message)
