"""What any Django page costs here: the person, one query for so many rows, a plain table of them. Nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from projects.models import Proposal

COLUMNS = ("ref", "title", "status", "requested_krw", "partner_count", "submitted_at")


def rows(request: HttpRequest, number: int) -> HttpResponse:
    """A GET reads; a POST also writes one row, committed."""
    signed_in = request.user.is_authenticated
    if request.method == "POST":
        Proposal.objects.filter(pk=Proposal.objects.only("pk").latest("pk").pk).update(updated_at=timezone.now())
    found = Proposal.objects.only(*COLUMNS).order_by("-id")[:number]
    return render(request, "rows.html", {"rows": found, "signed_in": signed_in})


urlpatterns = [path("rows/<int:number>/", rows)]
