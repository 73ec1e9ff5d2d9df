"""Calls and proposals for tests, at every stage of their way. Plain functions; every default is ordinary.

Places are made from the reference data's own rows, so they also fit beside loaded reference data.
"""

import datetime as dt
from functools import cache
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Grant, Organisation, OrganisationKind, Role, User
from clusters import reference
from clusters.models import Complex, Industry, Plant, Region, SpecialisedIndustry
from programme.actions.load_rulebooks import load_rulebooks
from programme.models import ProgrammeYear, Rulebook
from programme.states import YearStatus
from projects.actions.attach_file import attach_file
from projects.actions.give_consent import give_consent
from projects.actions.invite_partner import invite_partner
from projects.actions.save_answer import save_answer
from projects.actions.set_budget import set_budget
from projects.actions.start_proposal import start_proposal
from projects.actions.submit_proposal import submit_proposal
from projects.models import Call, Partner, Proposal
from projects.queries.proposals import dossier
from projects.states import CallStatus
from projects.terms import DECLARATIONS
from tests.factories.accounts import give_role, make_organisation, make_user
from tests.factories.documents import make_pdf

_numbers = count(1)

HUBS = {
    "capital": "banwol-sihwa", "chungcheong": "cheonan-2", "daegyeong": "gumi", "dongnam": "changwon", "honam": "gunsan",
    "gangwon": "donghwa", "jeju": "jeju-science-park",
}  # fmt: skip
INDUSTRY = "29271"  # 반도체 제조용 기계 제조업
ONE_MONTH = dt.timedelta(days=31)


# --- Places -------------------------------------------------------------------------


def make_region(code: str = "capital") -> Region:
    row = _row("regions", code)
    names = ("name_ko", "name_en", "members", "vision_ko", "vision_en", "source")
    order = 1 + [known["code"] for known in reference.rows_of("regions")].index(code)
    return Region.objects.get_or_create(code=code, defaults={"order": order, **{name: row[name] for name in names}})[0]


def make_complex(region: str = "capital") -> Complex:
    """A hub of the region that specialises in machinery."""
    code = HUBS[region]
    row = _row("complexes", code)
    complex, _made = Complex.objects.get_or_create(
        code=code,
        defaults={
            "order": 1 + [known["code"] for known in reference.rows_of("complexes")].index(code),
            "name_ko": row["name_ko"], "name_en": row["name_en"], "type": row["type"], "region": make_region(region),
            "sido": row["sido"], "sigungu": row["sigungu"], "lat": row["lat"], "lon": row["lon"],
            "latlon_method": row["latlon_method"], "latlon_precision_m": row["latlon_precision_m"], "map_x": 0, "map_y": 0,
            "area_thousand_m2": row["area_thousand_m2"], "pilot_year": row["pilot_year"] or None, "role": row["hub_or_spoke"] or "unknown", "role_basis": row["role_basis"] or "unknown", "selection": row["selection"], "register_name": row["register_name"], "source": row["source"],
        },
    )  # fmt: skip
    SpecialisedIndustry.objects.get_or_create(
        complex=complex, industry=make_industry("29"), defaults={"basis": "press", "words_ko": "기계", "source": "test"}
    )
    return complex


def make_industry(code: str = INDUSTRY) -> Industry:
    row = _row("ksic", code)
    parent = make_industry(row["parent"]) if row["parent"] else None
    defaults = {
        "level": row["level"],
        "parent": parent,
        "name_ko": row["name_ko"],
        "name_en": row["name_en"],
        "source": row["source"],
    }
    return Industry.objects.get_or_create(code=code, defaults=defaults)[0]


def eligible_plant(organisation: Organisation, region: str = "capital", **fields: Any) -> Plant:
    """A plant in a hub of the region, in an industry it specialises in."""
    defaults = {
        "name": f"제{next(_numbers)}공장",
        "complex": make_complex(region),
        "address": "시험로 1",
        "main_industry": make_industry(),
    }
    plant = Plant.objects.create(organisation=organisation, **defaults | fields)
    plant.industries.add(plant.main_industry)
    return plant


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in reference.rows_of(name)}


def _row(name: str, code: str) -> dict[str, str]:
    return _table(name)[code]


# --- People --------------------------------------------------------------------------


def make_firm(name: str = "", *, region: str | None = "capital", kind: str = OrganisationKind.SME, **fields: Any) -> Organisation:
    """An organisation with an owner, and with an eligible plant unless `region` is None."""
    firm = make_organisation(name, kind=kind, **fields)
    make_user(Role.COMPANY_OWNER, organisation=firm)
    if region:
        eligible_plant(firm, region)
    return firm


def owner_of(organisation: Organisation) -> User:
    """Who signs for it; made if there is nobody."""
    grant = (
        Grant.objects.filter(organisation=organisation, role=Role.COMPANY_OWNER, ended_at__isnull=True)
        .select_related("user")
        .first()
    )
    return grant.user if grant else make_user(Role.COMPANY_OWNER, organisation=organisation)


def writer_of(organisation: Organisation) -> User:
    writer = make_user()
    give_role(writer, Role.COMPANY_WRITER, organisation=organisation)
    return writer


