import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.models import PanelCut, Round, RoundProposal
from evaluation.states import RoundStatus


@transaction.atomic
def cut_proposal(
    entry: RoundProposal,
    *,
    by: User,
    recommended_krw: int | None,
    scope: str = "",
    reason: str = "",
    at: dt.datetime | None = None,
) -> PanelCut | None:
    """Enter what the panel recommends instead of what was asked: less money, a smaller scope, or both. Replaces what was
    entered before; neither of both takes the cut away. The same again changes nothing.

    Raises:
        InvalidInput: for an amount outside ₩1 and what was asked, or without a reason.
        DomainError: code "no-cuts" under a rulebook without them, "not-closed", "confirmed".
    """
    at = at or timezone.now()
    round = Round.objects.locked(entry.round)
    require(access.may_run_round(by, round))
    _require_time(round)
    scope, reason = scope.strip(), reason.strip()
    before = PanelCut.objects.filter(entry=entry).first()
    if recommended_krw is None and not scope:
        if before is None:
            return None
        before.delete()
        record(stream=round.stream, verb="cut-taken-back", by=by, at=at, data={"proposal": entry.proposal.ref})
        return None
    _require_sound(entry, recommended_krw, reason)
    if before and (before.recommended_krw, before.scope, before.reason) == (recommended_krw, scope, reason):
        return before
    cut, _new = PanelCut.objects.update_or_create(
        entry=entry, defaults={"recommended_krw": recommended_krw, "scope": scope, "reason": reason, "by": by, "at": at}
    )
    record(
        stream=round.stream, verb="cut-entered", by=by, at=at,
        data={"proposal": entry.proposal.ref, "recommended_krw": recommended_krw, "scope": scope, "reason": reason},
    )  # fmt: skip
    return cut


def _require_time(round: Round) -> None:
    if not round.rules.choosing.panel_may_cut.value:
        raise DomainError(_("Under this rulebook the panel does not cut proposals."), code="no-cuts")
    if not round.is_closed:
        raise DomainError(_("Cuts are entered after scoring has closed."), code="not-closed")
    if round.status in {RoundStatus.CONFIRMED, RoundStatus.RELEASED}:
        raise DomainError(_("The ranking is confirmed; cuts stay as they are."), code="confirmed")


def _require_sound(entry: RoundProposal, recommended_krw: int | None, reason: str) -> None:
    errors: dict[str, Any] = {}
    if recommended_krw is not None and not 0 < recommended_krw < entry.proposal.requested_krw:
        errors["recommended_krw"] = _("Between ₩1 and less than what was asked for, ₩%(asked)s.") % {
            "asked": f"{entry.proposal.requested_krw:,}"
        }
    if not reason:
        errors["reason"] = _("Please give the reason.")
    if errors:
        raise InvalidInput(errors)
