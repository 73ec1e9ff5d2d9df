"""Privacy, terms, accessibility: text, in both languages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View

TITLES = {"privacy": _("Privacy policy"), "terms": _("Terms of use"), "accessibility": _("Accessibility statement")}


class Statement(View):
    audience = "public"
    name = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        language = "en" if (get_language() or "").startswith("en") else "ko"
        context = {"title": TITLES[self.name], "body": f"dashboards/statements/{self.name}.{language}.html", "nav": self.name}
        return render(request, "dashboards/statement.html", context)
