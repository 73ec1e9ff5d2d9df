"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from dashboards.search import SHORTEST, search


class Search(View):
    audience = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "")[:100].replace("\x00", "").strip()
        context = {"words": words, "groups": search(request.user, words), "too_short": 0 < len(words) < SHORTEST, "nav": "search"}
        return render(request, "dashboards/search.html", context)
