"""The pages on which a company writes its proposal: what they show, what a plain post saves, what they refuse."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from projects.models import Partner, Proposal
from projects.queries.proposals import dossier
from projects.sections import STEPS
from tests.factories.accounts import make_user
from tests.factories.handed_in import make_handed_in
from tests.factories.projects import (
    eligible_plant,
    make_call,
    make_draft,
    make_firm,
    make_ready_proposal,
    make_submitted,
    owner_of,
    sound_rows,
    writer_of,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"projects:{name}", args=args)


def signed_in(client, user):
    client.force_login(user)
    return client


def text_of(response) -> str:
    return response.content.decode()


# --- List and start ---------------------------------------------------------------------


def test_the_list_shows_own_proposals_and_invitations(client):
    proposal = make_ready_proposal()
    partner = dossier(proposal).partners[1]
    Partner.objects.filter(pk=partner.pk).update(status="invited", consent_digest="")
    page = text_of(signed_in(client, owner_of(proposal.lead)).get(url("proposal-list")))
    assert proposal.title in page and url("proposal-detail", proposal.ref) in page
    page = text_of(signed_in(client, owner_of(partner.organisation)).get(url("proposal-list")))
    assert url("partner-consent", proposal.ref, partner.pk) in page


def test_an_empty_list_leads_to_open_calls(client):
    call = make_call()
    page = text_of(signed_in(client, owner_of(make_firm())).get(url("proposal-list")))
    assert url("call-list") in page and call.title_ko in page


def test_other_firms_proposals_are_not_listed_and_not_found(client):
    proposal = make_draft()
    client = signed_in(client, owner_of(make_firm()))
    assert proposal.title not in text_of(client.get(url("proposal-list")))
    for name in ("proposal-detail", "proposal-check", "proposal-history", "proposal-print"):
        assert client.get(url(name, proposal.ref)).status_code == 404
    assert client.get(url("proposal-step", proposal.ref, "project")).status_code == 404


def test_starting_shows_eligibility_with_its_reason(client):
    firm = make_firm()
    outside = eligible_plant(firm, name="밖", complex=None)
    page = text_of(signed_in(client, owner_of(firm)).get(url("proposal-start", make_call().ref)))
    assert f'value="plant-{outside.pk}"' in page
    assert "is-out" in page


def test_starting_makes_one_draft_with_its_plant(client):
    firm, call = make_firm(), make_call()
    plant = firm.plants.get()
    client = signed_in(client, writer_of(firm))
    typed = {"place": f"plant-{plant.pk}", "track": "joint", "title": "정밀 금형 공동 개발"}
    for _click in range(2):
        response = client.post(url("proposal-start", call.ref), typed)
    proposal = Proposal.objects.get()
    assert response.url == url("proposal-detail", proposal.ref)
    assert (proposal.title, proposal.plant, proposal.lead) == ("정밀 금형 공동 개발", plant, firm)


def test_starting_without_a_choice_keeps_what_was_typed(client):
    firm = make_firm()
    eligible_plant(firm)
    response = signed_in(client, owner_of(firm)).post(url("proposal-start", make_call().ref), {"track": "joint", "title": "이름"})
    assert response.status_code == 422
    assert 'value="이름"' in text_of(response)
    assert not Proposal.objects.exists()


# --- Home ------------------------------------------------------------------------------------


def test_home_names_what_is_missing_and_whose_turn_it_is(client):
    proposal = make_draft()
    page = text_of(signed_in(client, owner_of(proposal.lead)).get(url("proposal-detail", proposal.ref)))
    for step in STEPS[:-1]:
        assert url("proposal-step", proposal.ref, step.code) in page
    assert str(proposal.lead) in page and "KST" in page


def test_an_invited_partner_is_led_to_what_it_is_asked(client):
    proposal = make_ready_proposal()
    partner = dossier(proposal).partners[1]
    Partner.objects.filter(pk=partner.pk).update(status="invited", consent_digest="", consented_at=None, consented_by=None)
    client = signed_in(client, owner_of(partner.organisation))
    assert client.get(url("proposal-detail", proposal.ref)).url == url("partner-consent", proposal.ref, partner.pk)
    assert client.get(url("proposal-step", proposal.ref, "project")).status_code == 403


# --- Steps by plain posts ----------------------------------------------------------------------


@pytest.mark.parametrize("step", [step.code for step in STEPS if step.code != "check"])
def test_every_step_opens_for_lead_and_partner(client, step):
    proposal = make_ready_proposal()
    for organisation in (proposal.lead, dossier(proposal).partners[1].organisation):
        response = signed_in(client, owner_of(organisation)).get(url("proposal-step", proposal.ref, step))
        assert response.status_code == 200
        assert "KST" in text_of(response)


def test_there_is_no_such_step(client):
    proposal = make_draft()
    assert signed_in(client, owner_of(proposal.lead)).get(url("proposal-step", proposal.ref, "nothing")).status_code == 404


def test_saving_the_project_step_leads_on_and_keeps_every_text(client):
    proposal = make_draft()
    client = signed_in(client, owner_of(proposal.lead))
    typed = {"title": "새 제목", "summary": "요약", "need": "필요\r\n두 줄", "version-title": proposal.version}
    response = client.post(url("proposal-step", proposal.ref, "project"), typed)
    assert response.url == url("proposal-step", proposal.ref, "partners")
    found = dossier(proposal)
    assert (found.proposal.title, found.text("summary"), found.text("need")) == ("새 제목", "요약", "필요\n두 줄")


def test_saving_may_lead_home_or_back_to_the_check_page(client):
    proposal = make_draft()
    client = signed_in(client, owner_of(proposal.lead))
    step = url("proposal-step", proposal.ref, "files")
    assert client.post(step, {"leave": "1"}).url == url("proposal-detail", proposal.ref)
    assert client.post(step, {"next": url("proposal-check", proposal.ref)}).url == url("proposal-check", proposal.ref)
    assert client.post(step, {"next": "https://elsewhere.example/"}).url == url("proposal-check", proposal.ref)


def test_two_writers_without_scripts_see_both_texts(client):
    proposal = make_draft()
    client = signed_in(client, owner_of(proposal.lead))
    step = url("proposal-step", proposal.ref, "project")
    base = {"title": proposal.title, "version-title": proposal.version}
    client.post(step, base | {"summary": "먼저 쓴 글"})
    response = client.post(step, base | {"summary": "나중에 쓴 글", "version-summary": "0"})
    page = text_of(response)
    assert response.status_code == 422
    assert "나중에 쓴 글</textarea>" in page and "먼저" in page
    assert dossier(proposal).text("summary") == "먼저 쓴 글"
    assert 'name="version-summary" value="1"' in page
    client.post(step, base | {"summary": "나중에 쓴 글", "version-summary": "1"})
    assert dossier(proposal).text("summary") == "나중에 쓴 글"


def test_a_text_that_is_too_long_is_refused_beside_its_field_and_kept(client):
    proposal = make_draft()
    long = "가" * 301
    response = signed_in(client, owner_of(proposal.lead)).post(
        url("proposal-step", proposal.ref, "project"), {"title": proposal.title, "summary": long, "need": "필요"}
    )
    assert response.status_code == 422
    assert long in text_of(response) and 'href="#id_summary"' in text_of(response)
    assert dossier(proposal).text("summary") == "" and dossier(proposal).text("need") == "필요"


def test_what_was_saved_beside_a_refusal_goes_on_from_there(client):
    proposal = make_draft()
    client, step = signed_in(client, owner_of(proposal.lead)), url("proposal-step", proposal.ref, "project")
    page = text_of(
        client.post(step, {"title": "새 제목", "version-title": proposal.version, "summary": "가" * 301, "need": "필요"})
    )
    saved = dossier(proposal)
    for code, version in (("title", saved.proposal.version), ("need", 1), ("summary", 0)):
        assert f'name="version-{code}" value="{version}"' in page


def test_the_end_of_a_line_counts_once_as_the_browser_counts_it(client):
    proposal = make_draft()
    text = "\r\n".join(["가" * 149] * 2) + "나"  # 300 characters, sent as 301
    signed_in(client, owner_of(proposal.lead)).post(url("proposal-step", proposal.ref, "project"), {"summary": text})
    assert dossier(proposal).text("summary") == text.replace("\r\n", "\n")


def test_a_correction_of_the_firm_leaves_the_track_alone(client):
    proposal = make_handed_in(make_call(code="2026"))
    for scope, is_open in ((["firm"], False), (["firm", "project"], True)):
        Proposal.objects.filter(pk=proposal.pk).update(
            status="returned", correction_scope=scope, correction_due_at=timezone.now() + dt.timedelta(days=1)
        )
        page = text_of(signed_in(client, owner_of(proposal.lead)).get(url("proposal-step", proposal.ref, "firm")))
        track = next(line for line in page.split("<input") if 'name="track"' in line)
        assert ("disabled" not in track.partition(">")[0]) == is_open


def test_the_plant_is_chosen_among_ones_own(client):
    proposal = make_draft()
    other = eligible_plant(proposal.lead, "gangwon")
    foreign = eligible_plant(make_firm(region=None))
    client = signed_in(client, owner_of(proposal.lead))
    step = url("proposal-step", proposal.ref, "firm")
    assert client.post(step, {"plant": foreign.pk}).status_code == 422
    client.post(step, {"plant": other.pk})
    proposal.refresh_from_db()
    assert (proposal.plant, proposal.region_id) == (other, "gangwon")


def cells(partner: Partner, rows) -> dict[str, str]:
    return {f"{partner.pk}.{row['item']}.{row['source']}": str(row["amount_krw"]) for row in rows}


def test_the_budget_sheet_saves_every_partner(client):
    proposal = make_ready_proposal(public_krw=200_000_000)
    lead, partner = dossier(proposal).partners
    typed = cells(lead, sound_rows(90_000_000)) | cells(partner, sound_rows(110_000_000))
    typed |= {f"version-{one.pk}": one.version for one in (lead, partner)}
    response = signed_in(client, owner_of(proposal.lead)).post(url("proposal-step", proposal.ref, "budget"), typed)
    assert response.status_code == 302
    budget = dossier(proposal).budget
    assert (budget.of_partner(lead.pk).public, budget.of_partner(partner.pk).public) == (90_000_000, 110_000_000)


def test_money_moves_between_partners_right_under_the_cap(client):
    proposal = make_ready_proposal(public_krw=500_000_000)
    lead, partner = dossier(proposal).partners
    typed = cells(lead, sound_rows(400_000_000)) | cells(partner, sound_rows(100_000_000))
    response = signed_in(client, owner_of(proposal.lead)).post(url("proposal-step", proposal.ref, "budget"), typed)
    assert response.status_code == 302
    assert dossier(proposal).budget.of_partner(lead.pk).public == 400_000_000


def test_one_won_above_the_cap_is_refused_with_both_amounts_and_keeps_what_was_typed(client):
    proposal = make_draft()
    lead = dossier(proposal).lead_partner
    typed = {f"{lead.pk}.personnel.public": "500,000,001"}
    response = signed_in(client, owner_of(proposal.lead)).post(url("proposal-step", proposal.ref, "budget"), typed)
    page = text_of(response)
    assert response.status_code == 422
    assert "₩500,000,001" in page and "₩500,000,000" in page
    assert 'value="500,000,001"' in page
    assert dossier(proposal).budget.whole.public == 0


def test_an_amount_that_is_no_whole_won_is_refused_beside_its_cell(client):
    proposal = make_draft()
    lead = dossier(proposal).lead_partner
    name = f"{lead.pk}.personnel.public"
    response = signed_in(client, owner_of(proposal.lead)).post(url("proposal-step", proposal.ref, "budget"), {name: "1.5"})
    assert response.status_code == 422
    assert f'id="amount-{name.replace(".", "-")}-error"' in text_of(response)


def test_a_partner_fills_only_its_own_card(client):
    proposal = make_ready_proposal(public_krw=200_000_000)
    lead, partner = dossier(proposal).partners
    client = signed_in(client, owner_of(partner.organisation))
    page = text_of(client.get(url("proposal-step", proposal.ref, "budget")))
    assert page.count(" disabled>") == 3 and page.count("data-source=") == 24  # of others only what is filled
    client.post(
        url("proposal-step", proposal.ref, "budget"), cells(lead, sound_rows(1_000)) | cells(partner, sound_rows(120_000_000))
    )
    budget = dossier(proposal).budget
    assert (budget.of_partner(lead.pk).public, budget.of_partner(partner.pk).public) == (100_000_000, 120_000_000)


def test_what_was_handed_in_is_read_not_written(client):
    proposal = make_submitted()
    client = signed_in(client, owner_of(proposal.lead))
    for step in ("firm", "project", "budget"):
        step_url = url("proposal-step", proposal.ref, step)
        assert 'form="step-form"' not in text_of(client.get(step_url))
        assert client.post(step_url, {"title": "다른 제목"}).status_code == 403
    proposal.refresh_from_db()
    assert proposal.title != "다른 제목"


def test_a_signed_in_person_without_a_firm_has_no_such_pages(client):
    proposal = make_draft()
    client = signed_in(client, make_user(Role.EVALUATOR))
    assert client.get(url("proposal-step", proposal.ref, "project")).status_code == 403
    assert client.get(url("proposal-start", proposal.call.ref)).status_code == 403


# --- Costs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["proposal-detail", "proposal-check"])
def test_a_page_costs_the_same_with_one_and_three_partners(client, django_assert_max_num_queries, page):
    costs = []
    for partners in (1, 3):
        proposal = make_ready_proposal(partners=partners)
        client = signed_in(client, owner_of(proposal.lead))
        with django_assert_max_num_queries(16) as counted:
            assert client.get(url(page, proposal.ref)).status_code == 200
        costs.append(len(counted))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("step", [step.code for step in STEPS if step.code != "check"])
def test_a_step_costs_the_same_with_one_and_three_partners(client, django_assert_max_num_queries, step):
    costs = []
    for partners in (1, 3):
        proposal = make_ready_proposal(partners=partners)
        client = signed_in(client, owner_of(proposal.lead))
        with django_assert_max_num_queries(18) as counted:
            assert client.get(url("proposal-step", proposal.ref, step)).status_code == 200
        costs.append(len(counted))
    assert costs[0] == costs[1]


def test_the_list_costs_the_same_with_one_and_three_proposals(client, django_assert_max_num_queries):
    firm, call = make_firm(), make_call()
    client = signed_in(client, owner_of(firm))
    client.get(url("proposal-list"))  # the first page of a session also marks the session
    costs = []
    for more in (1, 2):
        for _number in range(more):
            make_draft(call, lead=firm)
        with django_assert_max_num_queries(12) as counted:
            client.get(url("proposal-list"))
        costs.append(len(counted))
    assert costs[0] == costs[1]
