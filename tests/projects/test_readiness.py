"""The board: partner by partner and for the whole, with the reason and where to mend it."""

import pytest

from accounts.models import OrganisationKind as Kind
from clusters.models import Plant
from projects.actions.decline_partnership import decline_partnership
from projects.actions.invite_partner import invite_partner
from projects.actions.remove_file import remove_file
from projects.actions.set_budget import set_budget
from projects.models import Answer, Partner, Proposal, ProposalFile
from projects.queries.proposals import dossier
from projects.readiness import Board, board
from tests.factories.projects import (
    eligible_plant,
    make_call,
    make_draft,
    make_firm,
    make_industry,
    make_ready_proposal,
    owner_of,
    sound_rows,
)

pytestmark = pytest.mark.django_db


def board_of(proposal: Proposal) -> Board:
    return board(dossier(proposal))


def problems(proposal: Proposal) -> list[tuple[str, str]]:
    return [(check.code, check.step) for check in board_of(proposal).problems]


@pytest.fixture
def ready():
    return make_ready_proposal()


@pytest.fixture
def partner(ready):
    return ready.partners.select_related("organisation", "plant", "proposal").get(role="participant")


def test_all_green(ready):
    found = board_of(ready)
    assert found.is_ready and found.problems == []
    assert [row.partner.role for row in found.rows] == ["lead", "participant"]
    assert all(row.is_green for row in found.rows)
    assert "₩300,000,000" in next(check.text for check in found.items if check.code == "budget")


def test_an_empty_draft_says_everything_that_is_missing():
    draft = make_draft()
    Proposal.objects.filter(pk=draft.pk).update(title="")
    assert problems(draft) == [
        ("title", "project"),
        *((f"text:{code}", "project") for code in (
            "summary", "need", "goals", "content", "division", "schedule", "differences", "commercialisation", "effects")),
        ("budget:empty_budget", "budget"), ("document:plan", "files"), ("cash", "budget"), ("documents", "files"),
    ]  # fmt: skip


# --- One failing partner fails the whole (E11) ------------------------------------------


def other_industry(plant: Plant) -> None:
    plant.industries.set([make_industry("10")])


def no_complex(plant: Plant) -> None:
    Plant.objects.filter(pk=plant.pk).update(complex=None)


def closed(plant: Plant) -> None:
    Plant.objects.filter(pk=plant.pk).update(is_active=False)


@pytest.mark.parametrize("break_it", [other_industry, no_complex, closed])
def test_a_plant_that_does_not_qualify_is_shown_with_the_reason(partner, ready, break_it):
    break_it(partner.plant)
    row = board_of(ready).rows[1]
    assert not row.eligible.ok and not board_of(ready).is_ready
    assert row.eligible.text == " ".join(str(r) for r in dossier(ready).eligibility[partner.pk].blocking) != ""
    assert str(row.eligible).startswith(partner.organisation.name_ko)


def test_only_firms_need_a_plant(ready):
    university = make_firm(region=None, kind=Kind.UNIVERSITY)
    invited = invite_partner(ready, by=owner_of(ready.lead), brn=university.brn)
    row = next(row for row in board_of(ready).rows if row.partner == invited)
    assert row.eligible.ok and not row.consent.ok


def test_under_2026_only_the_lead_must_stand_in_a_complex():
    draft = make_draft(make_call(code="2026"), track="one_year")
    firm = make_firm(region=None)
    invite_partner(draft, by=owner_of(draft.lead), brn=firm.brn)
    assert [row.eligible.ok for row in board_of(draft).rows] == [True, True]
    Plant.objects.filter(pk=draft.plant_id).update(complex=None)
    assert [row.eligible.ok for row in board_of(draft).rows] == [False, True]


def test_under_2009_only_the_twelve_pilot_complexes_count():
    call = make_call(code="2009")
    assert board_of(make_draft(call, region="capital")).rows[0].eligible.ok
    outside = make_draft(call, region="jeju")
    assert outside.complex.pilot_year is None
    assert "not-pilot" in [reason.code for reason in dossier(outside).eligibility[outside.partners.get().pk].blocking]


def test_a_regional_call_asks_the_leads_region():
    call = make_call(region="honam")
    assert not board_of(make_draft(call, region="capital")).rows[0].eligible.ok
    assert board_of(make_draft(call, region="honam")).rows[0].eligible.ok


# --- Consent, money, papers ---------------------------------------------------------------


def test_a_partner_that_declined_blocks_until_it_is_dealt_with(ready, partner):
    decline_partnership(partner, by=owner_of(partner.organisation), reason="바쁩니다")
    assert problems(ready) == [("consent", "partners")]


