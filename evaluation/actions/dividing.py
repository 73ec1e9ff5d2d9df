"""The common ground of what divides a round into sections: only before anybody is seated or drawn."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cluster_portal.shared.errors import DomainError
from evaluation.actions.seating import require_no_draw, require_staffing
from evaluation.models import PanelMember, Round


def require_divisible(round: Round, at: dt.datetime) -> None:
    """The round is locked.

    Raises:
        DomainError: code "no-sections", "has-panel", "public-draw", "panel-closed".
    """
    if round.is_individual:
        raise DomainError(_("In this round each proposal has its own evaluators; there are no sections."), code="no-sections")
    require_staffing(round, at)
    require_no_draw(round)
    if PanelMember.objects.seated().filter(round=round).exists():
        raise DomainError(_("Somebody is on a panel already: the sections do not change any more."), code="has-panel")
