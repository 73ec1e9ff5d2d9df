"""Every part of the interface on one page, for people who build pages.

Public in demonstration and development, for the system administrator elsewhere. The samples keep
what they are sent in the session and touch nothing else.
"""

import datetime as dt

from crispy_forms.bootstrap import AppendedText, FormActions, PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.paging import Page

for_builders = for_audience("public" if settings.DEBUG or settings.DEMO else "admin")

REGIONS = [("capital", "수도권"), ("daegyeong", "대경권"), ("dongnam", "동남권"), ("honam", "호남권")]
ICONS = (
    "arrow-right award bell calendar chart check check-circle chevron-down chevron-left chevron-right clock close cloud "
    "cloud-off copy download edit error external eye factory file filter flask folder globe help history home info keyboard "
    "link lock login logout mail map menu minus plus print search send shield trash unlock upload user users warning won"
).split()


class SampleFilter(forms.Form):
    """The filter bar's sample."""

    q = forms.CharField(label=_("Search words"), required=False)
    region = forms.ChoiceField(label=_("Region"), choices=[("", _("All")), *REGIONS], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("All")), ("open", _("Open"))], required=False)


class SampleForm(forms.Form):
    """One field of every kind the crispy pack draws."""

    title = forms.CharField(label=_("Project title"), max_length=40, help_text=_("Up to 40 characters."))
    brn = forms.CharField(label=_("Business registration number"), max_length=12, help_text=_("Ten digits, for example 124-81-00998."))
    complex = forms.ChoiceField(label=_("Industrial complex"), choices=[("", _("Choose one")), ("gumi", "구미국가산업단지"), ("changwon", "창원국가산업단지")])
    kind = forms.ChoiceField(label=_("Kind of project"), choices=[("joint", _("Joint across regions")), ("single", _("Within one cluster"))], widget=forms.RadioSelect)
    regions = forms.MultipleChoiceField(label=_("Regions taking part"), choices=REGIONS, widget=forms.CheckboxSelectMultiple, help_text=_("At least two."))
    starts_on = forms.DateField(label=_("Starts on"), widget=forms.DateInput(attrs={"type": "date"}))
    months = forms.IntegerField(label=_("Duration"), min_value=1, max_value=36)
    grant_krw = forms.IntegerField(label=_("Grant asked for"), min_value=0, max_value=500_000_000, widget=forms.TextInput(attrs={"data-money": "", "inputmode": "numeric"}))
    summary = forms.CharField(label=_("Summary"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    plan = forms.FileField(label=_("Plan"), help_text=_("PDF, HWPX or DOCX, up to 20 MB."), required=False)
    truthful = forms.BooleanField(label=_("I confirm that what is written here is true."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("Firm and project"), "title", "brn", "complex", "kind", "regions"),
            Fieldset(
                _("Time and money"),
                Row("starts_on", AppendedText("months", _("months"))),
                PrependedText("grant_krw", "₩"),
                "summary",
                "plan",
                "truthful",
            ),
            FormActions(Submit("save", _("Save and continue")), Submit("draft", _("Save as draft"), css_class="secondary")),
        )


class AutosaveForm(forms.Form):
    """The fields of the autosave sample."""

    headline = forms.CharField(label=_("Project title"), max_length=60)
    story = forms.CharField(label=_("Summary"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    cash_krw = forms.IntegerField(label=_("Cash share"), widget=forms.TextInput(attrs={"data-money": ""}), required=False)
    way = forms.ChoiceField(label=_("Kind of project"), choices=[("joint", _("Joint across regions")), ("single", _("Within one cluster"))], widget=forms.RadioSelect)


def _rows(now: dt.datetime) -> list[dict]:
    statuses = [(_("Draft"), "neutral"), (_("Submitted"), "info"), (_("Under evaluation"), "progress"), (_("Selected"), "ok"), (_("Returned for correction"), "warn"), (_("Not selected"), "danger")]
    titles = ["이차전지 양극재 재활용 공정의 구미–창원 공동 실증", "수소 압축기 국산화", "조선 용접 로봇 협동 제어", "반도체 세정수 재이용", "뿌리공정 AI 품질예측", "광융합 라이다 모듈"]
    return [
        {"number": f"2027-광역-{i + 1:03}", "title": title, "firm": f"(시연용) 기업 {i + 1}", "status": status, "tone": tone, "grant": 120_000_000 * (i + 1), "score": 70 + i * 3.25, "closes_at": now + dt.timedelta(days=i * 2 - 1, hours=5)}
        for i, (title, (status, tone)) in enumerate(zip(titles, statuses, strict=True))
    ]


@for_builders
def components(request: HttpRequest) -> HttpResponse:
    """All components with sample values."""
    now = timezone.now()
    regions = ["수도권", "충청권", "호남권", "대경권", "동남권", "강원권", "제주권"]
    asked = [312, 128, 97, 154, 201, 42, 11]
    return render(
        request,
        "ui/components.html",
        {
            "now": now,
            "soon": now + dt.timedelta(hours=30),
            "later": now + dt.timedelta(days=12, hours=3),
            "past": now - dt.timedelta(days=2),
            "filter_form": SampleFilter(request.GET or None),
            "page": Page(_rows(now), "next", "previous"),
            "kpis": [
                {"label": _("Submitted"), "value": "128", "unit": _("cases"), "note": _("14 more than last year"), "url": "#tables"},
                {"label": _("Evaluated"), "value": "62", "unit": "%", "note": "79 / 128", "tone": "info"},
                {"label": _("Joint across regions"), "value": "47", "unit": _("cases"), "note": "37%", "tone": "ok"},
                {"label": _("Grant asked for"), "value": "312.4", "unit": _("eok won"), "note": _("1.8 times the budget"), "tone": "warn"},
            ],
            "summary": [
                {"label": _("Project title"), "value": "이차전지 양극재 재활용 공정의 구미–창원 공동 실증", "change_url": "#summary"},
                {"label": _("Grant asked for"), "value": "₩480,000,000", "change_url": "#summary", "note": _("Cap of this call: ₩500,000,000")},
                {"label": _("Plan"), "missing": True, "change_url": "#summary"},
            ],
            "tasks": [
                {"label": _("Firm and plant"), "status": _("Done"), "tone": "ok", "url": "#tasks"},
                {"label": _("Partners"), "status": _("2 of 3 confirmed"), "tone": "warn", "url": "#tasks", "hint": _("Waiting for (demonstration) Firm 3")},
                {"label": _("Check and submit"), "status": _("Not yet possible"), "tone": "neutral", "hint": _("Opens when everything above is done")},
            ],
            "steps": [
                {"label": _("Firm and plant"), "state": "done", "url": "#steps"},
                {"label": _("Project"), "state": "error", "url": "#steps"},
                {"label": _("Partners"), "state": "current"},
                {"label": _("Budget"), "state": "todo", "url": "#steps"},
                {"label": _("Files"), "state": "todo"},
                {"label": _("Check and submit"), "state": "todo"},
            ],
            "tabs": [{"label": _("Overview"), "url": "#tabs", "current": True}, {"label": _("Evaluators"), "url": "#tabs", "count": 9}, {"label": _("History"), "url": "#tabs", "count": 0}],
            "events": [
                {"at": now, "what": _("Submitted"), "who": "김주관", "tone": "ok", "note": _("Receipt 2027-C-0001")},
                {"at": now - dt.timedelta(hours=3), "what": _("Partner confirmed"), "who": "이참여", "tone": "info"},
                {"at": now - dt.timedelta(days=1), "what": _("Draft started"), "who": "김주관"},
            ],
            "files": [{"name": "연구개발계획서.pdf", "size": 1_843_200, "url": "#upload", "delete_url": reverse("ui:upload"), "status": _("Checked"), "tone": "ok"}],
            "errors": [{"text": _("Industrial complex: choose one."), "href": "#summary"}],
            "by_region": [{"label": name, "value": value, "url": "#charts"} for name, value in zip(regions, asked, strict=True)],
            "funnel": [
                {"label": _("Drafts"), "value": 214},
                {"label": _("Submitted"), "value": 128},
                {"label": _("Eligible"), "value": 117},
                {"label": _("Evaluated"), "value": 79},
                {"label": _("Selected"), "value": 31},
            ],
            "stacks": [{"label": name, "values": [value // 2, value // 3, value // 8]} for name, value in zip(regions, asked, strict=True)],
            "stack_names": [_("Joint across regions"), _("Joint within a region"), _("Single")],
            "years": [{"label": str(2004 + i), "values": [12 + 4 * i, 30 - 3 * i + i * i, None if i == 2 else 8 + i]} for i in range(5)],
            "year_names": [_("Output"), _("Exports"), _("Jobs")],
            "money_parts": [{"label": _("Government grant"), "value": 480, "shown": "₩480,000,000"}, {"label": _("Own cash"), "value": 96, "shown": "₩96,000,000"}, {"label": _("In kind"), "value": 64, "shown": "₩64,000,000"}],
            "money_total": 640,
            "autosave_form": AutosaveForm(initial=request.session.get("ui-autosave", {}).get("values", {"way": "joint"})),
            "autosave_version": request.session.get("ui-autosave", {}).get("version", 1),
            "scale": [1, 2, 3, 4, 5],
            "icons": ICONS,
            "statuses": (400, 403, 404, 409, 429, 500, 503),
            "krw": 1_234_560_000,
        },
    )


@for_builders
def sample_form(request: HttpRequest) -> HttpResponse:
    """The crispy pack: empty, and with errors after sending."""
    form = SampleForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        messages.success(request, _("Saved."))
        return redirect("ui:form")
    return render(request, "ui/form.html", {"form": form}, status=422 if form.is_bound else 200)


@for_builders
def sample_detail(request: HttpRequest) -> HttpResponse:
    """A detail page with tabs and an aside."""
    return render(request, "ui/detail.html", {"now": timezone.now(), "closes_at": timezone.now() + dt.timedelta(days=2, hours=4)})


@for_builders
def sample_score(request: HttpRequest) -> HttpResponse:
    """A score sheet beside its document."""
    kept = request.session.get("ui-autosave", {})
    return render(request, "ui/score.html", {"scale": [0, 5, 10, 15, 20], "values": kept.get("values", {}), "version": kept.get("version", 1)})


@for_builders
@require_POST
def autosave(request: HttpRequest) -> JsonResponse:
    """The autosave contract of docs/ui.md §6, over the session."""
    kept = request.session.get("ui-autosave", {"version": 1, "values": {}})
    field, value = request.POST.get("field", ""), request.POST.getlist("value")
    if request.POST.get("version") != str(kept["version"]):
        return JsonResponse({"current": kept["values"].get(field, ""), "version": kept["version"], "by": "이참여"}, status=409)
    if field == "headline" and not "".join(value).strip():
        return JsonResponse({"errors": {"headline": [str(_("Give the project a title."))]}}, status=422)
    kept["values"][field] = value[0] if len(value) == 1 else value
    kept["version"] += 1
    request.session["ui-autosave"] = kept
    scores = [float(v) for k, v in kept["values"].items() if k.startswith("c") and k[1:].isdigit() and v]
    return JsonResponse({"version": kept["version"], "saved_at": timezone.now().isoformat(), "totals": {"score": f"{sum(scores):.2f}"}})


@for_builders
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file and forgets it."""
    file = request.FILES.get("file")
    if file is None:
        messages.info(request, _("Removed."))
        return redirect("ui:component-list")
    if file.size == 0:
        return JsonResponse({"detail": str(_("The file is empty."))}, status=422)
    return JsonResponse({"id": 1, "name": file.name, "size": file.size, "url": "#upload", "status": str(_("Checked")), "tone": "ok"}, status=201)


@for_builders
@require_POST
def presence(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"people": [{"name": "이참여", "where": str(_("Budget"))}]})


@for_builders
def error(request: HttpRequest, status: int) -> HttpResponse:
    """The error pages, without an error."""
    if status in (500, 503):
        return HttpResponse(loader.get_template(f"{status}.html").render({}), status=status)
    if status not in (400, 403, 404, 409, 429):
        raise Http404
    return render(request, f"{status}.html", {"status": status}, status=status)
