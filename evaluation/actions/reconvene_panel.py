import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.messages import scoring as messages
from evaluation.models import Assignment, Round, Sheet
from evaluation.models.sheet import SheetQuerySet
from evaluation.queries.rounds import short_of_sheets
from evaluation.reminders import next_reminder
from evaluation.states import MemberStatus, RoundStatus

TIMES = ("scoring_closes_at", "answers_end_at", "discussion_ends_at", "adjusting_ends_at")


@transaction.atomic
def reconvene_panel(round: Round, *, by: User, closes_at: dt.datetime, reason: str, at: dt.datetime | None = None) -> Round:
    """Open scoring once more, only for the proposals with too few sealed sheets for a result, until a new time.

    What is sealed stays sealed: its scores have been seen. Of these proposals, the sheets that did not count go back to
    their evaluators as they were; the panel can be added to meanwhile, and new members read these proposals alone. A tally
    made without them is undone. Those concerned are told.

    Raises:
        InvalidInput: without a reason, or for a time that has passed.
        DomainError: code "nothing-missing" when every proposal has enough sheets, "illegal-move" outside the phase.
    """
    at = at or timezone.now()
    round = Round.objects.locked(round)
    require(access.may_decide(by, round))
    errors = {}
    if closes_at <= at:
        errors["closes_at"] = _("The closing time has passed. Please set a later one.")
    if not reason.strip():
        errors["reason"] = _("Please give the reason.")
    if errors:
        raise InvalidInput(errors)
    short = list(short_of_sheets(round).order_by("pk").values_list("proposal", "proposal__ref"))
    round.become(RoundStatus.SCORING)
    if not short:
        raise DomainError(_("Every proposal has enough sealed sheets for a result."), code="nothing-missing")
    round.standings.all().delete()
    round.scoring_closes_at, round.tallied_at, round.close_reason = closes_at, None, ""
    round.answers_end_at = round.discussion_ends_at = round.adjusting_ends_at = None  # planned anew where it is wanted
    round.next_reminder_at, round.merkle_root = next_reminder(round.schedule, after=at), ""
    round.save(update_fields=[*TIMES, "status", "tallied_at", "close_reason", "next_reminder_at", "merkle_root"])
    proposals = [pk for pk, _ref in short]
    given_back = _without_those_replaced(round, Sheet.objects.filter(round=round, proposal__in=proposals)).revive()
    event = record(
        stream=round.stream, verb="reconvened", by=by, at=at,
        data={"proposals": [ref for _pk, ref in short], "sheets": given_back, "closes_at": closes_at, "reason": reason.strip()},
    )  # fmt: skip
    concerned = round.members.filter(
        status=MemberStatus.ACCEPTED, sheets__in=Sheet.objects.filter(round=round).unsealed()
    ).distinct()
    messages.panel_reconvened(event, round, list(concerned.joined()), reason.strip())
    return round


def _without_those_replaced(round: Round, sheets: SheetQuerySet) -> SheetQuerySet:
    """Of those still on the panel; where proposals have their own evaluators, of those still assigned."""
    sheets = sheets.filter(member__status=MemberStatus.ACCEPTED)
    if not round.is_individual:
        return sheets
    duty = Assignment.objects.filter(entry__proposal=OuterRef("proposal"), member=OuterRef("member"), ended_at__isnull=True)
    return sheets.filter(Exists(duty))
