"""Help for each role, in the reader's language: one template a topic and language."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View

from cluster_portal.shared.audience import admits

TOPICS = {
    "company": (_("For companies"), _("From the call to the receipt: plant, partners, budget, files, submission.")),
    "evaluator": (_("For evaluators"), _("Invitation, pledge, conflicts, the score sheet on a phone and by keyboard.")),
    "hq": (_("For regional headquarters"), _("Calls, screening, the panel, the round, the ranking, the release.")),
    "ministry": (_("For the ministry and auditors"), _("The dashboard, exports, results, the audit log.")),
    "api": (_("For programs"), _("The API: tokens, filters, errors.")),
}


class HelpIndex(View):
    audience = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        topics = [(slug, title, lead) for slug, (title, lead) in TOPICS.items()]
        return render(request, "dashboards/help.html", {"topics": topics, "nav": "help"})


class HelpTopic(View):
    audience = "public"

    def get(self, request: HttpRequest, topic: str) -> HttpResponse:
        if topic not in TOPICS:
            raise Http404
        title, lead = TOPICS[topic]
        language = "en" if (get_language() or "").startswith("en") else "ko"
        context = {
            "title": title,
            "lead": lead,
            "body": f"dashboards/help/{topic}.{language}.html",
            "topic": topic,
            "nav": "help",
            "is_of_a_firm": admits(("company",), request.user),  # its own pages are links for it, words for others
        }
        return render(request, "dashboards/help_topic.html", context)


class ErrorHelp(View):
    """What each refusal means; the API's problem details link here."""

    audience = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "dashboards/help_errors.html", {"nav": "help"})
