"""What people type about themselves and their firms."""

from typing import Any

from allauth.account.forms import SignupForm as BaseSignupForm
from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import business_number
from accounts.models import COMPANY_ROLES, HQ_ROLES, Organisation, OrganisationKind, Role, User


class SignupForm(BaseSignupForm):
    """E-mail, name, password: a company is registered or joined after signing in."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "email", "password1", "password2")


class BusinessNumberField(forms.CharField):
    """Ten digits, with or without dashes, the last one checked."""

    default_validators = [business_number.validate]
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "000-00-00000"})

    def to_python(self, value: Any) -> str:
        return business_number.digits(super().to_python(value) or "")


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.helper = FormHelper()
        self.helper.layout = Layout("name", "language", FormActions(Submit("save", _("Save"))))


class OrganisationForm(forms.Form):
    """A legal entity. The number is asked once, when it is registered."""

    brn = BusinessNumberField(label=_("Business number"), help_text=_("10 digits, as on the business registration certificate."))
    name_ko = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *OrganisationKind.choices])
    family = forms.CharField(
        label=_("Corporate family"),
        max_length=80,
        required=False,
        help_text=_(
            "The group of companies it belongs to, if any. Evaluators of the same family are kept away from your proposals."
        ),
    )
    representative = forms.CharField(label=_("Representative"), max_length=80, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation:
            kwargs.setdefault("initial", {name: getattr(organisation, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        if organisation:
            del self.fields["brn"]
        names = [name for name in self.fields if name != "brn"]
        first = [] if organisation else [Fieldset(_("Who it is"), "brn")]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *first,
            Fieldset(_("What it is"), *names),
            FormActions(Submit("save", _("Save") if organisation else _("Register"))),
        )


class JoinForm(forms.Form):
    note = forms.CharField(
        label=_("Who you are there"),
        max_length=200,
        required=False,
        help_text=_("Department and position, so that the owner knows you."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("note", FormActions(Submit("ask", _("Ask to be let in"))))


class InviteMemberForm(forms.Form):
    """Into an organisation."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role, role.label) for role in Role if role in COMPANY_ROLES], initial=Role.COMPANY_WRITER
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("email", "role", FormActions(Submit("invite", _("Send the invitation"))))


class PeopleSearchForm(forms.Form):
    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)


class InviteStaffForm(forms.Form):
    """Into the programme's own offices: those `roles` that the inviter may fill. `regions` are (code, name) pairs."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"))
    region = forms.ChoiceField(label=_("Region"), required=False, help_text=_("For regional HQ roles only."))

    def __init__(self, *args: Any, roles: list[Role], regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", "—"), *regions]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout("email", "role", "region", FormActions(Submit("invite", _("Send the invitation"))))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") in HQ_ROLES and not cleaned.get("region"):
            self.add_error("region", _("A regional HQ role needs a region."))
        if cleaned.get("role") not in HQ_ROLES:
            cleaned["region"] = ""
        return cleaned