def test_a_consent_forged_beside_the_terms_does_not_stand(ready, partner):
    Partner.objects.filter(pk=partner.pk).update(task="아무도 동의하지 않은 일")
    assert problems(ready) == [("consent", "partners")]


def test_each_partner_pays_its_own_cash(ready, partner):
    rows = [row for row in sound_rows(150_000_000) if row["source"] != "own_cash"] + [
        {"item": "materials", "source": "own_in_kind", "amount_krw": 25_000_000}
    ]
    set_budget(partner, rows=rows, by=owner_of(ready.lead))
    row = board_of(ready).rows[1]
    assert not row.cash.ok and "40.0%" in row.cash.text and board_of(ready).rows[0].cash.ok


def test_each_partners_papers_are_asked_of_it(ready, partner):
    file = ProposalFile.objects.get(proposal=ready, partner=partner)
    remove_file(file, by=owner_of(partner.organisation))
    assert problems(ready) == [("documents", "files")]
    assert "사업자등록증" in board_of(ready).rows[1].documents.text
    remove_file(ProposalFile.objects.get(proposal=ready, document="plan", removed_at=None), by=owner_of(ready.lead))
    assert ("document:plan", "files") in problems(ready)


def test_a_text_longer_than_its_field_is_named(ready):
    Answer.objects.filter(proposal=ready, field="summary").update(text="가" * 301)
    assert problems(ready) == [("text:summary", "project")]


# --- Who must be together (K11) -------------------------------------------------------------


def consortium(track: str, *kinds: str, lead: str = Kind.SME, roles: tuple[str, ...] = ()) -> dict[str, bool]:
    draft = make_draft(make_call(code="2026"), track=track, lead=make_firm(kind=lead, region=None))
    for number, kind in enumerate(kinds):
        role = roles[number] if number < len(roles) else "participant"
        invite_partner(draft, by=owner_of(draft.lead), brn=make_firm(kind=kind, region=None).brn, role=role)
    asked = {"lead-kind", "single", "joint", "for-profit-firms", "firms-in-all", "large-or-midsize"}
    return {check.code: check.ok for check in board_of(draft).items if check.code in asked}


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), {"lead-kind": True, "joint": False, "for-profit-firms": False}),
        ((Kind.SME,), {"lead-kind": True, "joint": True, "for-profit-firms": False}),
        ((Kind.SME, Kind.UNIVERSITY), {"lead-kind": True, "joint": True, "for-profit-firms": False}),
        ((Kind.SME, Kind.LARGE), {"lead-kind": True, "joint": True, "for-profit-firms": True}),
    ],
)
def test_three_for_profit_firms_in_the_joint_track(kinds, expected):
    assert consortium("joint_business", *kinds) == expected


def test_the_demand_track_needs_a_large_or_midsize_firm_and_four_in_all():
    three = (Kind.SME, Kind.SME, Kind.SME)
    assert consortium("global_standards", *three)["large-or-midsize"] is False
    complete = consortium("global_standards", Kind.SME, Kind.SME, Kind.LARGE, roles=("participant", "participant", "demand"))
    assert complete == {
        "lead-kind": True,
        "joint": True,
        "for-profit-firms": True,
        "firms-in-all": True,
        "large-or-midsize": True,
    }
    few = consortium("global_standards", Kind.SME, Kind.LARGE, roles=("participant", "demand"))
    assert (few["for-profit-firms"], few["firms-in-all"]) == (False, False)


def test_a_large_company_cannot_lead():
    assert consortium("one_year", Kind.SME, lead=Kind.LARGE)["lead-kind"] is False
    assert consortium("one_year", Kind.SME, lead=Kind.MIDSIZE)["lead-kind"] is True


def test_the_single_track_of_2009_is_for_one_firm():
    draft = make_draft(make_call(code="2009"))
    single = {check.code: check.ok for check in board_of(draft).items}
    assert single["single"] is True and "text:division" not in single
    invite_partner(draft, by=owner_of(draft.lead), brn=make_firm().brn)
    assert ("single", "partners") in problems(draft)


def test_the_board_costs_the_dossiers_three_statements_whatever_the_partners(django_assert_num_queries):
    for partners in (1, 3):
        proposal = make_ready_proposal(partners=partners)
        with django_assert_num_queries(3):
            assert board_of(proposal).is_ready


def test_an_eligible_plant_is_enough_for_the_lead():
    assert board_of(make_draft(lead=make_firm())).rows[0].eligible.ok
    assert eligible_plant(make_firm(region=None)).complex_id == "banwol-sihwa"
