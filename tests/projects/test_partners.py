"""A place in a proposal: invited, taken, consented to, changed, declined, removed."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, StaleVersion
from notifications.models import Message
from projects.actions.accept_invitation import accept_invitation
from projects.actions.decline_partnership import decline_partnership
from projects.actions.edit_partner import edit_partner
from projects.actions.give_consent import give_consent
from projects.actions.invite_partner import MOST_PARTNERS, invite_partner
from projects.actions.remove_partner import remove_partner
from projects.actions.resend_invitation import resend_invitation
from projects.actions.set_budget import set_budget
from projects.models import Partner, Proposal
from projects.queries.proposals import dossier, invitations_for
from projects.terms import DECLARATIONS
from tests.factories.accounts import make_brn, make_organisation, make_user
from tests.factories.projects import (
    consent,
    eligible_plant,
    make_draft,
    make_firm,
    make_ready_proposal,
    make_submitted,
    owner_of,
    sound_rows,
    writer_of,
)

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(minutes=11)


@pytest.fixture
def draft():
    return make_draft()


@pytest.fixture
def consented():
    """The consenting partner of a ready proposal."""
    return make_ready_proposal().partners.select_related("proposal__lead", "organisation").get(role="participant")


def invite(draft: Proposal, **kwargs) -> Partner:
    return invite_partner(draft, by=owner_of(draft.lead), **kwargs)


def letters(kind: str) -> set:
    return set(Message.objects.filter(kind=f"projects/{kind}").values_list("address", flat=True))


# --- Inviting ------------------------------------------------------------------------


def test_a_registered_organisation_gets_its_place_and_its_owners_are_told(draft):
    firm = make_firm()
    writer_of(firm)
    partner = invite(draft, brn=f"{firm.brn[:3]}-{firm.brn[3:5]}-{firm.brn[5:]}", role="demand", task=" 수요 확인 ")
    assert (partner.organisation, partner.role, partner.task, partner.status) == (firm, "demand", "수요 확인", "invited")
    assert letters("partner-invited") == {owner_of(firm).email}
    message = Message.objects.get(kind="projects/partner-invited")
    assert message.link == f"/projects/proposals/{draft.ref}/partners/{partner.pk}/consent/"
    assert list(invitations_for(owner_of(firm))) == [partner]
    draft.refresh_from_db()
    assert draft.partner_count == 2


def test_an_unknown_organisation_gets_a_link_by_mail(draft):
    number = make_brn()
    with pytest.raises(InvalidInput) as refusal:
        invite(draft, brn=number)
    assert list(refusal.value.errors) == ["email"]
    partner = invite(draft, brn=number, email="Ceo@New-Firm.kr")
    assert (partner.organisation, partner.invited_brn, partner.invited_email) == (None, number, "ceo@new-firm.kr")
    message = Message.objects.get(kind="projects/partner-invited")
    assert (message.address, message.recipient, message.link) == (
        "ceo@new-firm.kr",
        None,
        f"/projects/invitations/{partner.token}/",
    )


def test_an_organisation_nobody_signs_for_needs_an_address(draft):
    silent = make_organisation()
    with pytest.raises(InvalidInput) as refusal:
        invite(draft, brn=silent.brn)
    assert list(refusal.value.errors) == ["email"]
    assert not Partner.objects.filter(organisation=silent).exists()
    assert invite(draft, brn=silent.brn, email="a@silent.kr").organisation == silent


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"brn": "123-45-67890"}, "brn"),
        ({"brn": "12345"}, "brn"),
        ({"email": "no address"}, "email"),
        ({}, "brn"),
        ({"email": "a@b.kr", "role": "lead"}, "role"),
    ],
)
def test_a_wrong_invitation_says_where(draft, given, field):
    with pytest.raises(InvalidInput) as refusal:
        invite(draft, **given)
    assert list(refusal.value.errors) == [field]


def test_one_place_per_organisation(draft):
    firm = make_firm()
    invite(draft, brn=firm.brn)
    invite(draft, email="new@firm.kr")
    for given, field in (({"brn": firm.brn}, "brn"), ({"brn": draft.lead.brn}, "brn"), ({"email": "NEW@firm.kr"}, "email")):
        with pytest.raises(InvalidInput) as refusal:
            invite(draft, **given)
        assert list(refusal.value.errors) == [field]
    with pytest.raises(IntegrityError, match="one_place_per_organisation_in_a_proposal"), transaction.atomic():
        Partner.objects.create(proposal=draft, organisation=firm)


def test_a_consortium_is_no_mailing_list(draft):
    Partner.objects.bulk_create(
        Partner(proposal=draft, invited_email=f"{n}@firm.kr", invited_at=timezone.now()) for n in range(MOST_PARTNERS - 1)
    )
    with pytest.raises(InvalidInput):
        invite(draft, email="one-more@firm.kr")


def test_asking_again_waits_ten_minutes(draft):
    firm = make_firm()
    partner = invite(draft, brn=firm.brn)
    with pytest.raises(DomainError) as refusal:
        resend_invitation(partner, by=owner_of(draft.lead))
    assert refusal.value.code == "too-soon"
    resend_invitation(partner, by=owner_of(draft.lead), at=timezone.now() + LATER)
    assert Message.objects.filter(kind="projects/partner-invited", recipient=owner_of(firm)).count() == 2


# --- Taking the place -------------------------------------------------------------------


def test_whoever_holds_the_link_takes_the_place_for_their_organisation(draft):
    partner, firm = invite(draft, email="ceo@new.kr"), make_firm()
    for _click in range(2):
        taken = accept_invitation(partner, by=owner_of(firm), organisation=firm)
    assert (taken.organisation, taken.status, taken.version) == (firm, "invited", 2)
    with pytest.raises(DomainError) as refusal:
        other = make_firm()
        accept_invitation(partner, by=owner_of(other), organisation=other)
    assert refusal.value.code == "taken"


def test_an_invited_number_binds(draft):
    partner = invite(draft, brn=make_brn(), email="ceo@new.kr")
    firm = make_firm()
    with pytest.raises(InvalidInput):
        accept_invitation(partner, by=owner_of(firm), organisation=firm)


def test_only_an_owner_takes_a_place_and_no_organisation_takes_two(draft):
    partner, firm = invite(draft, email="ceo@new.kr"), make_firm()
    with pytest.raises(NotAllowed):
        accept_invitation(partner, by=writer_of(firm), organisation=firm)
    invite(draft, brn=firm.brn)
    for twice in (firm, draft.lead):
        with pytest.raises(InvalidInput):
            accept_invitation(partner, by=owner_of(twice), organisation=twice)


# --- Consent ----------------------------------------------------------------------------


def test_an_owner_consents_to_what_the_page_showed(draft):
    firm = make_firm()
    partner = invite(draft, brn=firm.brn)
    shown = dossier(draft).terms_digest(partner)
    for _click in range(2):
        given = give_consent(partner, by=owner_of(firm), digest=shown, declarations=DECLARATIONS)
    assert (given.status, given.consent_digest, given.consented_by) == ("consented", shown, owner_of(firm))
    event = Event.objects.get(stream=draft.stream, verb="consented")
    assert event.data["digest"] == shown and event.data["declarations"] == sorted(DECLARATIONS)
    assert letters("partner-consented-note") == {owner_of(draft.lead).email}


def test_terms_that_changed_under_the_reader_are_not_consented_to(draft):
    firm = make_firm()
    partner = invite(draft, brn=firm.brn)
    shown = dossier(draft).terms_digest(partner)
    set_budget(partner, rows=sound_rows(30_000_000), by=owner_of(draft.lead))
    with pytest.raises(StaleVersion) as conflict:
        give_consent(partner, by=owner_of(firm), digest=shown, declarations=DECLARATIONS)
    assert conflict.value.current == dossier(draft).terms_digest(partner) != shown
    partner.refresh_from_db()
    assert partner.status == "invited"


def test_every_declaration_must_be_made(draft):
    firm = make_firm()
    partner = invite(draft, brn=firm.brn)
    with pytest.raises(InvalidInput) as refusal:
        give_consent(partner, by=owner_of(firm), digest=dossier(draft).terms_digest(partner), declarations={"participation"})
    assert set(refusal.value.errors) == {"personal_data", "no_exclusion"}


def test_only_the_partners_own_owner_consents(draft):
    firm = make_firm()
    partner = invite(draft, brn=firm.brn)
    digest = dossier(draft).terms_digest(partner)
    for somebody in (writer_of(firm), owner_of(draft.lead), make_user(Role.CENTRAL), make_user(Role.ADMIN)):
        with pytest.raises(NotAllowed):
            give_consent(partner, by=somebody, digest=digest, declarations=DECLARATIONS)


def test_the_lead_consents_by_handing_in_only(draft):
    lead = draft.partners.get()
    with pytest.raises(DomainError) as refusal:
        give_consent(lead, by=owner_of(draft.lead), digest=dossier(draft).terms_digest(lead), declarations=DECLARATIONS)
    assert refusal.value.code == "lead-consents-by-submitting"


# --- Consent is to terms, and only to them --------------------------------------------------


def more_money(partner):
    set_budget(partner, rows=sound_rows(60_000_000), by=owner_of(partner.proposal.lead))


def other_items(partner):
    rows = [row | {"item": "materials"} for row in sound_rows(150_000_000)]
    set_budget(partner, rows=rows, by=owner_of(partner.proposal.lead))


def other_role(partner):
    edit_partner(partner, role="demand", by=owner_of(partner.proposal.lead))


def other_task(partner):
    edit_partner(partner, task="전혀 다른 일", by=owner_of(partner.proposal.lead))


def own_new_plant(partner):
    edit_partner(partner, plant=eligible_plant(partner.organisation, "honam"), by=writer_of(partner.organisation))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (more_money, "₩150,000,000 → ₩60,000,000"),
        (other_items, "- 금액을 다른 비목으로 옮겼습니다"),
        (other_role, "- 역할: 참여기관 → 수요기업"),
        (other_task, "- 맡은 일을 다시 적었습니다"),
        (own_new_plant, "- 다른 사업장을 골랐습니다"),
    ],
)
def test_a_consent_is_void_when_its_terms_change_and_the_partner_is_told_what_changed(consented, change, told):
    change(consented)
    consented.refresh_from_db()
    assert (consented.status, consented.consent_digest) == ("invited", "")
    message = Message.objects.get(kind="projects/consent-void")
    assert message.recipient == owner_of(consented.organisation)
    assert told in message.body
    assert message.link.endswith(f"/partners/{consented.pk}/consent/")
    assert Event.objects.filter(stream=consented.proposal.stream, verb="consent-voided").count() == 1
    assert not dossier(consented.proposal).consent_stands(consented)
    consent(consented)
    assert dossier(consented.proposal).consent_stands(dossier(consented.proposal).partner(consented.pk))


def test_what_does_not_touch_the_terms_leaves_the_consent(consented):
    lead = consented.proposal.partners.get(role="lead")
    set_budget(lead, rows=sound_rows(10_000_000), by=owner_of(consented.proposal.lead))
    edit_partner(consented, task=consented.task + "  ", by=owner_of(consented.proposal.lead))
    invite(consented.proposal, brn=make_firm().brn)
    consented.refresh_from_db()
    assert consented.status == "consented"
    assert not Message.objects.filter(kind="projects/consent-void").exists()


def test_a_role_is_the_leads_to_give_and_the_leads_own_stays(consented):
    with pytest.raises(NotAllowed):
        edit_partner(consented, role="demand", by=owner_of(consented.organisation))
    for partner, role in ((consented, "lead"), (consented.proposal.partners.get(role="lead"), "demand")):
        with pytest.raises(InvalidInput):
            edit_partner(partner, role=role, by=owner_of(consented.proposal.lead))


def test_an_old_page_does_not_overwrite_a_partners_part(consented):
    at_first = Partner.objects.get(pk=consented.pk).version
    edit_partner(consented, task="새 일", by=owner_of(consented.proposal.lead), base_version=at_first)
    with pytest.raises(StaleVersion):
        edit_partner(consented, task="낡은 일", by=owner_of(consented.organisation), base_version=at_first)


# --- No, and out ---------------------------------------------------------------------------


def test_a_no_has_a_reason_and_the_lead_hears_it(consented):
    with pytest.raises(InvalidInput):
        decline_partnership(consented, by=owner_of(consented.organisation), reason="  ")
    declined = decline_partnership(consented, by=owner_of(consented.organisation), reason="인력이 부족합니다")
    assert (declined.status, declined.decline_reason, declined.consent_digest) == ("declined", "인력이 부족합니다", "")
    message = Message.objects.get(kind="projects/partner-declined")
    assert message.recipient == owner_of(consented.proposal.lead) and "인력이 부족합니다" in message.body
    with pytest.raises(InvalidInput):  # it has a place still; it is asked again, not twice
        invite(consented.proposal, brn=consented.organisation.brn)
    asked = resend_invitation(consented, by=owner_of(consented.proposal.lead), at=timezone.now() + LATER)
    assert (asked.status, asked.decline_reason) == ("invited", "")


def test_a_removed_partner_takes_its_money_and_files_with_it(consented):
    proposal = consented.proposal
    for _click in range(2):
        remove_partner(consented, by=owner_of(proposal.lead))
    proposal.refresh_from_db()
    assert (proposal.partner_count, proposal.region_count, proposal.requested_krw) == (1, 1, 150_000_000)
    assert [file.partner_id for file in dossier(proposal).files] == [None, dossier(proposal).lead_partner.pk]
    assert letters("partner-removed") == {owner_of(consented.organisation).email}
    assert Event.objects.filter(stream=proposal.stream, verb="partner-removed").count() == 1
    assert invite(proposal, brn=consented.organisation.brn).pk != consented.pk  # may come back, as if new


def test_the_lead_neither_leaves_nor_declines(draft):
    lead = draft.partners.get()
    with pytest.raises(DomainError):
        remove_partner(lead, by=owner_of(draft.lead))
    with pytest.raises(DomainError):
        decline_partnership(lead, by=owner_of(draft.lead), reason="싫습니다")


def test_nothing_of_it_moves_once_handed_in():
    partner = make_submitted().partners.select_related("proposal__lead", "organisation").get(role="participant")
    lead, own = owner_of(partner.proposal.lead), owner_of(partner.organisation)
    for deed in (
        lambda: invite(partner.proposal, brn=make_firm().brn),
        lambda: edit_partner(partner, task="나중", by=lead),
        lambda: remove_partner(partner, by=lead),
        lambda: decline_partnership(partner, by=own, reason="나중에"),
    ):
        with pytest.raises(DomainError) as refusal:
            deed()
        assert refusal.value.code == "not-writable"
