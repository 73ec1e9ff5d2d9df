"""What is published of the audit log every day: a digest for everybody, the heads themselves for the auditor."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views import View

from audit.models import DailyHeads, PublishedHead
from cluster_portal.shared.paging import keyset_page
from documents.exports import stream_csv
from evaluation.models import Round
from evaluation.states import RoundStatus


class AuditHeads(View):
    """The days, newest first."""

    audience = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        page = keyset_page(DailyHeads.objects.all(), order=("-day",), cursor=request.GET.get("cursor"), size=60)
        return render(request, "dashboards/audit_heads.html", {"page": page})


class AuditHeadsOfDay(View):
    """One day's digest, and where the chains of released rounds stood."""

    audience = "public"

    def get(self, request: HttpRequest, day: dt.date) -> HttpResponse:
        published = get_object_or_404(DailyHeads, day=day)
        user = request.user
        context = {
            "published": published,
            "before": DailyHeads.objects.filter(day__lt=day).order_by("-day").first(),
            "rounds": _rounds(published),
            "may_download": user.is_authenticated and user.has_role("auditor", "admin"),
        }
        return render(request, "dashboards/audit_heads_day.html", context)


class AuditHeadsFile(View):
    """Every head of one day, as it went into the digest."""

    audience = ("auditor", "admin")

    def get(self, request: HttpRequest, day: dt.date) -> HttpResponseBase:
        published = get_object_or_404(DailyHeads, day=day)
        rows = published.heads.order_by("stream").values_list("stream", "seq", "hash").iterator(2000)
        return stream_csv(f"audit-heads-{day}.csv", ("stream", "seq", "sha256"), rows)


def _rounds(published: DailyHeads) -> list[tuple[Round, PublishedHead]]:
    """Released rounds whose chain moved that day: of the others not even the number of events is public. Two statements."""
    heads = {head.stream: head for head in published.heads.filter(stream__startswith="round/")}
    numbers = [int(stream.removeprefix("round/")) for stream in heads]
    rounds = Round.objects.filter(pk__in=numbers, status=RoundStatus.RELEASED, released_at__lte=published.at)
    return [(round, heads[round.stream]) for round in rounds.joined().order_by("pk")]
