"""What a company types on the way to a proposal. Shape only: whether it is allowed now is the actions' question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.forms import BusinessNumberField
from accounts.models import Organisation
from clusters.models import Plant
from projects.forms.fields import LongTextField
from projects.models import Call, Partner, Proposal
from projects.sections import TextField
from projects.states import PartnerRole
from projects.terms import DECLARATIONS

TITLE_MOST = 160
TASK_MOST = 1000
JOINING_ROLES = [choice for choice in PartnerRole.choices if choice[0] != PartnerRole.LEAD]


class PlainForm(forms.Form):
    """A form whose page writes the <form> element itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class StartForm(PlainForm):
    """Which firm proposes, and from which plant: `place` is a plant ("plant-3"), or a firm that chooses later ("later-7")."""

    place = forms.ChoiceField(error_messages={"required": _("Choose a plant, or say that you choose it later.")})
    track = forms.ChoiceField(label=_("Track"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Title of the project"),
        required=False,
        max_length=TITLE_MOST,
        help_text=_("A working title; it can be changed until the end."),
    )

    earlier = forms.ChoiceField(
        label=_("Begin with an earlier proposal"),
        required=False,
        help_text=_("Its texts, your firm's own work and its amounts, where they fit, fill the draft. Its partners are named to you and told nothing. Files and consents are not used again."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, call: Call, organisations: Iterable[Organisation], plants: Iterable[Plant],
        earlier: Iterable[Proposal] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.proposals = {proposal.ref: proposal for proposal in earlier}
        named = [
            (ref, f"{one.title or ref} · {one.call.title} · {one.get_status_display()}") for ref, one in self.proposals.items()
        ]
        self.fields["earlier"].choices = [("", _("No, begin with empty fields")), *named]  # type: ignore[attr-defined]
        if not self.proposals:
            del self.fields["earlier"]
        self.places: dict[str, tuple[Organisation, Plant | None]] = {
            **{f"plant-{plant.pk}": (plant.organisation, plant) for plant in plants},
            **{f"later-{organisation.pk}": (organisation, None) for organisation in organisations},
        }
        self.fields["place"].choices = [(code, code) for code in self.places]  # type: ignore[attr-defined]
        self.fields["title"].widget.attrs["data-counter"] = TITLE_MOST
        tracks = tracks_of(call)
        self.fields["track"].choices = tracks  # type: ignore[attr-defined]
        if len(tracks) == 1:
            self.fields["track"].widget = forms.HiddenInput()
            self.fields["track"].initial = tracks[0][0]

    @property
    def source(self) -> Proposal | None:
        return self.proposals.get(self.cleaned_data.get("earlier", ""))

    @property
    def organisation(self) -> Organisation:
        return self.places[self.cleaned_data["place"]][0]

    @property
    def plant(self) -> Plant | None:
        return self.places[self.cleaned_data["place"]][1]


def tracks_of(call: Call) -> list[tuple[str, str]]:
    """The tracks a call offers, by code and name; all of its rulebook's where it names none."""
    document, language = call.rulebook.rules, get_language() or "ko"
    codes = call.tracks or [track.code for track in document.tracks]
    return [(code, document.track(code).name.in_language(language)) for code in codes]


class TextStepForm(PlainForm):
    """The questions of the project step. Nothing is required here: a draft may have gaps, the check page lists them."""

    def __init__(self, *args: Any, questions: Iterable[TextField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = forms.CharField(
            label=_("Title of the project"),
            required=False,
            max_length=TITLE_MOST,
            help_text=_("What is made, in one line."),
            widget=forms.TextInput({"data-counter": TITLE_MOST, "autocomplete": "off"}),
        )
        for question in questions:
            rows = 4 if question.max_length <= 500 else 8
            self.fields[question.code] = LongTextField(
                rows=rows,
                label=question.label,
                help_text=question.help,
                max_length=question.max_length,
                required=False,
                strip=False,
            )


class InviteForm(PlainForm):
    """Whom to ask: by business number when it is known, else by e-mail."""

    brn = BusinessNumberField(
        label=_("Business number"),
        required=False,
        max_length=12,
        help_text=_("An organisation that is registered here is found at once."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Only if the organisation is not registered yet: it gets a link to sign up and join."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=JOINING_ROLES, initial=PartnerRole.PARTICIPANT, widget=forms.RadioSelect)
    task = LongTextField(
        rows=4,
        label=_("Its part of the work"),
        required=False,
        max_length=TASK_MOST,
        help_text=_("The partner sees this and consents to it. You can complete it later."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("brn") and not cleaned.get("email") and not self.errors:
            self.add_error("brn", _("Give the business number or an e-mail address."))
        return cleaned


class PartnerForm(PlainForm):
    """A partner's place: its role (the lead's people only), its work, its plant."""

    role = forms.ChoiceField(label=_("Role"), choices=JOINING_ROLES, widget=forms.RadioSelect)
    task = LongTextField(
        rows=6,
        label=_("Its part of the work"),
        required=False,
        max_length=TASK_MOST,
        help_text=_("What this organisation does in the project, and by when."),
    )
    plant = forms.ModelChoiceField(
        Plant.objects.none(), label=_("Plant"), required=False, empty_label=_("Not chosen yet"),
        help_text=_("Where this organisation does its part. Eligibility depends on it."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, partner: Partner, plants: Iterable[Plant], may_set_role: bool, **kwargs: Any) -> None:
        initial = {"role": partner.role, "task": partner.task, "plant": partner.plant_id, "version": partner.version}
        super().__init__(*args, initial=initial, **kwargs)
        if partner.is_lead or not may_set_role:
            del self.fields["role"]
        ids = [plant.pk for plant in plants]
        if ids and not partner.is_lead:
            self.fields["plant"].queryset = Plant.objects.filter(pk__in=ids).select_related("complex")  # type: ignore[attr-defined]
            self.fields["plant"].label_from_instance = plant_label  # type: ignore[attr-defined]
        else:
            del self.fields["plant"]


def plant_label(plant: Plant) -> str:
    return f"{plant.name} – {plant.complex.name if plant.complex else _('in none of the complexes')}"


class ConsentForm(PlainForm):
    """The declarations, each with its own box, and the digest of the terms that were shown."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, sentence in DECLARATIONS.items():
            self.fields[code] = forms.BooleanField(label=sentence, error_messages={"required": _("Tick this to consent.")})

    @property
    def declarations(self) -> list[str]:
        return [code for code in DECLARATIONS if self.cleaned_data.get(code)]


class DeclineForm(PlainForm):
    reason = LongTextField(rows=3, label=_("Reason"), max_length=300, help_text=_("The lead reads it."))


class JoinForm(PlainForm):
    """Which of one's own organisations takes the offered place."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation that takes part"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [one.pk for one in organisations]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
        if len(ids) == 1:
            self.fields["organisation"].initial = ids[0]


class SubmitForm(PlainForm):
    """The digest of what the check page showed: only that is handed in."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
