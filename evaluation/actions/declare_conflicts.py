import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.refilling import leave_duties
from evaluation.actions.seating import require_staffing
from evaluation.messages import panel as messages
from evaluation.models import ConflictDeclaration, PanelMember, Round, Sheet
from evaluation.queries.duties import undeclared
from evaluation.queries.pool import trained_on
from evaluation.queries.rounds import short_of_sheets
from evaluation.states import MemberStatus

OTHER = "other"
AT_ONCE = 2000  # rows per statement


@dataclass(frozen=True, slots=True)
class DeclaredConflict:
    """A tie to one proposal. `kind` is a code of the rulebook's conflict rules, or "other"."""

    proposal_id: int
    kind: str
    text: str


@transaction.atomic
def declare_conflicts(
    member: PanelMember, *, by: User, conflicts: Iterable[DeclaredConflict] = (), at: dt.datetime | None = None
) -> PanelMember:
    """Say, for every proposal the member is to judge and has not spoken of yet, whether there is a tie. What is not named
    has none.

    After this the member reads and scores the others, in a reconvened round those that lack sheets: their sheets are made
    here. HQ is told of the ties. A tie found later is an abstention.

    Raises:
        InvalidInput: for an unknown proposal or ground, or a tie without words.
        DomainError: code "not-pledged", "panel-closed"; "untrained" where the rulebook asks for integrity training.
    """
    at = at or timezone.now()
    round = Round.objects.locked(member.round)
    member = PanelMember.objects.select_for_update(no_key=True, of=("self",)).joined().get(pk=member.pk)
    require(access.may_answer(by, member))
    proposals = list(undeclared(member).order_by("code_name", "proposal").values_list("proposal", flat=True))
    if member.declared_at and not proposals:
        return member
    if member.status != MemberStatus.ACCEPTED or not member.pledged_at:
        raise DomainError(_("Please sign the pledge first."), code="not-pledged")
    require_staffing(round, at)
    _require_trained(round, member, at)
    ties = _checked(round, conflicts, set(proposals))
    ConflictDeclaration.objects.bulk_create(
        [
            ConflictDeclaration(
                member=member, proposal_id=pk, at=at, has_conflict=pk in ties,
                kind=ties[pk].kind if pk in ties else "", text=ties[pk].text.strip() if pk in ties else "",
            )
            for pk in proposals
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    _assign(round, member, [pk for pk in _open_to_scores(round, proposals) if pk not in ties])
    member.declared_at = member.declared_at or at
    member.save(update_fields=["declared_at", "sheet_count"])
    event = record(
        stream=round.stream, verb="conflicts-declared", by=by, at=at,
        data={"seat": member.seat_name, "conflicts": {str(pk): ties[pk].kind for pk in sorted(ties)}, "sheets": member.sheet_count},
    )  # fmt: skip
    if ties:
        messages.conflicts_declared(event, round, member, len(ties))
        leave_duties(round, member, by=by, at=at, proposals=list(ties))
    return member


def _require_trained(round: Round, member: PanelMember, at: dt.datetime) -> None:
    if round.rules.panel.training_required.value and not trained_on(timezone.localdate(at)).filter(expert=member.expert).exists():
        raise DomainError(
            _("The files open only with valid integrity training. Enter it in your profile, then declare."), code="untrained"
        )


def _checked(round: Round, conflicts: Iterable[DeclaredConflict], in_round: set[int]) -> dict[int, DeclaredConflict]:
    ties = {conflict.proposal_id: conflict for conflict in conflicts}
    grounds = {rule.code for rule in round.rules.conflicts.value} | {OTHER}
    errors: dict[str, Any] = {}
    for pk, conflict in ties.items():
        if pk not in in_round:
            errors[f"proposal-{pk}"] = _("This proposal is not in the round.")
        elif conflict.kind not in grounds:
            errors[f"proposal-{pk}"] = _("Choose the ground of the conflict.")
        elif not conflict.text.strip():
            errors[f"proposal-{pk}"] = _("Please say in a few words what the tie is.")
    if errors:
        raise InvalidInput(errors)
    return ties


def _open_to_scores(round: Round, proposals: list[int]) -> list[int]:
    if not round.is_reconvened:
        return proposals
    short = short_of_sheets(round).filter(proposal__in=proposals)
    return list(short.order_by("proposal").values_list("proposal", flat=True))


def _assign(round: Round, member: PanelMember, proposals: list[int]) -> None:
    """A sheet for each proposal the member is not tied to."""
    Sheet.objects.bulk_create([Sheet(round=round, member=member, proposal_id=pk) for pk in proposals], batch_size=AT_ONCE)
    round.entries.filter(proposal__in=proposals).update(sheet_count=F("sheet_count") + 1)
    member.sheet_count += len(proposals)
    round.sheet_count += len(proposals)
    round.save(update_fields=["sheet_count"])
