"""How a demonstration proposal comes to be: through the same actions as everybody's."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Organisation
from cluster_portal.demo.firms import owner_of, plant_of
from cluster_portal.demo.paper import demo_paper
from projects.actions.attach_file import attach_file
from projects.actions.edit_partner import edit_partner
from projects.actions.give_consent import give_consent
from projects.actions.invite_partner import invite_partner
from projects.actions.save_answer import save_answer
from projects.actions.set_budget import set_budget
from projects.actions.start_proposal import start_proposal
from projects.actions.submit_proposal import submit_proposal
from projects.models import Call, Partner, Proposal
from projects.queries.proposals import dossier
from projects.terms import DECLARATIONS

TEXTS = {
    "summary": "{topic} 과제입니다. 주관기업의 설계·조립 기술과 참여기업의 부품 기술을 묶어 18개월 안에 시제품을 만들고 현장에서 검증합니다. (시연용 내용)",
    "need": "현재 {topic} 분야는 수입 의존도가 높고 납기가 길어 단지 안 중소기업의 원가 부담이 큽니다. 광역권 안팎의 기업이 함께 개발하면 공급망을 짧게 만들 수 있습니다. (시연용 내용)",
    "goals": "1) 핵심 성능 20% 향상 2) 제조 원가 15% 절감 3) 불량률 0.5% 이하 4) 공인시험 성적서 2건 확보. 목표마다 측정 방법과 시점을 정했습니다. (시연용 내용)",
    "content": "1단계에서 요구사항과 설계를 확정하고, 2단계에서 부품과 모듈을 제작하며, 3단계에서 조립·시험·개선을 반복합니다. 설계 검토는 월 1회 영상회의로 합니다. (시연용 내용)",
    "division": "주관기업은 전체 설계와 조립·시험을, 참여기업은 핵심 부품의 설계와 가공을 맡습니다. 특허는 기여도에 따라 공동 출원합니다. (시연용 내용)",
    "schedule": "1~4개월 설계, 5~10개월 시제품 1차, 11~15개월 시험과 개선, 16~18개월 현장 실증과 마무리. (시연용 내용)",
    "differences": "기존 과제와 달리 두 개 이상의 산업단지가 공정을 나누어 맡고, 실증을 수요기업의 생산라인에서 바로 진행합니다. (시연용 내용)",
    "commercialisation": "수요기업 두 곳과 구매 의향을 협의하고 있으며, 종료 후 1년 안에 양산, 3년 안에 매출 60억 원을 목표로 합니다. (시연용 내용)",
    "effects": "매출 60억 원, 수출 150만 달러, 신규 고용 12명을 3년 안에 기대합니다. 단지 안 협력업체 5곳이 함께 납품합니다. (시연용 내용)",
    "security": "영업비밀은 접근 권한을 나누어 관리하고, 시험 자료는 과제 종료 후 5년간 보관합니다. (시연용 내용)",
}
ITEMS = (("personnel", 50), ("materials", 30), ("activities", 20))  # cost items and their shares in percent


def begin(call: Call, lead: Organisation, title: str, *, at: dt.datetime, track: str = "joint") -> Proposal:
    return start_proposal(call, organisation=lead, track=track, by=owner_of(lead), title=title, plant=plant_of(lead), at=at)


def write_texts(proposal: Proposal, topic: str, *, at: dt.datetime, fields: Sequence[str] | None = None) -> None:
    owner = owner_of(proposal.lead)
    known = {field.code for field in dossier(proposal).fields}
    for field, text in TEXTS.items():
        if field in known and (fields is None or field in fields):
            save_answer(proposal, field=field, text=text.format(topic=topic), base_version=0, by=owner, at=at)


def invite(proposal: Proposal, firm: Organisation, *, at: dt.datetime) -> Partner:
    """The partner takes its place and names its plant."""
    partner = invite_partner(proposal, by=owner_of(proposal.lead), brn=firm.brn, task="핵심 부품의 설계와 가공", at=at)
    return edit_partner(partner, by=owner_of(firm), plant=plant_of(firm), at=at)


def rows(public_krw: int) -> list[dict[str, Any]]:
    """A sound budget for a small or mid-size firm: 65 % public, half of the own share in cash."""
    own = public_krw * 35 // 65
    cash = own * 55 // 100
    found = []
    for source, whole in (("public", public_krw), ("own_cash", cash), ("own_in_kind", own - cash)):
        left = whole
        for number, (item, percent) in enumerate(ITEMS):
            amount = left if number == len(ITEMS) - 1 else whole * percent // 100 // 1000 * 1000
            left -= amount
            found.append({"item": item, "source": source, "amount_krw": amount})
    return found


def budget(proposal: Proposal, public_krw: int, *, at: dt.datetime) -> None:
    """Six tenths to the lead, the rest shared by the partners."""
    partners = dossier(proposal).partners
    others = partners[1:]
    lead_part = public_krw if not others else public_krw * 6 // 10
    for number, partner in enumerate(partners):
        share = lead_part if number == 0 else (public_krw - lead_part) // len(others)
        set_budget(partner, rows=rows(share), by=owner_of(proposal.lead), at=at)


def attach(proposal: Proposal, *, at: dt.datetime) -> None:
    complete = dossier(proposal)
    for asked in complete.asked_documents:
        if asked.required:
            partner = complete.partner(asked.partner_id) if asked.partner_id else None
            upload = SimpleUploadedFile(f"{asked.code}.pdf", demo_paper(str(asked.label)), "application/pdf")
            attach_file(complete.proposal, document=asked.code, upload=upload, by=owner_of(proposal.lead), partner=partner, at=at)


def consent(proposal: Proposal, *, at: dt.datetime) -> None:
    complete = dossier(proposal)
    for partner in complete.partners[1:]:
        if partner.organisation:
            digest = complete.terms_digest(partner)
            give_consent(partner, by=owner_of(partner.organisation), digest=digest, declarations=list(DECLARATIONS), at=at)


def ready(
    call: Call, lead: Organisation, partners: Sequence[Organisation], topic: str, public_krw: int, *, at: dt.datetime
) -> Proposal:
    """Everything green, not yet handed in."""
    proposal = begin(call, lead, f"{topic} 공동 개발", at=at)
    write_texts(proposal, topic, at=at)
    for firm in partners:
        invite(proposal, firm, at=at)
    budget(proposal, public_krw, at=at)
    attach(proposal, at=at)
    consent(proposal, at=at)
    return proposal


def hand_in(
    call: Call, lead: Organisation, partners: Sequence[Organisation], topic: str, public_krw: int, *, at: dt.datetime
) -> Proposal:
    proposal = ready(call, lead, partners, topic, public_krw, at=at)
    submit_proposal(proposal, by=owner_of(lead), at=at, processed_at=at)
    return proposal
