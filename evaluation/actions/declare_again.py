import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from evaluation import access
from evaluation.actions.declare_conflicts import OTHER, DeclaredConflict
from evaluation.actions.declaring_again import require_between
from evaluation.messages import panel as messages
from evaluation.models import PanelMember, Round, RoundProposal, SecondDeclaration, Sheet
from evaluation.states import MemberStatus, SheetStatus


@transaction.atomic
def declare_again(
    member: PanelMember, *, by: User, conflicts: Iterable[DeclaredConflict] = (), at: dt.datetime | None = None
) -> PanelMember:
    """After the scoring and before the tally: say once more, for every proposal judged, whether there is a tie.

    The sealed sheet on a proposal with a tie is set aside with its reason: it is kept as it was signed and counts nothing.
    HQ is told. Declared once; a second press changes nothing.

    Raises:
        InvalidInput: for a proposal not judged, an unknown ground, or a tie without words.
        DomainError: code "not-between" outside that time.
    """
    at = at or timezone.now()
    round = Round.objects.locked(member.round)
    member = PanelMember.objects.select_for_update(no_key=True, of=("self",)).joined().get(pk=member.pk)
    require(access.may_answer(by, member) and member.status == MemberStatus.ACCEPTED)
    if member.declared_again_at:
        return member
    require_between(round)
    sheets = {sheet.proposal_id: sheet for sheet in Sheet.objects.filter(member=member, status=SheetStatus.SEALED)}
    ties = _checked(round, list(conflicts), sheets)
    SecondDeclaration.objects.bulk_create(
        SecondDeclaration(member=member, proposal_id=pk, kind=tie.kind, text=tie.text.strip(), at=at) for pk, tie in ties.items()
    )
    _set_aside(round, member, [sheets[pk] for pk in ties])
    member.declared_again_at, member.not_declared_reason = at, ""
    member.save(update_fields=["declared_again_at", "not_declared_reason"])
    event = record(
        stream=round.stream, verb="declared-again", by=by, at=at,
        data={"seat": member.seat_name, "set_aside": {str(pk): ties[pk].kind for pk in sorted(ties)}},
    )  # fmt: skip
    if ties:
        messages.sheets_set_aside(event, round, member, len(ties))
    return member


def _checked(round: Round, conflicts: list[DeclaredConflict], sheets: dict[int, Sheet]) -> dict[int, DeclaredConflict]:
    grounds = {rule.code for rule in round.rules.conflicts.value} | {OTHER}
    errors = {}
    for tie in conflicts:
        if tie.proposal_id not in sheets:
            errors[f"proposal-{tie.proposal_id}"] = _("You have no sealed sheet on this proposal.")
        elif tie.kind not in grounds:
            errors[f"proposal-{tie.proposal_id}"] = _("Choose the ground of the conflict.")
        elif not tie.text.strip():
            errors[f"proposal-{tie.proposal_id}"] = _("Please say in a few words what the tie is.")
    if errors:
        raise InvalidInput(errors)
    return {tie.proposal_id: tie for tie in conflicts}


def _set_aside(round: Round, member: PanelMember, sheets: list[Sheet]) -> None:
    """Neither due nor sealed any more, as an abstention."""
    if not sheets:
        return
    for sheet in sheets:
        sheet.become(SheetStatus.SET_ASIDE)
    Sheet.objects.bulk_update(sheets, ["status"])
    less = {"sheet_count": F("sheet_count") - len(sheets), "sealed_count": F("sealed_count") - len(sheets)}
    Round.objects.filter(pk=round.pk).update(**less)
    PanelMember.objects.filter(pk=member.pk).update(**less)
    RoundProposal.objects.filter(round=round, proposal__in=[sheet.proposal_id for sheet in sheets]).update(
        sheet_count=F("sheet_count") - 1, sealed_count=F("sealed_count") - 1
    )
