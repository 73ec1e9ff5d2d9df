"""Who sees and may do what, one table for each kind of thing."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role
from projects import access
from projects.models import Call, Partner, Proposal
from projects.states import PartnerStatus, ProposalStatus
from tests.factories.accounts import make_user
from tests.factories.handed_in import make_handed_in
from tests.factories.projects import consent, make_call, make_draft, make_firm, make_ready_proposal, owner_of, writer_of

pytestmark = pytest.mark.django_db


def person(role: str, region: str = ""):
    return make_user(role, region=region)


def sees(user, proposal: Proposal) -> bool:
    return Proposal.objects.visible_to(user).filter(pk=proposal.pk).exists()


# --- Calls ---------------------------------------------------------------------------


def test_everybody_sees_published_calls_and_offices_see_their_drafts():
    published, draft, national = make_call(), make_call(region="capital", published=False), make_call(published=False)
    expected = {
        AnonymousUser(): {published},
        owner_of(make_firm(region=None)): {published},
        person(Role.EVALUATOR): {published},
        person(Role.HQ_OPERATOR, "dongnam"): {published},
        person(Role.HQ_OPERATOR, "capital"): {published, draft},
        person(Role.CENTRAL): {published, draft, national},
        person(Role.AUDITOR): {published, draft, national},
    }
    for user, calls in expected.items():
        assert set(Call.objects.visible_to(user)) == calls, user


def test_who_writes_calls():
    regional, national = make_call(region="capital", published=False), make_call(published=False)
    central, hq, other = person(Role.CENTRAL), person(Role.HQ_HEAD, "capital"), person(Role.HQ_HEAD, "dongnam")
    assert [access.may_write_call(u, regional) for u in (central, hq, other)] == [True, True, False]
    assert [access.may_write_call(u, national) for u in (central, hq, other)] == [True, False, False]
    assert [access.may_write_call(u) for u in (central, hq)] == [True, False]
    assert not any(access.writes_calls(person(role)) for role in (Role.MINISTRY, Role.AUDITOR, Role.EVALUATOR, Role.ADMIN))


# --- Proposals ------------------------------------------------------------------------


def test_a_draft_is_its_own_people_s_alone():
    draft = make_draft()
    owner, writer = owner_of(draft.lead), writer_of(draft.lead)
    outsiders = [owner_of(make_firm(region=None)), AnonymousUser()]
    outsiders += [
        person(role, "capital")
        for role in (Role.HQ_OPERATOR, Role.CENTRAL, Role.MINISTRY, Role.AUDITOR, Role.EVALUATOR, Role.ADMIN)
    ]
    assert all(sees(user, draft) for user in (owner, writer))
    assert not any(sees(user, draft) for user in outsiders)


def test_what_was_handed_in_is_seen_by_its_region_and_the_overseers():
    proposal = make_handed_in(region="capital")
    seen = {
        person(Role.HQ_OPERATOR, "capital"): True, person(Role.HQ_HEAD, "dongnam"): False, person(Role.CENTRAL): True,
        person(Role.MINISTRY): True, person(Role.AUDITOR): True, person(Role.EVALUATOR): False, person(Role.ADMIN): False,
        person(Role.DOCTOR): False, owner_of(proposal.lead): True, owner_of(make_firm(region=None)): False,
    }  # fmt: skip
    for user, expected in seen.items():
        assert sees(user, proposal) is expected, user.roles
        assert access.may_see_text(user, proposal) is expected, user.roles


def test_a_partner_sees_the_place_when_invited_and_the_text_once_it_has_consented():
    proposal = make_draft()
    firm = make_firm(region=None)
    partner = Partner.objects.create(proposal=proposal, organisation=firm)
    owner = owner_of(firm)
    assert (sees(owner, proposal), access.may_see_text(owner, proposal)) == (True, False)
    consent(partner)
    assert access.may_see_text(owner, Proposal.objects.get(pk=proposal.pk))
    Partner.objects.filter(pk=partner.pk).update(status=PartnerStatus.INVITED)  # its consent is void
    assert access.may_see_text(owner, Proposal.objects.get(pk=proposal.pk))
    Partner.objects.filter(pk=partner.pk).update(status=PartnerStatus.REMOVED)
    assert not sees(owner, proposal)
    assert not access.may_see_text(owner, Proposal.objects.get(pk=proposal.pk))


def test_a_person_seeing_for_two_reasons_sees_once():
    proposal = make_ready_proposal()
    partner = proposal.partners.exclude(organisation=proposal.lead).get()
    both = owner_of(proposal.lead)
    from tests.factories.accounts import give_role

    give_role(both, Role.COMPANY_OWNER, organisation=partner.organisation)
    assert Proposal.objects.visible_to(both).count() == 1


def test_who_may_write_hand_in_and_consent():
    proposal = make_ready_proposal()
    partner = proposal.partners.exclude(organisation=proposal.lead).get()
    owner, writer = owner_of(proposal.lead), writer_of(proposal.lead)
    partner_owner, partner_writer = owner_of(partner.organisation), writer_of(partner.organisation)
    hq = person(Role.HQ_HEAD, "capital")
    table = {
        "edit": [access.may_edit(u, proposal) for u in (owner, writer, partner_owner, partner_writer, hq)],
        "part": [access.may_edit_part(u, partner) for u in (owner, writer, partner_owner, partner_writer, hq)],
        "submit": [access.may_submit(u, proposal) for u in (owner, writer, partner_owner, partner_writer, hq)],
        "withdraw": [access.may_withdraw(u, proposal) for u in (owner, writer, partner_owner, partner_writer, hq)],
        "consent": [access.may_consent(u, partner) for u in (owner, writer, partner_owner, partner_writer, hq)],
        "screen": [access.may_screen(u, proposal) for u in (owner, writer, partner_owner, partner_writer, hq)],
    }
    assert table == {
        "edit": [True, True, False, False, False],
        "part": [True, True, True, True, False],
        "submit": [True, False, False, False, False],
        "withdraw": [True, False, False, False, False],
        "consent": [False, False, True, False, False],
        "screen": [False, False, False, False, True],
    }


def test_drafts_are_counted_for_the_office_they_will_come_to():
    call = make_call()
    here, there = make_draft(call), make_draft(call, region="dongnam")
    nowhere = make_draft(call)
    Proposal.objects.filter(pk=nowhere.pk).update(plant=None, complex=None, region=None)
    make_handed_in(call)

    def counted(user) -> set[int]:
        return set(Proposal.objects.filter(access.drafts_counted_for(user)).values_list("pk", flat=True))

    assert counted(person(Role.HQ_OPERATOR, "capital")) == {here.pk, nowhere.pk}
    assert counted(person(Role.CENTRAL)) == {here.pk, there.pk, nowhere.pk}
    assert counted(person(Role.MINISTRY)) == counted(owner_of(here.lead)) == set()


def test_every_status_but_draft_is_handed_in():
    hq = person(Role.HQ_OPERATOR, "capital")
    for status in set(ProposalStatus) - {ProposalStatus.DRAFT}:
        assert sees(hq, make_handed_in(status=status)), status
