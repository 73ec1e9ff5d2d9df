"""Decision support after the close: for the headquarters and, over the own panel, its chair."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import require
from evaluation import access, support_pages
from evaluation.queries import support as queries
from evaluation.views.rounds import RUNNERS, round_context, seen_round


@for_audience(*RUNNERS, "auditor", "evaluator")
def round_support(request: SignedInRequest, ref: str) -> HttpResponse:
    """Beside the official list, never instead of it. A chair sees the own panel's part, without places and decisions."""
    round = seen_round(request, ref)
    require(access.may_see_support(request.user, round), _("Decision support opens when scoring has closed."))
    whole = access.may_see_scores(request.user, round)
    found = queries.report(round, proposals=None if whole else access.chaired_proposals(request.user, round))
    context = round_context(request, round, "support") | {"whole": whole, "report": found}
    if found is not None:
        named = set(round.members.visible_to(request.user).values_list("pk", flat=True))
        shown = support_pages.shown(request.GET.get("show", ""))
        page = support_pages.page(found, shown, request.GET.get("cursor"))
        context |= {
            "kpis": support_pages.kpis(found),
            "meaning": support_pages.meaning(found),
            "page": page,
            "rows": support_pages.proposal_rows(
                found, page.items, queries.titles(round, request.user, [found.proposals[one] for one in page.items]),
                queries.places(round, [found.proposals[one] for one in page.items]) if found.ranked else {},
            ),
            "top": len(found.proposals),
            "line": found.funded,
            "chips": support_pages.chips(found, shown),
            "evaluators": support_pages.evaluator_rows(found, named),
            "leniency": support_pages.leniency_bars(found, named),
            "panels": support_pages.panel_rows(found),
            "without": support_pages.without_rows(found, named, queries.titles(round, request.user, support_pages.moved_somewhere(found))),
            "service": support_pages.service_rows(found, named, queries.service(round, found.members)) if whole else [],
        }  # fmt: skip
    return render(request, "evaluation/rounds/support.html", context)
