"""Released results and appeals against them, at every stage."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import Grant, Role, User
from evaluation.actions.file_appeal import file_appeal
from evaluation.actions.record_hearing import record_hearing
from evaluation.actions.release_round import release_round
from evaluation.actions.save_appeal import save_appeal
from evaluation.actions.start_appeal import start_appeal
from evaluation.models import Appeal, Round, Standing
from programme.clocks import seoul_day
from tests.factories.evaluation import head_of, make_closed_call, make_confirmed_round, make_eligible, operator_of

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
