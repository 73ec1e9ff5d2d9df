"""The declaration of conflicts: one mark per proposal or name, none unless one is set."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluation.actions.declare_conflicts import OTHER, DeclaredConflict
from evaluation.models import PanelMember
from evaluation.queries.subjects import Subject

NO_TIE, TIE = "no", "yes"
LONGEST = 500  # characters


class ConflictForm(forms.Form):
    """For each subject `tie-<key>`, `kind-<key>` and `text-<key>`; a tie the rules found already is marked and explained.

    What is not marked is not sent and has none: a thousand proposals would be more fields than a request may have.
    """

    def __init__(self, *args: Any, member: PanelMember, due: Sequence[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = member.round.rules.conflicts.value
        language = (get_language() or "ko")[:2]
        self.names = {rule.code: rule.name.in_language(language) for rule in rules} | {OTHER: _("Another tie")}
        self.due = list(due)
        self.is_blind = member.round.is_blind
        for one in self.due:
            found = one.hits[0].rule if one.hits else ""
            label = {"proposal": one.heading}
            self.fields[f"tie-{one.key}"] = forms.ChoiceField(
                choices=[(NO_TIE, _("None")), (TIE, _("There is one"))], required=False, initial=TIE if one.hits else None, widget=forms.RadioSelect,
                label=_("Conflict of interest: %(proposal)s") % label,
            )  # fmt: skip
            self.fields[f"kind-{one.key}"] = forms.ChoiceField(
                choices=[("", _("Choose")), *self.names.items()], required=False, initial=found, label=_("Ground"),
            )  # fmt: skip
            self.fields[f"text-{one.key}"] = forms.CharField(
                max_length=LONGEST, required=False, initial=", ".join(self._found(one)), label=_("What the tie is"),
                widget=forms.Textarea({"rows": 2}),
            )  # fmt: skip

    def _found(self, subject: Subject) -> list[str]:
        return sorted({str(self.names.get(hit.rule, hit.rule)) for hit in subject.hits})

    def rows(self) -> list[dict[str, Any]]:
        """What the page draws, subject by subject."""
        return [
            {
                "subject": one,
                "found": self._found(one),
                "tie": self[f"tie-{one.key}"],
                "kind": self[f"kind-{one.key}"],
                "text": self[f"text-{one.key}"],
                "errors": [*self[f"kind-{one.key}"].errors, *self[f"text-{one.key}"].errors],
                "marked": self[f"tie-{one.key}"].value() == TIE,
            }
            for one in self.due
        ]

    def clean(self) -> dict[str, Any]:
        """In a blind round a tie may be to somebody whose proposals the member does not judge: then no action would ask."""
        given = super().clean() or {}
        for one in self.due if self.is_blind else []:
            if given.get(f"tie-{one.key}") == TIE and not one.proposals:
                if not given.get(f"kind-{one.key}"):
                    self.add_error(f"kind-{one.key}", _("Choose the ground of the conflict."))
                if not given.get(f"text-{one.key}"):
                    self.add_error(f"text-{one.key}", _("Please say in a few words what the tie is."))
        return given

    def declared(self) -> list[DeclaredConflict]:
        """By proposal: where several names stand behind one, the first ground with all that was said."""
        given, ties = self.cleaned_data, dict[int, DeclaredConflict]()
        for one in self.due:
            if given[f"tie-{one.key}"] != TIE:
                continue
            text = given[f"text-{one.key}"]
            said = f"{one.heading}: {text}" if self.is_blind and text else text
            for pk in one.proposals:
                first = ties.setdefault(pk, DeclaredConflict(pk, given[f"kind-{one.key}"], said))
                if first.text != said:
                    ties[pk] = DeclaredConflict(pk, first.kind, f"{first.text} / {said}"[:LONGEST])
        return list(ties.values())

    def refuse(self, errors: dict[str, Any]) -> None:
        """The action names proposals ("proposal-17"); here each subject behind it has its fields."""
        for name, message in errors.items():
            pk = int(name.removeprefix("proposal-"))
            concerned = [f"text-{one.key}" for one in self.due if pk in one.proposals and self[f"tie-{one.key}"].value() == TIE]
            for at in concerned:
                self.add_error(at, message)
            if not concerned:
                self.add_error(None, message)
