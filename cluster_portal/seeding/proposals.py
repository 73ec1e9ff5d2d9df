"""Proposals with all that belongs to them, some thousands to a statement.

What is handed in and consented to is made by the same functions as everybody's: snapshots and digests are true ones.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import islice

from django.db import connection

from accounts.models import User
from cluster_portal.demo.paper import demo_paper
from cluster_portal.seeding.population import BATCH, Firm
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from documents import store
from programme.models import ProgrammeYear
from projects import snapshot
from projects.budgeting import BudgetRow
from projects.dossier import AnswerText, Dossier, FileFacts, terms_of_partner
from projects.models import Call, Partner, Proposal, Submission
from projects.sections import text_fields
from projects.states import CallStatus, PartnerRole, PartnerStatus, ProposalStatus
from projects.terms import digest_of

TRACK = "joint"
AT_ONCE = 1000
DAY = dt.timedelta(days=1)
EARLIER_CALLS = 40
CLOSED_DAYS = 31

# Twenty topics, each a word of its own to look for: one in twenty proposals is found by it.
TOPICS = (
    "감속기 하우징", "라이다 정밀가공", "배터리팩 냉각판", "비전검사 모듈", "협동로봇 관절", "진공이송 장치", "선박배관 모듈", "드릴링 자동화",
    "초음파 프로브", "광통신 정렬", "임펠러 가공", "열변위 보정", "봉지장비 제어", "방열모듈 설계", "알루미늄 주조", "가스센서 어레이",
    "용접토치 개량", "바이오소재 추출", "세라믹 가공", "열교환기 판형",
)  # fmt: skip
TEXT = "시연용 내용입니다. 주관기업의 조립 기술과 참여기업의 부품 기술을 묶어 시제품을 만들고 현장에서 검증합니다."


@dataclass(frozen=True, slots=True)
class Calls:
    decided: Call
    scored: Call
    screened: Call
    open: Call


def make_calls(year: ProgrammeYear, by: User, now: dt.datetime) -> Calls:
    """One call in each phase, and the closed calls of earlier years' lists."""

    def call(name: str, title: str, opened_days_ago: int) -> Call:
        opens = now - opened_days_ago * DAY
        closes = opens + CLOSED_DAYS * DAY
        return Call(
            ref=f"{year.pk}-seed-{name}", year=year, rulebook=year.rulebook, tracks=[TRACK], title_ko=f"{title} (시연)",
            summary_ko="둘 이상의 기업이 함께하는 공동 연구개발을 지원합니다. (시연용 공고)", opens_at=opens, closes_at=closes,
            status=CallStatus.CLOSED if closes < now else CallStatus.PUBLISHED, created_by=by, published_at=opens - DAY,
            closed_at=closes if closes < now else None, is_demo=True,
        )  # fmt: skip

    Call.objects.bulk_create(
        call(f"earlier-{n}", f"지난 공고 {EARLIER_CALLS - n}", 400 + 30 * n) for n in reversed(range(EARLIER_CALLS))
    )
    made = Call.objects.bulk_create(
        [call("decided", "제1차 공동과제", 150), call("scored", "제2차 공동과제", 90), call("screened", "제3차 공동과제", 40), call("open", "제4차 공동과제", 5)]
    )  # fmt: skip
    return Calls(*made)


# Of every twenty proposals: four decided, twelve being scored, three handed in lately, one a draft ready to be handed in.
WAYS = ("decided",) * 4 + ("scored",) * 12 + ("screened",) * 3 + ("open",)
LATE_STATUSES = (ProposalStatus.SUBMITTED, ProposalStatus.SUBMITTED, ProposalStatus.ELIGIBLE)


def make_proposals(numbers: Iterable[int], firms: Sequence[Firm], calls: Calls) -> None:
    """One for each number. Those of the first two calls are left under evaluation; their rounds decide."""
    files = Files()
    rows = ((n, _proposal(n, firms, calls)) for n in numbers)
    while batch := list(islice(rows, AT_ONCE)):
        _make(batch, firms, files)


