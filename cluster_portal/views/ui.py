"""Every part of the interface on one page, for people who build pages.

Public in demonstration and development, for the system administrator elsewhere. The samples keep
what they are sent in the session and touch nothing else.
"""

import datetime as dt
import re
from decimal import Decimal

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
from django.views.decorators.http import require_POST

from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.paging import Page

for_builders = for_audience("public" if settings.DEBUG or settings.DEMO else "admin")

NUMBER = r"\d{1,3}(\.\d{1,2})?"
SPRITE = settings.BASE_DIR / "static" / "icons" / "portal.svg"
REGIONS = [("capital", "수도권"), ("daegyeong", "대경권"), ("dongnam", "동남권"), ("honam", "호남권")]


class SampleFilter(forms.Form):
    """The filter bar's sample."""

    q = forms.CharField(label="검색어", required=False)
    region = forms.ChoiceField(label="광역권", choices=[("", "전체"), *REGIONS], required=False)
    status = forms.ChoiceField(label="상태", choices=[("", "전체"), ("open", "접수 중")], required=False)


class SampleForm(forms.Form):
    """One field of every kind the crispy pack draws."""

    title = forms.CharField(label="과제명", max_length=40, help_text="40자 이내로 적습니다.")
    brn = forms.CharField(label="사업자등록번호", max_length=12, help_text="숫자 10자리. 예: 124-81-00998")
    complex = forms.ChoiceField(
        label="소속 산업단지", choices=[("", "선택해 주십시오"), ("gumi", "구미국가산업단지"), ("changwon", "창원국가산업단지")]
    )
    kind = forms.ChoiceField(
        label="과제 유형", choices=[("joint", "광역 연계"), ("single", "단지 내 협력")], widget=forms.RadioSelect
    )
    regions = forms.MultipleChoiceField(
        label="참여 지역", choices=REGIONS, widget=forms.CheckboxSelectMultiple, help_text="2개 이상 선택합니다."
    )
    starts_on = forms.DateField(label="착수 예정일", widget=forms.DateInput(attrs={"type": "date"}))
    months = forms.IntegerField(label="수행기간", min_value=1, max_value=36)
    grant_krw = forms.IntegerField(
        label="신청 지원금",
        min_value=0,
        max_value=500_000_000,
        widget=forms.TextInput(attrs={"data-money": "", "inputmode": "numeric"}),
    )
    summary = forms.CharField(label="과제 요약", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    plan = forms.FileField(label="연구개발계획서", help_text="PDF·HWPX·DOCX, 20 MB 이하", required=False)
    truthful = forms.BooleanField(label="작성한 내용이 사실과 다름없음을 확인합니다.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("기업과 과제", "title", "brn", "complex", "kind", "regions"),
            Fieldset(
                "기간과 사업비",
                Row("starts_on", AppendedText("months", "개월")),
                PrependedText("grant_krw", "₩"),
                "summary",
                "plan",
                "truthful",
            ),
            FormActions(Submit("save", "저장 후 계속"), Submit("draft", "임시 저장", css_class="secondary")),
        )


class AutosaveForm(forms.Form):
    """The fields of the autosave sample."""

    headline = forms.CharField(label="과제명", max_length=60)
    story = forms.CharField(label="과제 요약", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    cash_krw = forms.IntegerField(label="현금 부담금", widget=forms.TextInput(attrs={"data-money": ""}), required=False)
    way = forms.ChoiceField(
        label="과제 유형", choices=[("joint", "광역 연계"), ("single", "단지 내 협력")], widget=forms.RadioSelect
    )


def _rows(now: dt.datetime) -> list[dict]:
    statuses = [
        ("작성 중", "neutral"),
        ("접수", "info"),
        ("평가 중", "progress"),
        ("선정", "ok"),
        ("보완 요청", "warn"),
        ("미선정", "danger"),
    ]
    titles = [
        "이차전지 양극재 재활용 공정의 구미–창원 공동 실증",
        "수소 압축기 국산화",
        "조선 용접 로봇 협동 제어",
        "반도체 세정수 재이용",
        "뿌리공정 AI 품질예측",
        "광융합 라이다 모듈",
    ]
    return [
        {
            "number": f"2027-광역-{i + 1:03}",
            "title": title,
            "firm": f"(시연용) 기업 {i + 1}",
            "status": status,
            "tone": tone,
            "grant": 120_000_000 * (i + 1),
            "score": 70 + i * 3.25,
            "closes_at": now + dt.timedelta(days=i * 2 - 1, hours=5),
        }
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
                {"label": "접수", "value": "128", "unit": "건", "note": "전년 대비 +14건", "url": "#tables"},
                {"label": "평가 완료", "value": "62", "unit": "%", "note": "79 / 128", "tone": "info"},
                {"label": "광역 연계", "value": "47", "unit": "건", "note": "37%", "tone": "ok"},
                {"label": "신청 지원금", "value": "312.4", "unit": "억원", "note": "예산의 1.8배", "tone": "warn"},
            ],
            "summary": [
                {"label": "과제명", "value": "이차전지 양극재 재활용 공정의 구미–창원 공동 실증", "change_url": "#summary"},
                {
                    "label": "신청 지원금",
                    "value": "₩480,000,000",
                    "change_url": "#summary",
                    "note": "이번 공고의 한도: ₩500,000,000",
                },
                {"label": "연구개발계획서", "missing": True, "change_url": "#summary"},
            ],
            "tasks": [
                {"label": "기업·사업장", "status": "완료", "tone": "ok", "url": "#tasks"},
                {
                    "label": "참여기업",
                    "status": "3곳 중 2곳 확인",
                    "tone": "warn",
                    "url": "#tasks",
                    "hint": "(시연용) 기업 3의 확인을 기다립니다",
                },
                {"label": "확인 및 제출", "status": "아직 불가", "tone": "neutral", "hint": "위 항목을 모두 마치면 열립니다"},
            ],
            "steps": [
                {"label": "기업·사업장", "state": "done", "url": "#steps"},
                {"label": "과제", "state": "error", "url": "#steps"},
                {"label": "참여기업", "state": "current"},
                {"label": "예산", "state": "todo", "url": "#steps"},
                {"label": "첨부 파일", "state": "todo"},
                {"label": "확인 및 제출", "state": "todo"},
            ],
            "tabs": [
                {"label": "개요", "url": "#tabs", "current": True},
                {"label": "평가위원", "url": "#tabs", "count": 9},
                {"label": "이력", "url": "#tabs", "count": 0},
            ],
            "events": [
                {"at": now, "what": "접수", "who": "김주관", "tone": "ok", "note": "접수번호 2027-C-0001"},
                {"at": now - dt.timedelta(hours=3), "what": "참여기업 확인", "who": "이참여", "tone": "info"},
                {"at": now - dt.timedelta(days=1), "what": "작성 시작", "who": "김주관"},
            ],
            "files": [
                {
                    "name": "연구개발계획서.pdf",
                    "size": 1_843_200,
                    "url": "#upload",
                    "delete_url": reverse("ui:upload"),
                    "status": "검사 완료",
                    "tone": "ok",
                }
            ],
            "errors": [{"text": "소속 산업단지: 선택해 주십시오.", "href": "#summary"}],
            "by_region": [{"label": name, "value": value, "url": "#charts"} for name, value in zip(regions, asked, strict=True)],
            "funnel": [
                {"label": "작성", "value": 214},
                {"label": "접수", "value": 128},
                {"label": "적격", "value": 117},
                {"label": "평가 완료", "value": 79},
                {"label": "선정", "value": 31},
            ],
            "stacks": [
                {"label": name, "values": [value // 2, value // 3, value // 8]}
                for name, value in zip(regions, asked, strict=True)
            ],
            "stack_names": ["광역 연계", "권역 내 공동", "단독"],
            "years": [
                {"label": str(2004 + i), "values": [12 + 4 * i, 30 - 3 * i + i * i, None if i == 2 else 8 + i]} for i in range(5)
            ],
            "year_names": ["생산", "수출", "고용"],
            "money_parts": [
                {"label": "정부지원금", "value": 480, "shown": "₩480,000,000"},
                {"label": "민간 현금", "value": 96, "shown": "₩96,000,000"},
                {"label": "현물", "value": 64, "shown": "₩64,000,000"},
            ],
            "money_total": 640,
            "autosave_form": AutosaveForm(initial=request.session.get("ui-autosave", {}).get("values", {"way": "joint"})),
            "autosave_version": request.session.get("ui-autosave", {}).get("version", 1),
            "scale": [1, 2, 3, 4, 5],
            "icons": re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text()),
            "statuses": (400, 403, 404, 409, 429, 500, 503),
            "krw": 1_234_560_000,
        },
    )


@for_builders
def sample_form(request: HttpRequest) -> HttpResponse:
    """The crispy pack: empty, and with errors after sending."""
    form = SampleForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        messages.success(request, "저장했습니다.")
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
    return render(
        request,
        "ui/score.html",
        {"scale": [0, 5, 10, 15, 20], "values": kept.get("values", {}), "version": kept.get("version", 1)},
    )


@for_builders
@require_POST
def autosave(request: HttpRequest) -> JsonResponse:
    """The autosave contract of docs/ui.md §6, over the session."""
    kept = request.session.get("ui-autosave", {"version": 1, "values": {}})
    field, value = request.POST.get("field", ""), request.POST.getlist("value")
    if request.POST.get("version") != str(kept["version"]):
        return JsonResponse({"current": kept["values"].get(field, ""), "version": kept["version"], "by": "이참여"}, status=409)
    if field == "headline" and not "".join(value).strip():
        return JsonResponse({"errors": {"headline": ["과제명을 입력해 주십시오."]}}, status=422)
    kept["values"][field] = value[0] if len(value) == 1 else value
    kept["version"] += 1
    request.session["ui-autosave"] = kept
    scores = [Decimal(v) for k, v in kept["values"].items() if re.fullmatch(r"c\d+", k) and re.fullmatch(NUMBER, str(v))]
    return JsonResponse(
        {"version": kept["version"], "saved_at": timezone.now().isoformat(), "totals": {"score": f"{sum(scores):.2f}"}}
    )


@for_builders
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file and forgets it."""
    file = request.FILES.get("file")
    if file is None:
        messages.info(request, "삭제했습니다.")
        return redirect("ui:component-list")
    if file.size == 0:
        return JsonResponse({"detail": "빈 파일입니다."}, status=422)
    return JsonResponse(
        {"id": 1, "name": file.name, "size": file.size, "url": "#upload", "status": "검사 완료", "tone": "ok"}, status=201
    )


@for_builders
@require_POST
def presence(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"people": [{"name": "이참여", "where": "예산"}]})


@for_builders
def error(request: HttpRequest, status: int) -> HttpResponse:
    """The error pages, without an error."""
    if status in (500, 503):
        return HttpResponse(loader.get_template(f"{status}.html").render({}), status=status)
    if status not in (400, 403, 404, 409, 429):
        raise Http404
    return render(request, f"{status}.html", {"status": status}, status=status)
