"""Filters of the public lists, and the form of a plant."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from clusters.access import WRITES_FOR_A_COMPANY
from clusters.actions.plant_description import PlantDescription
from clusters.models import Complex, Industry, Plant, Region
from clusters.models.complex import ComplexQuerySet, ComplexRole, ComplexType, Selection

FILTERS = ("region", "type", "role", "selection")


class ComplexFilterForm(forms.Form):
    """What the list of complexes may be narrowed by; everything is kept in the address."""

    q = forms.CharField(
        label=_("Name, place or industry"), required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("All regions"))
    type = forms.ChoiceField(label=_("Type"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    selection = forms.ChoiceField(label=_("Why it is listed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [choice for choice in ComplexType.choices if choice[0] != ComplexType.URBAN_HIGHTECH]  # none of the 193
        self.fields["type"].choices = [("", _("All types")), *types]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("All roles")), *ComplexRole.choices]  # type: ignore[attr-defined]
        self.fields["selection"].choices = [("", _("All grounds")), *Selection.choices]  # type: ignore[attr-defined]

    def narrow(self, complexes: ComplexQuerySet) -> ComplexQuerySet:
        """The complexes that fit; a filter that cannot be read narrows nothing."""
        self.is_valid()
        for name in FILTERS:
            if self.cleaned_data.get(name):
                complexes = complexes.filter(**{name: self.cleaned_data[name]})
        return complexes.matching(self.cleaned_data.get("q", ""))


class ComplexSelect(forms.Select):
    """The complexes under the heading of their region, as a person looks for them."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        chosen = {str(one) for one in value}
        nowhere = self.create_option(name, "", gettext("In none of the 193 complexes"), chosen <= {""}, 0)
        groups: list[Any] = [(None, [nowhere], 0)]
        by_region: dict[str, list[Complex]] = {}
        for complex in Complex.objects.select_related("region").order_by("order"):
            by_region.setdefault(complex.region.name, []).append(complex)
        index = 0
        for number, (region, complexes) in enumerate(by_region.items(), start=1):
            options = []
            for complex in complexes:
                index += 1
                label = f"{complex.name} ({complex.place})"
                options.append(self.create_option(name, complex.code, label, complex.code in chosen, index))
            groups.append((region, options, number))
        return groups


class PlantForm(forms.ModelForm):
    """A plant as its firm describes it. Industries come from the picker below the fields."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    main_industry = forms.ModelChoiceField(Industry.objects.all(), required=False, label=_("Main industry"))
    industries = forms.ModelMultipleChoiceField(Industry.objects.all(), required=False, label=_("Industries"))

    class Meta:
        model = Plant
        fields = ("organisation", "name", "complex", "address", "certificate_number", "main_industry", "industries")
        widgets = {"complex": ComplexSelect}
        help_texts = {
            "name": _("As your colleagues call it, for example “Changwon plant 1”."),
            "complex": _("Choose the complex the plant stands in. Eligibility depends on it."),
            "certificate_number": _("If you have it at hand. It can be added later."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["organisation"]
        else:
            self._offer_organisations(user)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["address"].widget.attrs["autocomplete"] = "street-address"
        self.helper = FormHelper()
        self.helper.form_tag = False
        shown = [name for name in ("organisation", "name", "complex", "address", "certificate_number") if name in self.fields]
        self.helper.layout = Layout(Fieldset(_("The plant"), *shown))

    def _offer_organisations(self, user: User) -> None:
        own = Organisation.objects.filter(pk__in=user.organisation_ids(*WRITES_FOR_A_COMPANY)).order_by("name_ko")
        field: Any = self.fields["organisation"]
        field.queryset = own
        field.label_from_instance = lambda organisation: organisation.name
        if len(own) == 1:
            field.initial = own[0].pk
            field.empty_label = None

    def clean(self) -> dict[str, Any]:
        """One industry at least; the only one is the main one without being told."""
        cleaned = super().clean() or self.cleaned_data
        industries = list(cleaned.get("industries") or [])
        main = cleaned.get("main_industry") or (industries[0] if len(industries) == 1 else None)
        if not industries and main is None:
            self.add_error("industries", _("Search for the industry of the plant and add it."))
        elif main is None:
            self.add_error("main_industry", _("Say which of the industries is the main one."))
        cleaned["main_industry"] = main
        return cleaned

    def _post_clean(self) -> None:
        """The rules of the row are the action's and the database's: nothing is written on the instance here."""

    def description(self) -> PlantDescription:
        cleaned = self.cleaned_data
        return PlantDescription(
            name=cleaned["name"],
            complex=cleaned["complex"],
            address=cleaned["address"],
            main_industry=cleaned["main_industry"],
            industries=list(cleaned["industries"]),
            certificate_number=cleaned["certificate_number"],
        )