def _proposal(n: int, firms: Sequence[Firm], calls: Calls) -> Proposal:
    firm, way = firms[n % len(firms)], WAYS[n % len(WAYS)]
    place = firm.plant.complex
    assert place is not None
    call: Call = getattr(calls, way)
    status = {
        "screened": LATE_STATUSES[n // len(WAYS) % 3],
        "open": ProposalStatus.DRAFT,
    }.get(way, ProposalStatus.UNDER_EVALUATION)
    submitted = call.opens_at + (call.closes_at - call.opens_at) * ((n * 7919) % 100_003) / 100_003
    return Proposal(
        ref=f"{call.ref}-{n:06d}", call=call, track=TRACK, title=f"{TOPICS[n // len(WAYS) % len(TOPICS)]} 공동 개발 {n} (시연)",
        lead=firm.organisation, plant=firm.plant, complex=place, region=place.region, status=status,
        cap_krw=call.rulebook.rules.track(TRACK).grant_cap_krw.value, created_by=firm.owner,
        submitted_at=None if status == ProposalStatus.DRAFT else submitted, is_demo=True,
    )  # fmt: skip


@dataclass(slots=True)
class Part:
    """One firm's part in a proposal, before it has its number in the database."""

    partner: Partner
    amounts: tuple[tuple[str, str, int], ...]  # cost item, source, whole won

    @property
    def rows(self) -> list[BudgetRow]:
        return [BudgetRow(self.partner.pk, *amount) for amount in self.amounts]


def _make(batch: Sequence[tuple[int, Proposal]], firms: Sequence[Firm], files: "Files") -> None:
    """One batch: proposals, then what hangs on them, then what is computed over the whole."""
    proposals = Proposal.objects.bulk_create(proposal for _n, proposal in batch)
    parts = [list(_parts(n, proposal, firms)) for n, proposal in batch]
    every = [part for own in parts for part in own]
    Partner.objects.bulk_create((part.partner for part in every), batch_size=BATCH)
    _write_budgets(every)
    _write_answers(proposals)
    dossiers = [_dossier(proposal, own) for proposal, own in zip(proposals, parts, strict=True)]
    files.attach(dossiers)
    handed_in = (_submission(dossier) for dossier in dossiers if dossier.proposal.status != ProposalStatus.DRAFT)
    Submission.objects.bulk_create(handed_in, batch_size=AT_ONCE)


def _parts(n: int, proposal: Proposal, firms: Sequence[Firm]) -> Iterator[Part]:
    """The lead, and in seven of ten proposals a second firm elsewhere."""
    yield _part(n, proposal, firms[n % len(firms)], PartnerRole.LEAD)
    if n % 10 < 7:
        yield _part(n, proposal, firms[(n + 1 + n % (len(firms) - 1)) % len(firms)], PartnerRole.PARTICIPANT)


def _part(n: int, proposal: Proposal, firm: Firm, role: str) -> Part:
    """With its yes to the terms; a draft's lead says it by handing in."""
    partner = Partner(
        proposal=proposal, organisation=firm.organisation, plant=firm.plant, role=role, task="핵심 부품의 설계와 가공"
    )
    part = Part(partner, _amounts(n))
    if role != PartnerRole.LEAD or proposal.status != ProposalStatus.DRAFT:
        partner.become(PartnerStatus.CONSENTED)
        partner.consent_digest = digest_of(terms_of_partner(proposal, partner, part.rows))
        partner.consented_at, partner.consented_by = proposal.call.opens_at, firm.owner
    return part


def _amounts(n: int) -> tuple[tuple[str, str, int], ...]:
    """A sound budget of a small firm: 65 % public money, over half of its own part in cash."""
    public = (60_000_000 + n * 7_919_000 % 140_000_000) // 1000 * 1000
    own = public * 35 // 65
    cash = own * 55 // 100
    return ("personnel", "public", public), ("personnel", "own_cash", cash), ("materials", "own_in_kind", own - cash)


def _write_budgets(parts: Sequence[Part]) -> None:
    """The database adds the lines up in the proposals. One statement."""
    lines = [(part.partner.proposal_id, part.partner.pk, *amount) for part in parts for amount in part.amounts]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO projects_budgetline (proposal_id, partner_id, item, source, amount_krw)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bigint[])",
            [list(column) for column in zip(*lines, strict=True)],
        )


