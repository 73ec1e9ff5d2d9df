"""A tie of somebody of an office, and the reason why it ended."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from projects import access
from projects.models import Proposal, RecusalGround
from projects.queries.recusals import organisation_of_number


class RecusalForm(forms.Form):
    """An organisation by its number, or one proposal by its reference."""

    organisation = forms.CharField(
        label=_("Business number of the organisation"), max_length=14, required=False,
        help_text=_("Ten digits. Everything the organisation hands in or takes part in is hidden from you."),
    )  # fmt: skip
    proposal = forms.CharField(
        label=_("Or the reference of one proposal"), max_length=60, required=False, help_text=_("As its page shows it.")
    )
    ground = forms.ChoiceField(label=_("Ground"), choices=[("", _("Choose")), *RecusalGround.choices])
    text = forms.CharField(label=_("What the tie is"), max_length=300, widget=forms.Textarea({"rows": 3}))
    person = forms.EmailField(label=_("E-mail of the colleague"), required=False, help_text=_("Empty: yourself."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_role("central"):
            del self.fields["person"]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        question = _("From now on nothing about it is shown to the person, and colleagues are asked to take over. Declare it?")
        self.helper.add_input(Submit("recuse", _("Keep away"), data_confirm=question))

    def clean_organisation(self) -> Organisation | None:
        digits = "".join(sign for sign in self.cleaned_data["organisation"] if sign.isdigit())
        if not digits:
            return None
        if found := organisation_of_number(digits):
            return found
        raise ValidationError(_("No organisation is registered under this number."))

    def clean_proposal(self) -> Proposal | None:
        ref = self.cleaned_data["proposal"].strip()
        if not ref:
            return None
        if found := Proposal.objects.visible_to(self.user).filter(ref=ref).first():
            return found
        raise ValidationError(_("You see no proposal with this reference."))

    def clean_person(self) -> User:
        email = self.cleaned_data["person"]
        if not email:
            return self.user
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None or not access.may_recuse(self.user, found):
            raise ValidationError(_("Nobody of an office signs in with this address."))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        named = [name for name in ("organisation", "proposal") if given.get(name)]
        if len(named) != 1 and not {"organisation", "proposal"} & self.errors.keys():
            self.add_error("organisation", _("Name the organisation or the proposal, one of the two."))
        return given

    def facts(self) -> dict[str, Any]:
        """Arguments of `recuse`."""
        given = self.cleaned_data
        return {name: given[name] for name in ("organisation", "proposal", "ground", "text")}

    @property
    def whom(self) -> User:
        return self.cleaned_data.get("person") or self.user


class EndForm(forms.Form):
    reason = forms.CharField(label=_("Why it ended"), max_length=300, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("reason")
        question = _("The person sees everything about it again. End it?")
        self.helper.add_input(Submit("end", _("End it"), data_confirm=question))
