"""Inviting, answering, joining by a link: the pages between a lead and its partners."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from projects.actions.edit_partner import edit_partner
from projects.actions.invite_partner import invite_partner
from projects.models import Partner
from projects.queries.proposals import dossier
from projects.states import PartnerStatus
from projects.terms import DECLARATIONS
from tests.factories.accounts import make_brn, make_user
from tests.factories.projects import make_draft, make_firm, make_ready_proposal, owner_of, writer_of

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"projects:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def invited():
    """A draft, and a partner that was invited and has not answered."""
    proposal = make_draft()
    firm = make_firm("새한정공")
    partner = invite_partner(proposal, by=owner_of(proposal.lead), brn=firm.brn, task="부품 가공")
    return proposal, partner


# --- The lead asks --------------------------------------------------------------------------


def test_the_name_is_shown_before_anybody_is_invited(client):
    proposal, firm = make_draft(), make_firm("새한정공")
    client.force_login(owner_of(proposal.lead))
    assert "새한정공" in text_of(client.get(url("partner-lookup", proposal.ref), {"brn": firm.brn}))
    page = text_of(client.post(url("partner-invite", proposal.ref), {"brn": firm.brn, "lookup": "1"}))
    assert "새한정공" in page
    assert dossier(proposal).partners == [dossier(proposal).lead_partner]


def test_a_number_nobody_has_asks_for_an_address(client):
    proposal = make_draft()
    client.force_login(owner_of(proposal.lead))
    unknown = make_brn(987_654_321)
    assert "found-organisation" not in text_of(client.get(url("partner-lookup", proposal.ref), {"brn": unknown}))
    response = client.post(url("partner-invite", proposal.ref), {"brn": unknown, "role": "participant", "task": "가공"})
    assert response.status_code == 422
    assert 'href="#id_email"' in text_of(response) and "가공</textarea>" in text_of(response)


def test_only_the_leads_people_look_up_and_invite(client, invited):
    proposal, partner = invited
    client.force_login(owner_of(partner.organisation))
    assert client.get(url("partner-lookup", proposal.ref), {"brn": make_brn()}).status_code == 403
    assert client.get(url("partner-invite", proposal.ref)).status_code == 403


def test_inviting_leads_back_to_the_list_with_the_partner_on_it(client):
    proposal, firm = make_draft(), make_firm("새한정공")
    client.force_login(writer_of(proposal.lead))
    response = client.post(url("partner-invite", proposal.ref), {"brn": firm.brn, "role": "demand", "task": ""}, follow=True)
    assert "새한정공" in text_of(response)
    assert dossier(proposal).partners[1].role == "demand"


def test_asking_again_too_soon_is_said_not_thrown(client, invited):
    proposal, partner = invited
    client.force_login(owner_of(proposal.lead))
    response = client.post(url("partner-resend", proposal.ref, partner.pk), follow=True)
    assert response.status_code == 200
    Partner.objects.filter(pk=partner.pk).update(invited_at=timezone.now() - dt.timedelta(hours=1))
    client.post(url("partner-resend", proposal.ref, partner.pk))
    partner.refresh_from_db()
    assert timezone.now() - partner.invited_at < dt.timedelta(minutes=1)


def test_taking_out_twice_is_harmless(client, invited):
    proposal, partner = invited
    client.force_login(owner_of(proposal.lead))
    for _click in range(2):
        assert client.post(url("partner-remove", proposal.ref, partner.pk)).status_code == 302
    partner.refresh_from_db()
    assert partner.status == PartnerStatus.REMOVED


def test_editing_from_an_old_page_shows_what_stands_now(client, invited):
    proposal, partner = invited
    client.force_login(owner_of(proposal.lead))
    old = {"role": "participant", "task": "나의 글", "version": partner.version}
    edit_partner(partner, by=owner_of(proposal.lead), task="남의 글")
    response = client.post(url("partner-edit", proposal.ref, partner.pk), old)
    assert response.status_code == 422
    assert "남의 글" in text_of(response) and "나의 글</textarea>" in text_of(response)
    partner.refresh_from_db()
    assert partner.task == "남의 글"
    client.post(url("partner-edit", proposal.ref, partner.pk), old | {"version": partner.version})
    partner.refresh_from_db()
    assert partner.task == "나의 글"


def test_a_partner_chooses_its_plant_before_it_consents_but_not_its_role(client, invited):
    proposal, partner = invited
    plant = partner.organisation.plants.get()
    client.force_login(owner_of(partner.organisation))
    page = url("partner-edit", proposal.ref, partner.pk)
    assert 'name="role"' not in text_of(client.get(page))
    typed = {"role": "demand", "task": "부품 가공", "plant": plant.pk, "version": partner.version}
    assert client.post(page, typed).url == url("partner-consent", proposal.ref, partner.pk)
    partner.refresh_from_db()
    assert (partner.plant, partner.role) == (plant, "participant")


# --- The partner answers -------------------------------------------------------------------------


def consent_page(client, proposal, partner) -> str:
    return text_of(client.get(url("partner-consent", proposal.ref, partner.pk)))


def digest_on(page: str) -> str:
    return page.split('name="digest" value="')[1].split('"')[0]


def declared() -> dict[str, str]:
    return dict.fromkeys(DECLARATIONS, "on")


def test_the_owner_consents_to_exactly_what_the_page_shows(client, invited):
    proposal, partner = invited
    client.force_login(owner_of(partner.organisation))
    page = consent_page(client, proposal, partner)
    assert "부품 가공" in page
    response = client.post(
        url("partner-consent", proposal.ref, partner.pk), {"consent": "1", "digest": digest_on(page), **declared()}
    )
    assert response.url == url("proposal-detail", proposal.ref)
    assert dossier(proposal).consent_stands(dossier(proposal).partners[1])


def test_every_declaration_must_be_ticked(client, invited):
    proposal, partner = invited
    client.force_login(owner_of(partner.organisation))
    digest = digest_on(consent_page(client, proposal, partner))
    ticked = {"participation": "on"}
    response = client.post(url("partner-consent", proposal.ref, partner.pk), {"consent": "1", "digest": digest, **ticked})
    assert response.status_code == 422
    assert 'href="#id_personal_data"' in text_of(response)
    partner.refresh_from_db()
    assert partner.status == PartnerStatus.INVITED


def test_terms_that_changed_meanwhile_are_read_again(client, invited):
    proposal, partner = invited
    client.force_login(owner_of(partner.organisation))
    digest = digest_on(consent_page(client, proposal, partner))
    edit_partner(partner, by=owner_of(proposal.lead), task="전부")
    response = client.post(url("partner-consent", proposal.ref, partner.pk), {"consent": "1", "digest": digest, **declared()})
    assert response.url == url("partner-consent", proposal.ref, partner.pk)
    partner.refresh_from_db()
    assert partner.status == PartnerStatus.INVITED


def test_a_void_consent_shows_what_changed_since(client):
    proposal = make_ready_proposal()
    partner = dossier(proposal).partners[1]
    lead = owner_of(proposal.lead)
    edit_partner(partner, by=lead, role="demand")
    client.force_login(owner_of(partner.organisation))
    page = consent_page(client, proposal, partner)
    assert 'id="changes"' in page
    assert page.split('id="changes"')[1].index("<del>") < page.split('id="changes"')[1].index("<ins>")
    edit_partner(partner, by=lead, role="participant")
    assert 'id="changes"' not in consent_page(client, proposal, partner)  # back to what was consented: nothing to report


def test_declining_needs_its_reason_and_the_lead_reads_it(client, invited):
    proposal, partner = invited
    client.force_login(owner_of(partner.organisation))
    decline = url("partner-decline", proposal.ref, partner.pk)
    assert client.post(decline, {"reason": " "}).status_code == 422
    assert client.post(decline, {"reason": "일정이 맞지 않습니다"}).url == url("proposal-list")
    client.force_login(owner_of(proposal.lead))
    assert "일정이 맞지 않습니다" in text_of(client.get(url("proposal-step", proposal.ref, "partners")))


def test_a_writer_reads_the_terms_but_does_not_answer(client, invited):
    proposal, partner = invited
    client.force_login(writer_of(partner.organisation))
    page = consent_page(client, proposal, partner)
    assert 'name="digest"' not in page
    response = client.post(url("partner-consent", proposal.ref, partner.pk), {"consent": "1", "digest": "0" * 64, **declared()})
    assert response.status_code == 403


def test_one_partner_does_not_read_anothers_terms(client):
    proposal = make_ready_proposal(partners=2)
    _lead, first, second = dossier(proposal).partners
    client.force_login(owner_of(first.organisation))
    assert client.get(url("partner-consent", proposal.ref, second.pk)).status_code == 403


# --- By the link in a letter ------------------------------------------------------------------------


@pytest.fixture
def asked_by_mail():
    proposal = make_draft()
    return proposal, invite_partner(proposal, by=owner_of(proposal.lead), email="new@firm.example")


def test_the_link_works_without_an_account_and_tells_no_secrets(client, asked_by_mail):
    proposal, partner = asked_by_mail
    page = text_of(client.get(url("invitation", partner.token)))
    assert proposal.title in page and reverse("account_signup") in page
    assert client.get(url("invitation", "no-such-token")).status_code == 404
    assert client.post(url("invitation", partner.token), {"organisation": "1"}).url.startswith(reverse("account_login"))


def test_somebody_without_a_firm_registers_it_first_and_comes_back(client, asked_by_mail):
    _proposal, partner = asked_by_mail
    client.force_login(make_user())
    here = url("invitation", partner.token)
    assert f"{reverse('accounts:organisation-register')}?next={here}" in text_of(client.get(here))


def test_taking_the_place_leads_to_the_terms(client, asked_by_mail):
    proposal, partner = asked_by_mail
    firm = make_firm()
    client.force_login(owner_of(firm))
    response = client.post(url("invitation", partner.token), {"organisation": firm.pk})
    assert response.url == url("partner-consent", proposal.ref, partner.pk)
    partner.refresh_from_db()
    assert (partner.organisation, partner.status) == (firm, PartnerStatus.INVITED)


def test_only_an_owner_takes_a_place(client, asked_by_mail):
    _proposal, partner = asked_by_mail
    firm = make_firm()
    client.force_login(writer_of(firm))
    assert client.post(url("invitation", partner.token), {"organisation": firm.pk}).status_code == 422
    partner.refresh_from_db()
    assert partner.organisation is None


def test_a_removed_place_has_no_link_any_more(client, asked_by_mail):
    proposal, partner = asked_by_mail
    client.force_login(owner_of(proposal.lead))
    client.post(url("partner-remove", proposal.ref, partner.pk))
    client.logout()
    assert client.get(url("invitation", partner.token)).status_code == 404


def test_an_admin_is_not_a_partner(client, invited):
    proposal, partner = invited
    client.force_login(make_user(Role.ADMIN))
    assert client.get(url("partner-consent", proposal.ref, partner.pk)).status_code == 403


def test_registering_a_firm_leads_back_to_the_invitation(client, asked_by_mail):
    _proposal, partner = asked_by_mail
    client.force_login(make_user())
    here = url("invitation", partner.token)
    typed = {"brn": make_brn(), "name_ko": "새로운 기업", "kind": "sme", "representative": "홍길동", "address": "시험로 1"}
    response = client.post(f"{reverse('accounts:organisation-register')}?next={here}", typed)
    assert response.url == here
    assert "새로운 기업" in text_of(client.get(here))
    away = client.post(
        f"{reverse('accounts:organisation-register')}?next=https://elsewhere.example/", typed | {"brn": make_brn()}
    )
    assert away.url.startswith("/")
