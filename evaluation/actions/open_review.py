import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from evaluation import access
from evaluation.actions.naming import give_code_names
from evaluation.actions.scheduling import schedule_errors, times_of
from evaluation.messages import appeals as messages
from evaluation.models import Adjustment, Appeal, BlindCopy, Round, RoundProposal, Section
from evaluation.phases import Schedule
from evaluation.states import AppealStatus
from projects.states import ProposalStatus


@transaction.atomic
def open_review(
    appeal: Appeal,
    *,
    by: User,
    scoring_opens_at: dt.datetime,
    scoring_closes_at: dt.datetime,
    discussion_ends_at: dt.datetime | None = None,
    adjusting_ends_at: dt.datetime | None = None,
    at: dt.datetime | None = None,
) -> Round:
    """Begin the new evaluation of an appealed proposal: a round of its own, under the same rulebook, for a panel on which
    nobody of the first one sits. Bonus and penalty points are taken over as they were proved; the proposal keeps its result
    meanwhile. The panel may discuss and adjust as any other. The applicant is told. A second click gives the same round.

    Raises:
        InvalidInput: for times that do not fit.
        DomainError: code "ground-not-accepted" where the rulebook has it dismissed, "selected-already", "illegal-move".
    """
    at = at or timezone.now()
    appeal = Appeal.objects.locked(appeal)
    require(access.may_handle_appeal(by, appeal))
    if appeal.review is not None:
        return appeal.review
    appeal.become(AppealStatus.UNDER_REVIEW)
    _require_reviewable(appeal)
    schedule = Schedule(scoring_opens_at, scoring_closes_at, discussion_ends_at, adjusting_ends_at)
    if errors := schedule_errors(schedule, at):
        raise InvalidInput(errors)
    review = _plan(appeal, by, schedule)
    appeal.review = review
    appeal.save(update_fields=["status", "review"])
    record(
        stream=review.stream, verb="planned", by=by, at=at,
        data={
            "call": review.call.ref, "region": review.region_id, "rulebook_sha256": review.rulebook.sha256, "proposals": 1,
            "appeal": appeal.number, "appeal_of": appeal.round.ref,
            **times_of(schedule),
        },
    )  # fmt: skip
    event = record(
        stream=appeal.stream, verb="appeal-review-opened", by=by, at=at, data={"number": appeal.number, "round": review.ref}
    )
    messages.review_opened(event, appeal)
    return review


def _require_reviewable(appeal: Appeal) -> None:
    ground = appeal.asked_ground
    if ground is None or not ground.accepted:
        raise DomainError(_("The rulebook does not accept this ground. Dismiss the appeal."), code="ground-not-accepted")
    if appeal.proposal.status == ProposalStatus.SELECTED:
        raise DomainError(_("This project is selected; a review could change nothing for it."), code="selected-already")


def _plan(appeal: Appeal, by: User, schedule: Schedule) -> Round:
    first = appeal.round
    review = Round.objects.create(
        ref=f"{first.ref}-appeal-{appeal.pk}", call=first.call, region=first.region, rulebook=first.rulebook, appeal_of=first,
        created_by=by, is_demo=first.is_demo, proposal_count=1, **times_of(schedule), is_blind=first.is_blind,
    )  # fmt: skip
    section = Section.objects.create(round=review, number=1)
    entry = RoundProposal.objects.create(round=review, proposal=appeal.proposal, section=section)
    give_code_names(review)
    if (copy := BlindCopy.objects.filter(entry__round=first, entry__proposal=appeal.proposal).first()) is not None:
        BlindCopy.objects.create(entry=entry, words=copy.words)  # to be checked anew
    proved = Adjustment.objects.filter(entry__round=first, entry__proposal=appeal.proposal)
    Adjustment.objects.bulk_create(
        [
            Adjustment(entry=entry, kind=one.kind, code=one.code, points=one.points, evidence=one.evidence, by=one.by, at=one.at)
            for one in proved
        ]
    )
    return review