def _write_answers(proposals: Sequence[Proposal]) -> None:
    """The same text in every field. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO projects_answer (proposal_id, field, text, version, updated_by_id, updated_at)"
            " SELECT proposal.id, field, %s, 1, proposal.created_by_id, now()"
            " FROM projects_proposal AS proposal CROSS JOIN unnest(%s) AS field WHERE proposal.id = ANY (%s)",
            [TEXT, [field.code for field in text_fields()], [proposal.pk for proposal in proposals]],
        )


def _dossier(proposal: Proposal, parts: Sequence[Part]) -> Dossier:
    answers = {field.code: AnswerText(field.code, TEXT, 1) for field in text_fields()}
    return Dossier(proposal, [part.partner for part in parts], answers, [row for part in parts for row in part.rows], [], {})


def _submission(dossier: Dossier) -> Submission:
    proposal, at = dossier.proposal, dossier.proposal.submitted_at
    assert at is not None
    number = f"R-{proposal.ref}"
    consents = [
        {"partner": p.pk, "digest": p.consent_digest, "at": p.consented_at, "by": f"user/{p.consented_by_id}"}
        for p in dossier.partners
    ]
    whole = snapshot.snapshot_of(dossier, number=number, seq=1, submitted_at=at, by=proposal.created_by.key, consents=consents)
    text = canonical_json(whole)
    return Submission(
        proposal=proposal, seq=1, number=number, submitted_at=at, by=proposal.created_by,
        snapshot=text, sha256=sha256_hex(text),
    )  # fmt: skip


class Files:
    """Every paper that is asked for, all of them the same page that says so."""

    def __init__(self) -> None:
        content = demo_paper("시연용 서류")
        self.size, self.sha256 = len(content), sha256(content).hexdigest()
        store.keep(BytesIO(content), self.sha256)

    def attach(self, dossiers: Sequence[Dossier]) -> None:
        """One statement."""
        asked = [
            (dossier.proposal.pk, paper.partner_id, paper.code)
            for dossier in dossiers
            for paper in dossier.asked_documents
            if paper.required
        ]
        with connection.cursor() as cursor:
            cursor.execute(ATTACH, [*(list(column) for column in zip(*asked, strict=True)), self.size, self.sha256])
            standing: dict[int, list[FileFacts]] = {}
            for proposal, pk, document, partner, uuid in cursor.fetchall():
                facts = FileFacts(pk, document, partner, uuid, f"{document}.pdf", self.size, self.sha256)
                standing.setdefault(proposal, []).append(facts)
        for dossier in dossiers:
            dossier.files = standing[dossier.proposal.pk]


ATTACH = """
WITH asked AS (
    SELECT gen_random_uuid() AS uuid, * FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS one (proposal, partner, document)
), kept AS (
    INSERT INTO documents_storedfile (uuid, about_type, about_id, name, kind, mime, size, sha256, pages, uploaded_by_id, uploaded_at)
    SELECT uuid, 'proposal', proposal::text, document || '.pdf', 'pdf', 'application/pdf', %s, %s, 1, owner.created_by_id, now()
    FROM asked JOIN projects_proposal AS owner ON owner.id = asked.proposal
)
INSERT INTO projects_proposalfile (proposal_id, partner_id, document, file_id)
SELECT proposal, partner, document, uuid FROM asked
RETURNING proposal_id, id, document, partner_id, file_id::text
"""
