"""Firms enter once, by a number whose check digit is right; people are let in by owners."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions.accept_invitation import accept_invitation
from accounts.actions.answer_join_request import answer_join_request
from accounts.actions.ask_to_join import ask_to_join
from accounts.actions.end_role import end_role
from accounts.actions.invite_person import invite_person
from accounts.actions.register_organisation import AlreadyRegistered, register_organisation
from accounts.business_number import is_valid
from accounts.models import Grant, Organisation, Role
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from notifications.models import Message
from tests.factories.accounts import make_brn, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("1248100998", True),
        ("1234567890", False),
        ("1248100999", False),
        ("2208162517", True),
        ("124810099", False),
        ("12481009९8", False),
    ],
)
def test_the_check_digit_decides(number, right):
    assert is_valid(number) is right


def test_registering_makes_an_owner():
    person = make_user()
    firm = register_organisation(by=person, brn="124-81-00998", name_ko="한빛정밀", kind="sme")
    assert firm.brn == "1248100998"
    assert person.has_role(Role.COMPANY_OWNER, organisation=firm)


def test_a_wrong_number_is_refused_beside_its_field():
    with pytest.raises(InvalidInput) as refused:
        register_organisation(by=make_user(), brn="123-45-67890", name_ko="틀린번호", kind="sme")
    assert list(refused.value.errors) == ["brn"]
    assert Organisation.objects.count() == 0


def test_a_taken_number_shows_the_way_in(client):
    firm = make_organisation("먼저 온 기업")
    person = make_user()
    with pytest.raises(AlreadyRegistered) as refused:
        register_organisation(by=person, brn=firm.brn, name_ko="나중 기업", kind="sme")
    assert refused.value.organisation == firm
    client.force_login(person)
    page = client.post(reverse("accounts:organisation-register"), {"brn": firm.brn, "name_ko": "나중 기업", "kind": "sme"})
    assert page.status_code == 422
    assert reverse("accounts:organisation-join", args=[firm.brn]) in page.text
    assert "나중 기업" in page.text  # nothing typed is lost


def test_the_database_refuses_the_second_of_a_number():
    firm = make_organisation()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation(brn=firm.brn)


def test_an_owner_lets_somebody_in():
    owner = make_user(Role.COMPANY_OWNER)
    firm = Organisation.objects.get(pk=owner.organisation_ids()[0])
    person = make_user()
    request = ask_to_join(firm, by=person, note="연구소 과장")
    assert ask_to_join(firm, by=person) == request
    assert Message.objects.filter(kind="accounts/asked-to-join", recipient=owner).count() == 1
    with pytest.raises(NotAllowed):
        answer_join_request(request, by=person, accept=True)
    answer_join_request(request, by=owner, accept=True)
    person.forget_grants()
    assert person.has_role(Role.COMPANY_WRITER, organisation=firm)
    assert Message.objects.filter(kind="accounts/join-answered", recipient=person).count() == 1


def test_an_invitation_is_for_one_address():
    owner = make_user(Role.COMPANY_OWNER)
    firm = Organisation.objects.get(pk=owner.organisation_ids()[0])
    invitation = invite_person("New.Person@Example.kr", Role.COMPANY_WRITER, by=owner, organisation=firm)
    with pytest.raises(NotAllowed):
        accept_invitation(invitation, by=make_user())
    invited = make_user(email="new.person@example.kr")
    accept_invitation(invitation, by=invited)
    accept_invitation(invitation, by=invited)
    assert Grant.objects.filter(user=invited, role=Role.COMPANY_WRITER, organisation=firm).count() == 1


def test_an_outsider_cannot_invite():
    with pytest.raises(NotAllowed):
        invite_person("x@example.kr", Role.COMPANY_WRITER, by=make_user(Role.COMPANY_OWNER), organisation=make_organisation())
    with pytest.raises(NotAllowed):
        invite_person("x@example.kr", Role.ADMIN, by=make_user(Role.CENTRAL))


def test_the_last_owner_stays():
    owner = make_user(Role.COMPANY_OWNER)
    with pytest.raises(DomainError) as refused:
        end_role(owner.grants.get(), by=owner)
    assert refused.value.code == "last-owner"


def test_the_check_digit_of_the_factory_is_right():
    assert all(is_valid(make_brn()) for _ in range(50))
