"""Proposals as an office finds them, made in bulk without walking their whole way; for lists, rounds and exports."""

import datetime as dt
from itertools import count

from accounts.models import Organisation
from clusters.models import Plant
from projects.models import Call, Partner, Proposal
from projects.states import PartnerRole, ProposalStatus
from tests.factories.accounts import make_organisation
from tests.factories.projects import eligible_plant, make_call, owner_of

_numbers = count(1)
TOPICS = (
    "자동차 전장부품용 정밀 사출금형 공동개발", "스마트 용접 품질검사 시스템", "고내열 베어링 소재 국산화", "반도체 세정장비용 초순수 밸브",
    "친환경 도금 공정 전환 기술", "선박 배관 자동 가공 셀", "전기차 구동모터 권선 설비", "공작기계 스핀들 예지보전 모듈",
)  # fmt: skip
NAMES = ("한빛정밀", "대성모듈", "서진금형", "미래기전", "동보테크", "우진플라임", "세광정공", "태양기계")


def make_handed_in(
    call: Call | None = None, *, region: str = "capital", status: str = ProposalStatus.SUBMITTED, at: dt.datetime | None = None,
    title: str = "", lead: Organisation | None = None, requested_krw: int = 0, granted_krw: int | None = None,
) -> Proposal:  # fmt: skip
    """One row with its lead; no answers, no files. `requested_krw` needs no budget lines here."""
    number = next(_numbers)
    call = call or make_call()
    lead = lead or make_organisation(f"(주){NAMES[number % len(NAMES)]}{number}")
    plant: Plant = lead.plants.filter(complex__region=region).first() or eligible_plant(lead, region)
    proposal = Proposal.objects.create(
        ref=f"{call.ref}-{number:05d}", call=call, track=call.tracks[0], title=title or f"{TOPICS[number % len(TOPICS)]} {number}",
        lead=lead, plant=plant, complex=plant.complex, region=plant.complex.region, cap_krw=500_000_000,
        requested_krw=requested_krw, status=status, created_by=owner_of(lead),
        submitted_at=at or call.opens_at + dt.timedelta(minutes=number), granted_krw=granted_krw,
    )  # fmt: skip
    Partner.objects.create(proposal=proposal, organisation=lead, role=PartnerRole.LEAD, plant=plant)
    proposal.refresh_from_db()
    return proposal
