"""Public draws as everybody reads them: what was committed, what was drawn, and all it takes to draw again."""

import io
import json
import zipfile

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.canonical import canonical_json
from cluster_portal.shared.paging import keyset_page
from cluster_portal.shared.same_answer import same_for_visitors
from evaluation import access, draw_pages
from evaluation.models import Draw
from evaluation.queries import draws as queries
from evaluation.states import DrawStatus

SHOWN = 300  # people on the page; the record has all
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files always give the same zip


@for_audience("public")
@same_for_visitors
def draw_list(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    page = keyset_page(queries.public_draws(request.user), order=("-pk",), cursor=request.GET.get("cursor"), size=20)
    return render(request, "evaluation/draws/list.html", {"page": page})


def seen_draw(request: HttpRequest, ref: str) -> Draw:
    return get_object_or_404(Draw.objects.visible_to(request.user).joined().select_related("code"), ref=ref)


@for_audience("public")
@same_for_visitors
def draw_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """The time line, the notice, the pool under pseudonyms, the order, who sits and why others do not."""
    draw = seen_draw(request, ref)
    titles = queries.section_titles(draw.round)
    people = queries.people(draw, request.user)
    shown = draw_pages.rows(people if request.GET.get("all") else people[:SHOWN], titles)
    context = {
        "draw": draw,
        "round": draw.round,
        "track": draw_pages.track(draw, timezone.now()),
        "commitments": draw_pages.commitments(draw),
        "rows": shown,
        "hidden": len(people) - len(shown),
        "named": any(one.name for one in people),
        "with_sectors": any(one.stratum for one in people),
        "numbers": {role: sum(one.role == role for one in people) for role in ("member", "alternate")},
        "barred": len({row["id"] for row in draw.barred}),
        "turns": draw_pages.turns(list(draw.turns.all()), titles),
        "proof_address": draw_pages.proof_address(draw),
        "is_drawn": draw.status == DrawStatus.DRAWN,
        "is_void": draw.status == DrawStatus.VOID,
        "may_run": request.user.is_authenticated and access.may_run_round(request.user, draw.round),
    }
    return render(request, "evaluation/draws/detail.html", context)


@for_audience("public")
def draw_record(request: HttpRequest, ref: str) -> HttpResponse:
    """All of it as one JSON document: what the page's button and the script draw again from."""
    draw = seen_draw(request, ref)
    response = JsonResponse(json.loads(canonical_json(draw.as_record())), json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = content_disposition_header(False, f"{ref}.json") or "inline"
    return response


@for_audience("public")
def draw_files(request: HttpRequest, ref: str) -> HttpResponse:
    """The record and the very code it names by hash, ready to run."""
    draw = seen_draw(request, ref)
    target = io.BytesIO()
    files = {f"{ref}/draw.json": canonical_json(draw.as_record()).encode(), f"{ref}/evaluation/__init__.py": b""}
    files |= {f"{ref}/evaluation/draws/{name}": content for name, content in draw.code.contents.items()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    response = HttpResponse(target.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{ref}.zip") or "attachment"
    return response
