"""Finding experts, and writing down what is known of one."""

import re
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from clusters.models import Industry, Region
from consultants.models import Expert
from consultants.models.expert import Gender, Sector

KEYWORD_LONGEST = 40  # characters
BETWEEN_DIGITS = re.compile(r"[\s-]")


class ExpertFilterForm(forms.Form):
    """What the pool may be narrowed by."""

    q = forms.CharField(
        label=_("Name, affiliation or keyword"), required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("All regions"))
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[("", _("All sectors")), *Sector.choices])
    unconfirmed = forms.ChoiceField(
        label=_("Profile"), required=False, choices=[("", _("All profiles")), ("1", _("Not confirmed for a year"))]
    )

    def chosen(self, name: str) -> str:
        """The value, or "" when nothing (or nonsense) was asked for."""
        self.is_valid()
        value = self.cleaned_data.get(name) or ""
        return value.pk if isinstance(value, Region) else value


class WordsField(forms.CharField):
    """A list written with commas."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # many words where CharField has one text
        words = [word.strip() for word in (super().to_python(value) or "").split(",")]
        return list(dict.fromkeys(word for word in words if word))


class ExpertForm(forms.Form):
    """What an expert knows and where they work. `manages`: also what is the programme office's to say."""

    affiliation = forms.CharField(
        label=_("Affiliation (business number)"), required=False, max_length=14,
        help_text=_("Ten digits of a registered organisation. Empty for people who have retired or work on their own."),
    )  # fmt: skip
    department = forms.CharField(label=_("Department"), required=False, max_length=120)
    position = forms.CharField(label=_("Position"), required=False, max_length=80)
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"))
    sector = forms.ChoiceField(label=_("Sector"), choices=Sector.choices)
    industries = WordsField(
        label=_("Industries (KSIC codes, with commas)"), required=False, help_text=_("For example: 29, 2927, 303")
    )
    keywords = WordsField(label=_("Keywords, with commas"), required=False)
    is_available = forms.BooleanField(label=_("Can be asked to serve"), required=False)
    is_active = forms.BooleanField(label=_("In the pool"), required=False)
    yearly_cap = forms.IntegerField(label=_("Rounds a year at most"), min_value=1, max_value=99)
    load_cap = forms.IntegerField(
        label=_("Proposals a round at most"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Empty: as many as the round asks."),
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        required=False,
        choices=[("", _("I would rather not say")), *Gender.choices],
        help_text=_("Only added up, to see whether panels are balanced. Nobody else sees yours."),
    )

    def __init__(self, *args: Any, expert: Expert | None = None, manages: bool, is_own: bool = False, **kwargs: Any) -> None:
        initial: dict[str, Any] = (
            {name: getattr(expert, name) for name in self.base_fields if name != "affiliation"}
            if expert
            else {"is_available": True, "is_active": True, "yearly_cap": 6}
        )
        if expert and expert.organisation:
            initial["affiliation"] = expert.organisation.brn
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        last = ["is_available", "load_cap"]
        if manages:
            last += ["is_active", "yearly_cap"]
        else:
            del self.fields["is_active"], self.fields["yearly_cap"]
        if is_own:
            last.append("gender")
        else:
            del self.fields["gender"]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("Where"), *self._first(), "affiliation", "department", "position", "region", "sector"),
            Fieldset(_("Fields of expertise"), "industries", "keywords"),
            Fieldset(_("Service"), *last),
        )
        if expert:  # the page puts the career below and the button under both
            self.helper.form_tag = False
        else:
            self.helper.add_input(Submit("save", _("Save")))

    def _first(self) -> list[str]:
        return []

    def clean_affiliation(self) -> Organisation | None:
        digits = "".join(sign for sign in self.cleaned_data["affiliation"] if sign.isdigit())
        return registered(digits) if digits else None

    def clean_industries(self) -> list[str]:
        codes = self.cleaned_data["industries"]
        if unknown := set(codes) - set(Industry.objects.filter(code__in=codes).values_list("code", flat=True)):
            raise ValidationError(_("Not codes of the classification: %(codes)s"), params={"codes": ", ".join(sorted(unknown))})
        return codes

    def clean_keywords(self) -> list[str]:
        if any(len(word) > KEYWORD_LONGEST for word in self.cleaned_data["keywords"]):
            raise ValidationError(_("A keyword has at most %(n)d characters."), params={"n": KEYWORD_LONGEST})
        return self.cleaned_data["keywords"]

    def facts(self) -> dict[str, Any]:
        """Fields of Expert."""
        given = dict(self.cleaned_data)
        given["organisation"] = given.pop("affiliation")
        given.pop("email", None)
        return given


def registered(brn: str) -> Organisation:
    found = Organisation.objects.filter(brn=brn).first()
    if found is None:
        raise ValidationError(_("No organisation is registered under this number."))
    return found


class AddExpertForm(ExpertForm):
    """Somebody with an account becomes part of the pool."""

    email = forms.EmailField(
        label=_("E-mail of the account"), help_text=_("The person signs up first, or is invited as an evaluator.")
    )

    def _first(self) -> list[str]:
        return ["email"]

    def clean_email(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise ValidationError(_("Nobody signs in with this address."))
        return found


class EmploymentForm(forms.Form):
    """Where an expert worked before. Ten digits name a registered organisation, anything else is its name."""

    employer = forms.CharField(
        label=_("Organisation (business number, or its name)"), max_length=120,
        help_text=_("A conflict of interest is found by the number alone."),
    )  # fmt: skip
    department = forms.CharField(label=_("Department"), required=False, max_length=120)
    started_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    ended_on = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known := self.initial.get("name"):
            self.fields["employer"].help_text = known

    def clean_employer(self) -> Organisation | str:
        written = self.cleaned_data["employer"]
        digits = BETWEEN_DIGITS.sub("", written)
        return registered(digits) if len(digits) == 10 and digits.isdecimal() else written

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "started_on" in given and "ended_on" in given and given["ended_on"] < given["started_on"]:
            self.add_error("ended_on", _("The end must not be before the start."))
        return given

    def facts(self) -> dict[str, Any]:
        """Fields of FormerEmployment."""
        employer = self.cleaned_data["employer"]
        named = {"organisation": None, "organisation_name": employer}
        if isinstance(employer, Organisation):
            named = {"organisation": employer, "organisation_name": ""}
        return named | {name: self.cleaned_data[name] for name in ("department", "started_on", "ended_on")}


class CareerFormSet(forms.BaseFormSet):
    """The earlier employments of one expert, and a few empty rows for more."""

    def __init__(self, data: Any = None, *, expert: Expert) -> None:
        rows = [
            {
                "employer": one.organisation.brn if one.organisation else one.organisation_name,
                "name": str(one.organisation or ""),
                "department": one.department,
                "started_on": one.started_on,
                "ended_on": one.ended_on,
            }
            for one in expert.former_employments.select_related("organisation")
        ]
        super().__init__(data, initial=rows, prefix="career")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the profile above brings it
        self.helper.layout = Layout("employer", "department", Div("started_on", "ended_on", css_class="grid-2"), "DELETE")
        self.helper.add_input(Submit("save", _("Save")))

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this one off the list")

    def facts(self) -> list[dict[str, Any]]:
        """What `edit_expert` keeps: what is written and not taken off."""
        return [form.facts() for form in self.forms if form.cleaned_data and not form.cleaned_data["DELETE"]]


Career = cast(
    type[CareerFormSet],
    forms.formset_factory(EmploymentForm, CareerFormSet, extra=2, can_delete=True, max_num=30, validate_max=True),
)
