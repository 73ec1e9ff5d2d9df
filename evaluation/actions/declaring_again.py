"""The common ground of the second declaration: when it is made, and who is still waited for."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cluster_portal.shared.errors import DomainError, NotReady
from evaluation.models import PanelMember, Round
from evaluation.models.member import PanelMemberQuerySet
from evaluation.states import MemberStatus, RoundStatus


def is_asked(round: Round) -> bool:
    """Whether the round's rulebook asks for it at all."""
    return round.rules.panel.declares_again.value


def require_between(round: Round) -> None:
    """
    Raises:
        DomainError: code "not-between", before the close and after the tally.
    """
    if round.status != RoundStatus.CLOSED:
        raise DomainError(_("This is declared after the scoring has closed and before the tally."), code="not-between")


def waited_for(round: Round) -> PanelMemberQuerySet:
    """Who judged, has not declared again, and is not excused."""
    served = PanelMember.objects.filter(round=round, status=MemberStatus.ACCEPTED, sealed_count__gt=0)
    return served.filter(declared_again_at__isnull=True, not_declared_reason="")


def require_declared_again(round: Round) -> None:
    """Where the rulebook asks for it, nothing is tallied before everybody has declared, or HQ wrote why somebody has not.

    Raises:
        NotReady.
    """
    if not is_asked(round):
        return
    if waiting := waited_for(round).count():
        message = ngettext(
            "%(n)d evaluator has not declared conflicts again.", "%(n)d evaluators have not declared conflicts again.", waiting
        )
        raise NotReady([message % {"n": waiting}])
