"""The forms around a call: writing it, publishing it, amending and extending it, and narrowing the list."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import HQ_ROLES, User
from cluster_portal.shared.regions import REGIONS
from clusters.models import Region
from programme.clocks import SEOUL
from programme.models import ProgrammeYear, Rulebook
from programme.states import YearStatus
from projects import access
from projects.actions.call_description import CallDescription
from projects.amendable import WORDS
from projects.forms.fields import LongTextField, MomentField
from projects.models import Call

USUAL_NOTICE = dt.timedelta(days=31)


class CallFilterForm(forms.Form):
    """What the public list may be narrowed by."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=60, widget=forms.TextInput({"type": "search"}))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[("", _("All regions")), *REGIONS.items()])

    def __init__(self, *args: Any, tab: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tab"] = forms.CharField(initial=tab, required=False, widget=forms.HiddenInput)

    def chosen(self, name: str) -> Any:
        """The value, or None when nothing (or nonsense) was asked for."""
        self.is_valid()
        return self.cleaned_data.get(name)


class CallForm(forms.Form):
    """A draft call. Tracks belong to a rulebook: each rulebook has its own row of boxes, and the chosen one's counts."""

    year = forms.ModelChoiceField(
        ProgrammeYear.objects.all(), label=_("Programme year"), help_text=_("Its budget pays for what is selected.")
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label=_("All seven regions"),
        help_text=_("Who may lead: firms with a plant in this region."),
    )  # fmt: skip
    rulebook = forms.ModelChoiceField(
        Rulebook.objects.all(),
        label=_("Rulebook"),
        help_text=_("Criteria, cap and deadlines come from it. Publishing freezes it."),
    )
    title_ko = forms.CharField(label=WORDS["title_ko"], max_length=160)
    title_en = forms.CharField(label=WORDS["title_en"], max_length=200, required=False)
    summary_ko = LongTextField(rows=2, label=WORDS["summary_ko"], max_length=300, required=False)
    summary_en = LongTextField(rows=2, label=WORDS["summary_en"], max_length=300, required=False)
    body_ko = LongTextField(
        rows=12, label=WORDS["body_ko"], required=False, max_length=10000,
        help_text=_("Purpose, what is supported, how to ask. Criteria, cap, eligibility and procedure are shown from the rulebook by themselves."),
    )  # fmt: skip
    body_en = LongTextField(rows=8, label=WORDS["body_en"], required=False, max_length=10000)
    opens_at = MomentField(label=_("Opens (Korean time)"), help_text=_("At once when published, if this is in the past."))
    closes_at = MomentField(label=_("Closes (Korean time)"), help_text=_("This second still counts."))
    short_notice_reason = LongTextField(
        rows=2, label=_("Reason for a shorter notice"), max_length=300, required=False,
        help_text=_("Only if the call stands open for less than the rulebook asks for. It is shown to everyone."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, call: Call | None = None, **kwargs: Any) -> None:
        self.call = call
        kwargs["initial"] = self._beginning(call) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self._offer(user, call)
        self.tracks_of = {rulebook: self._track_field(rulebook) for rulebook in self.fields["rulebook"].queryset}  # type: ignore[attr-defined]
        self._lay_out()

    def _beginning(self, call: Call | None) -> dict[str, Any]:
        if call is not None:
            return {name: getattr(call, name) for name in CallDescription.__dataclass_fields__ if name != "tracks"}
        year = ProgrammeYear.objects.filter(status=YearStatus.OPEN).select_related("rulebook").first()
        tomorrow = timezone.localtime(timezone.now() + dt.timedelta(days=1), SEOUL).replace(
            hour=9, minute=0, second=0, microsecond=0
        )
        closing = dt.time(17, 0)
        if year:
            closing = dt.time.fromisoformat(year.rulebook.rules.clocks.closing_time.value)
        closes = (tomorrow + USUAL_NOTICE).replace(hour=closing.hour, minute=closing.minute)
        return {"year": year, "rulebook": year.rulebook if year else None, "opens_at": tomorrow, "closes_at": closes}

    def _offer(self, user: User, call: Call | None) -> None:
        """The newest version of each rulebook, and the regions this person writes for."""
        newest = Rulebook.objects.order_by("code", "-version").distinct("code").values("pk")
        rulebooks = Rulebook.objects.filter(pk__in=newest)
        if call is not None:
            rulebooks = rulebooks | Rulebook.objects.filter(pk=call.rulebook_id)
        self.fields["rulebook"].queryset = rulebooks.order_by("code", "version")  # type: ignore[attr-defined]
        self.fields["year"].queryset = ProgrammeYear.objects.exclude(status=YearStatus.CLOSED)  # type: ignore[attr-defined]
        if not access.may_write_call(user, region=None):
            region: Any = self.fields["region"]
            region.queryset = Region.objects.filter(pk__in=user.region_codes(*HQ_ROLES))
            region.required, region.empty_label = True, None

    def _track_field(self, rulebook: Rulebook) -> str:
        name = f"tracks_{rulebook.pk}"
        language = get_language() or "ko"
        choices = [(t.code, f"{t.name.in_language(language)} · ₩{t.grant_cap_krw.value:,}") for t in rulebook.rules.tracks]
        own = self.call.tracks if self.call is not None and self.call.rulebook_id == rulebook.pk else []
        self.fields[name] = forms.MultipleChoiceField(
            label=_("Tracks of “%(rulebook)s”") % {"rulebook": rulebook.title},
            choices=choices, required=False, widget=forms.CheckboxSelectMultiple,
            initial=own or [code for code, _label in choices[:1]],
        )  # fmt: skip
        return name

    def _lay_out(self) -> None:
        tracks = [Row(name, data_show_when=f"rulebook={rulebook.pk}") for rulebook, name in self.tracks_of.items()]
        self.helper = FormHelper()
        self.helper.form_id = "call-form"
        self.helper.layout = Layout(
            Fieldset(_("Frame"), Row("year", "region"), "rulebook", *tracks),
            Fieldset(_("Wording"), "title_ko", "title_en", "summary_ko", "summary_en", "body_ko", "body_en"),
            Fieldset(_("Time"), Row("opens_at", "closes_at"), "short_notice_reason"),
        )
        self.helper.add_input(Submit("save", _("Save the draft")))

    def description(self) -> CallDescription:
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in CallDescription.__dataclass_fields__ if name != "tracks"}
        return CallDescription(**values, tracks=list(cleaned[self.tracks_of[cleaned["rulebook"]]]))

    def show(self, errors: dict[str, Any]) -> None:
        """The action's refusals beside the fields they name."""
        for field, message in errors.items():
            if field == "tracks" and self.cleaned_data.get("rulebook"):
                field = self.tracks_of[self.cleaned_data["rulebook"]]
            self.add_error(field if field in self.fields else None, message)


class PublishForm(forms.Form):
    """The last question before a call is out; asks for a reason where the notice is short."""

    short_notice_reason = LongTextField(
        rows=2, label=_("Reason for a shorter notice"), max_length=300, required=False,
        help_text=_("It is shown to everyone."),
    )  # fmt: skip

    def __init__(self, *args: Any, asks_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["short_notice_reason"]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields)
        self.helper.add_input(
            Submit(
                "publish",
                _("Publish"),
                data_confirm=_("Once published, a call changes only by an amendment that everyone reads. Publish it now?"),
            )
        )


class ExtendForm(forms.Form):
    closes_at = MomentField(label=_("New closing time (Korean time)"))
    reason = LongTextField(rows=3, label=_("Reason"), max_length=300, help_text=_("It is shown to everyone."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("closes_at", "reason")
        self.helper.add_input(
            Submit("extend", _("Extend"), data_confirm=_("Everyone at work on a proposal is told. Extend the call?"))
        )


class AmendForm(forms.Form):
    """The call as it stands, to be changed where it is wrong; `base` is the number of amendments its writer has seen."""

    title_ko = forms.CharField(label=WORDS["title_ko"], max_length=160)
    title_en = forms.CharField(label=WORDS["title_en"], max_length=200, required=False)
    summary_ko = LongTextField(rows=2, label=WORDS["summary_ko"], max_length=300, required=False)
    summary_en = LongTextField(rows=2, label=WORDS["summary_en"], max_length=300, required=False)
    body_ko = LongTextField(rows=12, label=WORDS["body_ko"], required=False, max_length=10000)
    body_en = LongTextField(rows=8, label=WORDS["body_en"], required=False, max_length=10000)
    closes_at = MomentField(
        label=_("Closes (Korean time)"),
        help_text=_("Only later than now stands. Give more time where what is amended changes what firms must write."),
    )
    reason = LongTextField(rows=3, label=_("Reason for the amendment"), max_length=500, help_text=_("It is shown to everyone."))
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        standing = {name: getattr(call, name) for name in (*WORDS, "closes_at")}
        kwargs["initial"] = standing | {"base": call.amendment_number}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("Wording"), *WORDS), Fieldset(_("Time"), "closes_at"), Fieldset(_("Why"), "reason"), "base"
        )
        self.helper.add_input(
            Submit("amend", _("Amend"), data_confirm=_("What stood before stays readable, and everyone at work on a proposal is told. Amend the call?"))
        )  # fmt: skip

    def change(self) -> dict[str, Any]:
        """What `amend_call` takes. A closing time left alone (shown to the minute) is none."""
        cleaned, standing = self.cleaned_data, self.initial["closes_at"]
        same = cleaned["closes_at"] == standing.replace(second=0, microsecond=0)
        return {
            "words": {name: cleaned[name] for name in WORDS},
            "closes_at": None if same else cleaned["closes_at"],
            "reason": cleaned["reason"],
            "base": cleaned["base"],
        }

    def write_on_the_newest(self, call: Call) -> None:
        """Somebody amended meanwhile: what was typed stays, and is sent against the newest when sent again."""
        call.refresh_from_db(fields=["amendment_number"])
        self.data = {**self.data.dict(), "base": str(call.amendment_number)}  # type: ignore[attr-defined]
        self.add_error(
            None, _("Somebody amended this call meanwhile. Compare with its page; sending again writes your words over it.")
        )
