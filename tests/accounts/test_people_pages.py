"""The pages about people: who sees whom, that looking is counted, and where each click leads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions.ask_to_join import ask_to_join
from accounts.actions.invite_person import invite_person
from accounts.models import Grant, Invitation, Role
from audit.models import PersonalDataAccess
from tests.factories.accounts import make_organisation, make_user

pytestmark = pytest.mark.django_db
PEOPLE = "/accounts/people/"


@pytest.fixture
def firm():
    return make_organisation()


@pytest.fixture
def owner(firm):
    return make_user(Role.COMPANY_OWNER, organisation=firm)


def page_of(firm) -> str:
    return reverse("accounts:organisation-detail", args=[firm.pk])


@pytest.mark.parametrize("role", [Role.COMPANY_WRITER, Role.HQ_OPERATOR, Role.AUDITOR])
def test_looking_at_members_is_counted(client, firm, owner, role):
    reader = make_user(role, organisation=firm if role == Role.COMPANY_WRITER else None)
    client.force_login(reader)
    assert owner.email in client.get(page_of(firm)).text
    row = PersonalDataAccess.objects.get()
    assert (row.actor, row.subject, row.what) == (reader.key, firm.key, "members of an organisation")
    assert row.address == "127.0.0.1"


def test_looking_at_oneself_is_not_counted(client, firm, owner):
    client.force_login(owner)
    client.get(page_of(firm))
    assert not PersonalDataAccess.objects.exists()
    ask_to_join(firm, by=make_user())
    client.get(page_of(firm))
    assert PersonalDataAccess.objects.count() == 1


def test_a_strangers_organisation_does_not_exist(client, firm, owner):
    client.force_login(make_user(Role.COMPANY_OWNER))
    assert client.get(page_of(firm)).status_code == 404
    assert not PersonalDataAccess.objects.exists()


def test_many_members_cost_the_same_queries(client, firm, owner):
    client.force_login(owner)

    def more():
        make_user(Role.COMPANY_WRITER, organisation=firm)
        ask_to_join(firm, by=make_user())
        invite_person(f"{Invitation.objects.count()}@example.kr", Role.COMPANY_WRITER, by=owner, organisation=firm)

    more()
    client.get(page_of(firm))  # the first page of a session also marks the session
    with CaptureQueriesContext(connection) as with_one:
        client.get(page_of(firm))
    for _number in range(3):
        more()
    with CaptureQueriesContext(connection) as with_many:
        client.get(page_of(firm))
    assert len(with_many) == len(with_one)


def test_an_owner_who_leaves_ends_on_a_page_of_their_own(client, firm, owner):
    make_user(Role.COMPANY_OWNER, organisation=firm)
    client.force_login(owner)
    answer = client.post(reverse("accounts:member-end", args=[owner.grants.get().pk]))
    assert answer["Location"] == reverse("accounts:profile")
    assert owner.grants.get().ended_at is not None


def test_the_office_fills_the_roles_it_may_and_ends_no_others(client):
    doctor, operator = make_user(Role.DOCTOR).grants.get(), make_user(Role.HQ_OPERATOR).grants.get()
    client.force_login(make_user(Role.CENTRAL))
    page = client.get(PEOPLE)
    assert [role for role, _name in page.context["form"].fields["role"].choices] == ["evaluator", "doctor", "secretary"]
    assert reverse("accounts:role-end", args=[doctor.pk]) in page.text
    ends = {grant: grant.may_be_ended for person in page.context["page"] for grant in person.running}
    assert (ends[doctor], ends[operator]) == (True, False)
    assert client.post(PEOPLE, {"email": "x@example.kr", "role": Role.MINISTRY}).status_code == 422
    assert client.post(PEOPLE, {"email": "x@example.kr", "role": Role.DOCTOR}).status_code == 302
    assert Invitation.objects.get().role == Role.DOCTOR
    client.post(reverse("accounts:role-end", args=[operator.pk]))
    assert Grant.objects.get(pk=operator.pk).ended_at is None


def test_a_regional_role_needs_its_region(client):
    client.force_login(make_user(Role.ADMIN))
    assert client.post(PEOPLE, {"email": "x@example.kr", "role": Role.HQ_HEAD}).status_code == 422
    assert client.post(PEOPLE, {"email": "x@example.kr", "role": Role.HQ_HEAD, "region": "jeju"}).status_code == 302
    assert Invitation.objects.get().region == "jeju"


def test_people_are_found_and_looking_is_counted(client):
    make_user(name="홍길동", email="gildong@example.kr")
    make_user(name="성춘향", email="chunhyang@example.kr")
    client.force_login(make_user(Role.ADMIN))
    page = client.get(PEOPLE, {"q": "길동 example"}).text
    assert "gildong@example.kr" in page and "chunhyang@example.kr" not in page
    assert PersonalDataAccess.objects.get().what == "list of people: 길동 example"


@pytest.mark.parametrize("address", [f"{PEOPLE}?q=%00", f"{PEOPLE}?q={'a+' * 2000}", f"{PEOPLE}?cursor=WzAsMSwyXQ"])
def test_odd_questions_are_no_error(client, address):
    client.force_login(make_user(Role.ADMIN))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["invitations/%00/", "organisations/join/%00/", f"organisations/{'9' * 30}/"])
def test_odd_addresses_are_not_found(client, address):
    client.force_login(make_user(Role.ADMIN))
    assert client.get(f"/accounts/{address}").status_code == 404


def test_many_people_cost_the_same_queries(client):
    client.force_login(make_user(Role.ADMIN))
    client.get(PEOPLE)
    with CaptureQueriesContext(connection) as with_few:
        client.get(PEOPLE)
    for _number in range(3):
        make_user(Role.COMPANY_OWNER, Role.EVALUATOR)
    with CaptureQueriesContext(connection) as with_many:
        client.get(PEOPLE)
    assert len(with_many) == len(with_few)


def test_the_api_takes_a_number_with_its_dashes(client):
    client.force_login(make_user())
    fields = {"brn": "124-81-00998", "name_ko": "한빛정밀", "kind": "sme"}
    made = client.post("/api/v1/organisations/", fields, content_type="application/json")
    assert (made.status_code, made.json()["brn"]) == (201, "1248100998")
    again = client.post("/api/v1/organisations/", fields, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "already-registered")


def test_saving_the_profile_changes_name_and_language(client):
    person = make_user()
    client.force_login(person)
    assert client.post(reverse("accounts:profile"), {"name": "", "language": "en"}).status_code == 422
    answer = client.post(reverse("accounts:profile"), {"name": " 새 이름 ", "language": "en"})
    person.refresh_from_db()
    assert (person.name, person.language) == ("새 이름", "en")
    assert answer.cookies["django_language"].value == "en"
