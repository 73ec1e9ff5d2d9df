"""Firms enter once, by a number whose check digit is right; people are let in by owners."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.actions.accept_invitation import accept_invitation
from accounts.actions.answer_join_request import answer_join_request
from accounts.actions.ask_to_join import ask_to_join
from accounts.actions.edit_organisation import edit_organisation
from accounts.actions.end_role import end_role
from accounts.actions.invite_person import invite_person
from accounts.actions.register_organisation import AlreadyRegistered, register_organisation
from accounts.actions.revoke_invitation import revoke_invitation
from accounts.business_number import is_valid
from accounts.models import Grant, Invitation, Organisation, Role, User
from audit.models import Event
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


def owner_and_firm() -> tuple[User, Organisation]:
    firm = make_organisation()
    return make_user(Role.COMPANY_OWNER, organisation=firm), firm


def test_an_owner_lets_somebody_in():
    owner, firm = owner_and_firm()
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
    owner, firm = owner_and_firm()
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


def test_inviting_again_renews_the_time_and_writes_again():
    owner, firm = owner_and_firm()
    first = invite_person("new@example.kr", Role.COMPANY_WRITER, by=owner, organisation=firm)
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    again = invite_person(" New@example.kr", Role.COMPANY_WRITER, by=owner, organisation=firm)
    assert (again.pk, Invitation.objects.count()) == (first.pk, 1)
    assert Invitation.objects.get().expires_at > timezone.now() + dt.timedelta(days=13)
    assert Message.objects.filter(kind="accounts/invited", address="new@example.kr").count() == 2


@pytest.mark.parametrize("change", ["expires_at", "revoked_at"])
def test_a_shut_door_lets_nobody_in(change):
    owner, firm = owner_and_firm()
    invitation = invite_person("new@example.kr", Role.COMPANY_WRITER, by=owner, organisation=firm)
    if change == "revoked_at":
        revoke_invitation(invitation, by=owner)
        revoke_invitation(invitation, by=owner)
        assert Event.objects.filter(verb="revoked").count() == 1
    else:
        Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(DomainError) as refused:
        accept_invitation(invitation, by=make_user(email="new@example.kr"))
    assert refused.value.code == "invitation-over"
    assert not Grant.objects.filter(role=Role.COMPANY_WRITER).exists()


def test_a_stranger_takes_no_invitation_back():
    owner, firm = owner_and_firm()
    invitation = invite_person("new@example.kr", Role.COMPANY_WRITER, by=owner, organisation=firm)
    with pytest.raises(NotAllowed):
        revoke_invitation(invitation, by=make_user(Role.COMPANY_OWNER))


def test_a_letter_speaks_the_recipients_language():
    owner, firm = owner_and_firm()
    make_user(email="english@example.kr", language="en")
    for language, address in (("en", "korean@example.kr"), ("ko", "english@example.kr")):
        with translation.override(language):
            invite_person(address, Role.COMPANY_WRITER, by=owner, organisation=firm)
    assert Message.objects.get(address="korean@example.kr").subject == f"{firm.name_ko} 기업 작성자 초대"
    assert Message.objects.get(address="english@example.kr").subject == f"Invitation as Company writer of {firm.name_en}"


def test_the_first_answer_stands():
    owner, firm = owner_and_firm()
    request = ask_to_join(firm, by=make_user())
    answer_join_request(request, by=owner, accept=False)
    answer_join_request(request, by=owner, accept=True)
    request.refresh_from_db()
    assert request.accepted is False
    assert not Grant.objects.filter(user=request.user).exists()
    assert ask_to_join(firm, by=request.user) != request  # one may ask again


def test_editing_keeps_what_stood_before_and_the_number():
    owner, firm = owner_and_firm()
    before = firm.name_ko
    edit_organisation(firm, by=owner, name_ko="새 이름", kind=firm.kind, brn="1248100998")
    assert Event.objects.get(stream=firm.key, verb="edited").data == {"name_ko": [before, "새 이름"]}
    assert Organisation.objects.get(pk=firm.pk).brn == firm.brn
    with pytest.raises(NotAllowed):
        edit_organisation(firm, by=make_user(Role.COMPANY_WRITER, organisation=firm), name_ko="남의 이름")


def test_the_last_owner_stays():
    owner = make_user(Role.COMPANY_OWNER)
    with pytest.raises(DomainError) as refused:
        end_role(owner.grants.get(), by=owner)
    assert refused.value.code == "last-owner"


def test_the_last_administrator_stays():
    first, second = make_user(Role.ADMIN), make_user(Role.ADMIN)
    end_role(first.grants.get(), by=second)
    with pytest.raises(DomainError) as refused:
        end_role(second.grants.get(), by=second)
    assert refused.value.code == "last-administrator"


def test_a_role_ends_once_and_by_those_who_may():
    owner, firm = owner_and_firm()
    grant = make_user(Role.COMPANY_WRITER, organisation=firm).grants.get()
    with pytest.raises(NotAllowed):
        end_role(grant, by=make_user(Role.COMPANY_OWNER))
    end_role(grant, by=owner)
    end_role(grant, by=owner)
    assert Event.objects.filter(stream=grant.user.key, verb="role-ended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_both_leave_at_once():
    first, firm = owner_and_firm()
    second = make_user(Role.COMPANY_OWNER, organisation=firm)
    said = []

    def leave():
        try:
            end_role(second.grants.get(), by=second)
        except DomainError as refused:
            said.append(refused.code)
        connection.close()

    other = threading.Thread(target=leave)
    with transaction.atomic():
        end_role(first.grants.get(), by=first)
        other.start()
        other.join(timeout=1)
        assert other.is_alive()  # waits for the first to be gone
    other.join()
    assert said == ["last-owner"]
    assert Grant.objects.get(organisation=firm, ended_at=None).user == second


def test_the_check_digit_of_the_factory_is_right():
    assert all(is_valid(make_brn()) for _ in range(50))


def meanwhile(deed, then) -> None:
    """`deed` is done but not yet finished when somebody else begins `then`."""

    def other():
        then()
        connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        deed()
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_an_invitation_accepted_twice_at_once_is_accepted_once():
    owner, firm = owner_and_firm()
    invitation = invite_person("new@example.kr", Role.COMPANY_WRITER, by=owner, organisation=firm)
    person = make_user(email="new@example.kr")
    meanwhile(lambda: accept_invitation(invitation, by=person), lambda: accept_invitation(invitation, by=person))
    assert Event.objects.filter(stream=f"invitation/{invitation.pk}", verb="accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_invitation_accepted_at_the_last_moment_is_not_taken_back():
    owner, firm = owner_and_firm()
    invitation = invite_person("new@example.kr", Role.COMPANY_WRITER, by=owner, organisation=firm)
    person = make_user(email="new@example.kr")
    meanwhile(lambda: accept_invitation(invitation, by=person), lambda: revoke_invitation(invitation, by=owner))
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.revoked_at) == (person, None)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_the_first_stands():
    owner, firm = owner_and_firm()
    request = ask_to_join(firm, by=make_user())
    meanwhile(
        lambda: answer_join_request(request, by=owner, accept=True),
        lambda: answer_join_request(request, by=owner, accept=False),
    )
    request.refresh_from_db()
    assert request.accepted is True
    assert Event.objects.filter(stream=firm.key, verb="join-answered").count() == 1
