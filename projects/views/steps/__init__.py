"""The steps of the editor, by plain posts. With scripts the same fields save themselves (views/autosave.py).

Each step is a module with `show` and `take`.
"""

from types import ModuleType

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from cluster_portal.shared.audience import for_audience
from cluster_portal.shared.errors import require
from projects.views.desk import open_desk
from projects.views.steps import budget, files, firm, partners, project

STEPS: dict[str, ModuleType] = {"firm": firm, "project": project, "partners": partners, "budget": budget, "files": files}


@for_audience("company")
def proposal_step(request: SignedInRequest, ref: str, step: str) -> HttpResponse:
    """One step of the editor. Saving leads to the next step, back to the check page (`next`), or home ('save and leave')."""
    if step not in STEPS:
        raise Http404
    desk = open_desk(request, ref)
    if request.method == "POST":
        require(step in desk.open_steps, _("This part cannot be changed now."))
        return STEPS[step].take(request, desk)
    return STEPS[step].show(request, desk)
