"""Released results and appeals against them, at every stage."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import Grant, Role, User
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.decide_appeal import decide_appeal
from evaluation.actions.file_appeal import file_appeal
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.open_review import open_review
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.record_hearing import record_hearing
from evaluation.actions.release_round import release_round
from evaluation.actions.save_appeal import save_appeal
from evaluation.actions.start_appeal import start_appeal
from evaluation.actions.tally_round import tally_round
from evaluation.models import Appeal, Round, Sheet, Standing
from programme.clocks import seoul_day
from tests.factories.evaluation import (
    NOW,
    SCORING_CLOSES,
    SCORING_OPENS,
    declare_everybody_again,
    enter,
    head_of,
    make_closed_call,
    make_confirmed_round,
    make_eligible,
    make_pool,
    operator_of,
    seal,
    summarise,
)

MILLION = 1_000_000
TEXT = "사업계획서 12쪽의 시험 성적을 빠뜨리고 기술성을 평가하였습니다."


def make_released_round(
    *, asked: tuple[int, ...] = (300, 400, 100), totals: tuple[int, ...] = (90, 80, 60), budget: int = 500, at: dt.datetime | None = None,
    **round: Any,
) -> Round:  # fmt: skip
    """By default one selected, one on the reserve list, one below the line; amounts in millions of won. Released `at`."""
    call = make_closed_call()
    proposals = [make_eligible(call, requested_krw=one * MILLION) for one in asked]
    scores = {proposal.pk: [total] * 5 for proposal, total in zip(proposals, totals, strict=True)}
    made = make_confirmed_round(call, members=5, budget_krw=budget * MILLION, totals=scores, **round)
    release_round(made, by=head_of(made.region_id), at=at)
    return Round.objects.joined().get(pk=made.pk)


def standing_at(round: Round, place: int) -> Standing:
    """By its position on the list, from 1."""
    return Standing.objects.select_related("proposal__lead", "round").get(round=round, position=place)


def owner_of(standing: Standing) -> User:
    return Grant.objects.filter(organisation=standing.proposal.lead, role=Role.COMPANY_OWNER).first().user


def make_draft(standing: Standing, *, ground: str = "misreading", text: str = TEXT, at: dt.datetime | None = None) -> Appeal:
    owner = owner_of(standing)
    appeal = start_appeal(standing, by=owner, at=at)
    return save_appeal(appeal, by=owner, base_version=0, ground=ground, text=text, at=at)


def make_filed(standing: Standing, *, at: dt.datetime | None = None, **draft: Any) -> Appeal:
    return file_appeal(make_draft(standing, at=at, **draft), by=owner_of(standing), at=at, processed_at=at)


def hear(appeal: Appeal, *, at: dt.datetime | None = None) -> None:
    at = at or timezone.now()
    record_hearing(
        appeal, by=operator_of(appeal.round.region_id), heard="주관기관 연구책임자", held_on=seoul_day(at), way="video",
        summary="시험 성적의 위치를 설명하였습니다.", at=at,
    )  # fmt: skip


def make_open_review(appeal: Appeal, *, pool: bool = True) -> Round:
    """A review that waits for its panel. The pool gets people who did not sit on the first one."""
    if pool:
        make_pool(home=4, away=4, region=appeal.round.region_id)
    opened = open_review(
        appeal, by=operator_of(appeal.round.region_id), scoring_opens_at=SCORING_OPENS, scoring_closes_at=SCORING_CLOSES, at=NOW
    )
    return Round.objects.joined().get(pk=opened.pk)


def make_tallied_review(appeal: Appeal, total: int = 85, *, summarised: bool = True) -> Round:
    review = make_open_review(appeal)
    operator, at = operator_of(review.region_id), review.scoring_opens_at
    propose_panel(review, by=operator, at=at)
    for member in invite_panel(review, by=operator, at=at):
        enter(member, at=at)
    open_scoring(review, by=operator, at=at)
    for sheet in Sheet.objects.filter(round=review).joined().order_by("member__seat"):
        seal(sheet, total)
    close_due_rounds(at=review.scoring_closes_at + dt.timedelta(seconds=10))
    declare_everybody_again(review)
    tally_round(Round.objects.joined().get(pk=review.pk), by=operator)
    if summarised:
        summarise(review)
    return Round.objects.joined().get(pk=review.pk)


def make_judged(standing: Standing, total: int = 85) -> Appeal:
    """Filed, and its review tallied: it waits for the answer."""
    appeal = make_filed(standing)
    make_tallied_review(appeal, total)
    return Appeal.objects.joined().get(pk=appeal.pk)


def answer(appeal: Appeal, *, upheld: bool = True, reason: str = "재평가 점수를 인정합니다.") -> Appeal:
    return decide_appeal(appeal, by=head_of(appeal.round.region_id), upheld=upheld, reason=reason)
