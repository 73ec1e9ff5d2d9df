"""What followed the releases of the demonstration: a project fell away and the next moved up, a central pool, advice, an upheld appeal."""

import datetime as dt
from collections.abc import Callable
from itertools import islice

from accounts.models import Organisation, Role, User
from cluster_portal.demo.firms import business_numbers, owner_of
from cluster_portal.demo.people import KINDS, head_of, make_person
from clusters.models import Region
from consultants.models import Expert
from evaluation.actions.accept_invitation import accept_invitation
from evaluation.actions.ask_advice import ask_advice
from evaluation.actions.choose_adviser import choose_adviser
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.decide_appeal import decide_appeal
from evaluation.actions.declare_conflicts import declare_conflicts
from evaluation.actions.drop_out import drop_out
from evaluation.actions.fund_from_pool import fund_from_pool
from evaluation.actions.give_pledge import give_pledge
from evaluation.actions.give_rest_to_pool import give_rest_to_pool
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.open_review import open_review
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.promote_reserve import promote_reserve
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.record_hearing import record_hearing
from evaluation.actions.tally_round import tally_round
from evaluation.actions.write_advice import write_advice
from evaluation.actions.write_summary import write_summary
from evaluation.afterwards import next_up
from evaluation.models import Appeal, Round, Sheet, Standing
from evaluation.queries.afterwards import left_of, reserve, selected, waiting
from evaluation.states import Decision, SheetStatus
from programme.actions.set_regional_budget import set_regional_budget
from programme.clocks import seoul_day
from programme.models import ProgrammeYear, RegionalBudget

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
ADDED_KRW = 600_000_000
# Nobody of the first panel judges an appealed proposal again: people who sit nowhere else.
REVIEWERS = [
    ("reviewer1", "daegyeong", "academia"), ("reviewer2", "capital", "industry"), ("reviewer3", "dongnam", "research"),
    ("reviewer4", "honam", "academia"), ("reviewer5", "chungcheong", "industry"), ("reviewer6", "gangwon", "research"),
    ("reviewer7", "capital", "academia"),
]  # fmt: skip
FIRST_NUMBER = 900  # of their business numbers, behind those of the firms
ADVICE = (
    "실증에 참여할 수요기업을 협약서나 구매의향서로 정하고, 1차 연도 목표를 시험 항목과 합격 기준으로 바꾸어 적으면 계획이 한층 뚜렷해집니다. "
    "위험 요인별 대응과 담당 기관도 함께 적어 주십시오. (시연용)"
)


def fall_away_and_move_up(round: Round, keep: Organisation) -> None:
    """A firm gives its project back; whom its money carries moves up. `keep` stays selected."""
    head, at = head_of(round.region_id), round.scoring_closes_at + 9 * DAY
    waits = waiting(round, reserve([round]))
    left = left_of(round)
    for standing in selected(round).exclude(proposal__lead=keep).order_by("-order"):
        if next_up(waits, left + (standing.proposal.granted_krw or 0)):
            standing.round = round
            drop_out(standing, by=head, reason="자기부담금을 마련하지 못하여 과제를 포기함 (시연용)", at=at)
            promote_reserve(round, by=head, at=at + HOUR)
            return


def carry_by_pool(giver: Round, central: User) -> None:
    """What one region does not need carries the reserve lists of all; the giver gets money of its own for its next call."""
    at, year = giver.scoring_closes_at + 12 * DAY, giver.call.year
    give_rest_to_pool(giver, by=head_of(giver.region_id), at=at)
    fund_from_pool(year, by=central, at=at + DAY)
    _add_to(year, giver.region, central)


def _add_to(year: ProgrammeYear, region: Region, central: User) -> None:
    now = RegionalBudget.objects.get(year=year, region=region).amount_krw
    set_regional_budget(year, region, amount_krw=now + ADDED_KRW, reason="추가경정 예산 배정 (시연용)", by=central)


def give_advice(round: Round) -> None:
    """Somebody who was not selected asks what to improve; one of the panel answers."""
    standing = _rejected(round)
    at = round.scoring_closes_at + 4 * DAY
    note = ask_advice(standing, by=owner_of(standing.proposal.lead), at=at)
    sealed = Sheet.objects.filter(round=round, proposal=standing.proposal_id, status=SheetStatus.SEALED)
    member = sealed.joined().order_by("member__seat")[0].member
    choose_adviser(note, member, by=head_of(round.region_id), at=at + HOUR)
    write_advice(note, by=member.expert.user, text=ADVICE, at=at + 2 * DAY)


def uphold_appeal(round: Round, score: Callable[[Sheet, dt.datetime], None]) -> None:
    """Heard, judged again by others, and followed; the addendum stands beside the released list. `score` writes and seals."""
    _make_reviewers()
    head = head_of(round.region_id)
    appeal = Appeal.objects.joined().get(round=round)
    at = appeal.filed_at
    assert at is not None
    record_hearing(
        appeal, by=head, heard="주관기관 연구책임자 (시연용)", held_on=seoul_day(at + DAY), way="video",
        summary="시험성적서가 실린 쪽과 내용을 설명함 (시연용)", at=at + DAY,
    )  # fmt: skip
    opens, closes = at + 4 * DAY, at + 9 * DAY
    review = open_review(appeal, by=head, scoring_opens_at=opens, scoring_closes_at=closes, at=at + 2 * DAY)
    propose_panel(review, by=head, at=at + 2 * DAY)
    for member in invite_panel(review, by=head, at=at + 2 * DAY):
        user = member.expert.user
        accept_invitation(member, by=user, at=at + 3 * DAY)
        give_pledge(member, by=user, at=at + 3 * DAY)
        declare_conflicts(member, by=user, conflicts=[], at=at + 3 * DAY)
    open_scoring(review, by=head, at=opens)
    for sheet in Sheet.objects.filter(round=review).joined().order_by("member__seat"):
        score(sheet, opens + 20 * HOUR)
    close_due_rounds(at=closes + DAY / 2)
    tally_round(Round.objects.joined().get(pk=review.pk), by=head, at=closes + DAY)
    for entry in review.entries.select_related("round", "proposal"):
        write_summary(
            entry, by=head, at=closes + DAY, strengths="제출한 시험성적서로 핵심 성능이 확인됨 (시연용 의견)",
            improvements="양산 단계의 품질 계획을 보완할 것 (시연용 의견)",
        )  # fmt: skip
    appeal = Appeal.objects.joined().get(pk=appeal.pk)
    decide_appeal(appeal, by=head, upheld=True, reason="재평가에서 시험성적서의 내용이 확인됨 (시연용)", at=closes + 2 * DAY)


def _make_reviewers() -> None:
    regions = {region.code: region for region in Region.objects.all()}
    numbers = islice(business_numbers(), FIRST_NUMBER, None)
    for number, (login, region, sector) in enumerate(REVIEWERS, start=1):
        home = Organisation.objects.create(
            brn=next(numbers),
            name_ko=f"시연재평가기관{number}",
            name_en=f"Demonstration reviewer {number}",
            kind=KINDS[sector],
            is_demo=True,
        )
        Expert.objects.create(
            user=make_person(login, f"재평가{number}", Role.EVALUATOR), organisation=home, region=regions[region], sector=sector,
            industries=["29", "30", "26"], keywords=["정밀가공"], is_demo=True,
        )  # fmt: skip


def _rejected(round: Round) -> Standing:
    return (
        Standing.objects.select_related("round__call", "proposal__lead")
        .filter(round=round, decision=Decision.REJECTED)
        .latest("pk")
    )