# --- Calls ---------------------------------------------------------------------------


def make_call(
    *, code: str = "2010", region: str | None = None, opens_at: dt.datetime | None = None, closes_at: dt.datetime | None = None,
    published: bool = True, **fields: Any,
) -> Call:  # fmt: skip
    """A call of all regions under the rulebook `code`, opened yesterday and closing in a month."""
    load_rulebooks(by=User.objects.system())
    rulebook = Rulebook.objects.newest(code)
    year, _made = ProgrammeYear.objects.get_or_create(
        year=fields.pop("year", 2026), defaults={"rulebook": rulebook, "status": YearStatus.OPEN}
    )
    opens_at = opens_at or timezone.now() - dt.timedelta(days=1)
    number = next(_numbers)
    defaults = {
        "ref": f"{year.pk}-test-{number}",
        "tracks": [track.code for track in rulebook.rules.tracks],
        "title_ko": f"시험 공고 {number}",
        "title_en": f"Test call {number}",
        "created_by": User.objects.system(),
        "status": CallStatus.PUBLISHED if published else CallStatus.DRAFT,
        "published_at": opens_at if published else None,
    }
    return Call.objects.create(
        year=year, rulebook=rulebook, region=make_region(region) if region else None,
        opens_at=opens_at, closes_at=closes_at or opens_at + ONE_MONTH, **defaults | fields,
    )  # fmt: skip


# --- Proposals -------------------------------------------------------------------------


def make_draft(
    call: Call | None = None, *, lead: Organisation | None = None, title: str = "", region: str = "capital", track: str = "",
    at: dt.datetime | None = None,
) -> Proposal:  # fmt: skip
    """A draft with its title, lead and eligible plant; `created_by` owns the lead."""
    call = call or make_call()
    lead = lead or make_firm(region=None)
    plant = lead.plants.filter(complex__region=region).first() or eligible_plant(lead, region)
    return start_proposal(
        call, organisation=lead, by=owner_of(lead), track=track or call.tracks[0], title=title or f"공동 개발 {next(_numbers)}",
        plant=plant, at=at or call.opens_at,
    )  # fmt: skip


def make_ready_proposal(
    call: Call | None = None, *, partners: int = 1, region: str = "capital", partner_region: str = "dongnam",
    public_krw: int = 300_000_000, **draft: Any,
) -> Proposal:  # fmt: skip
    """All green: written, budgeted (`public_krw` shared equally), every partner consented, every document there."""
    proposal = make_draft(call, region=region, **draft)
    at = proposal.call.opens_at
    owner = owner_of(proposal.lead)
    for field in dossier(proposal).fields:
        save_answer(proposal, field=field.code, text=f"{field.code}에 대한 내용", base_version=0, by=owner, at=at)
    for _number in range(partners):
        firm = make_firm(region=None)
        partner = invite_partner(proposal, by=owner, brn=firm.brn, task="부품 가공", at=at)
        Partner.objects.filter(pk=partner.pk).update(plant=eligible_plant(firm, partner_region))
    standing = dossier(proposal).partners
    share = public_krw // len(standing)
    for number, partner in enumerate(standing):
        public = public_krw - share * (len(standing) - 1) if number == 0 else share
        set_budget(partner, rows=sound_rows(public), by=owner, at=at)
    complete = dossier(proposal)
    for asked in complete.asked_documents:
        if asked.required:
            partner = complete.partner(asked.partner_id) if asked.partner_id else None
            upload = SimpleUploadedFile(f"{asked.code}.pdf", make_pdf(1), "application/pdf")
            attach_file(complete.proposal, document=asked.code, upload=upload, by=owner, partner=partner, at=at)
    for partner in complete.partners[1:]:
        consent(partner, at=at)
    return Proposal.objects.select_related("call__rulebook", "lead", "plant", "region", "complex").get(pk=proposal.pk)


def sound_rows(public_krw: int) -> list[dict[str, Any]]:
    """Rows that an SME may have: three quarters public money, its own half in cash."""
    own = -(-public_krw // 3)
    cash = -(-own // 2)
    amounts = {"public": public_krw, "own_cash": cash, "own_in_kind": own - cash}
    return [{"item": "personnel", "source": source, "amount_krw": amount} for source, amount in amounts.items()]


def consent(partner: Partner, *, at: dt.datetime | None = None) -> Partner:
    """Its owner says yes to the terms as they stand."""
    digest = dossier(partner.proposal).terms_digest(partner)
    return give_consent(partner, by=owner_of(partner.organisation), digest=digest, declarations=DECLARATIONS, at=at)


def make_submitted(call: Call | None = None, *, at: dt.datetime | None = None, **ready: Any) -> Proposal:
    """Handed in at `at` (when the call opened, if not said)."""
    proposal = make_ready_proposal(call, **ready)
    at = at or proposal.call.opens_at
    submit_proposal(proposal, by=owner_of(proposal.lead), at=at, processed_at=at)
    return Proposal.objects.select_related("call__rulebook", "lead", "plant", "region", "complex").get(pk=proposal.pk)
