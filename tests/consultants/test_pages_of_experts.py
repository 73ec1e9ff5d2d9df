"""The experts' pool in the browser: who reads it, who keeps it, what is counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from audit.models import PersonalDataAccess
from consultants.models import Expert
from tests.factories.accounts import make_organisation, make_user
from tests.factories.evaluation import head_of, make_expert
from tests.factories.projects import make_industry, make_region

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"consultants:{name}", args=args)


FACTS = {
    "region": "dongnam",
    "sector": "industry",
    "industries": "29, 29271",
    "keywords": "금형, 사출",
    "is_available": "on",
    "yearly_cap": "4",
    "career-TOTAL_FORMS": "2",
    "career-INITIAL_FORMS": "0",
}


def job(number: int, **fields: str) -> dict[str, str]:
    """One row of the career as its form sends it."""
    given = {"department": "", "started_on": "2015-03-01", "ended_on": "2023-02-28"} | fields
    return {f"career-{number}-{name}": value for name, value in given.items()}


def test_the_pool_is_found_by_words_region_and_sector(client):
    wanted = make_expert("dongnam", keywords=["금형"])
    other = make_expert("capital", keywords=["용접"])
    client.force_login(head_of())
    for query in ("q=금형", "region=dongnam"):
        items = client.get(f"{url('expert-list')}?{query}").context["page"].items
        assert items == [wanted], query
    assert client.get(f"{url('expert-list')}?sector=academia").context["page"].items == [other, wanted]


def test_looking_at_somebody_is_counted_and_at_oneself_is_not(client):
    expert = make_expert()
    head = head_of()
    client.force_login(head)
    assert client.get(url("expert-detail", expert.pk)).status_code == 200
    assert list(PersonalDataAccess.objects.values_list("actor", "subject")) == [(head.key, expert.user.key)]
    client.force_login(expert.user)
    assert client.get(url("expert-me"), follow=True).context["expert"] == expert
    assert PersonalDataAccess.objects.count() == 1


def test_an_expert_writes_the_own_profile_but_not_the_programmes_word(client):
    expert = make_expert(yearly_cap=6)
    make_industry("29271")
    home = make_organisation("새 직장")
    client.force_login(expert.user)
    sent = FACTS | {"affiliation": home.brn, "yearly_cap": "99", "is_active": ""}
    assert client.post(url("expert-edit", expert.pk), sent).url == url("expert-detail", expert.pk)
    expert.refresh_from_db()
    assert (expert.organisation, expert.industries, expert.keywords) == (home, ["29", "29271"], ["금형", "사출"])
    assert (expert.yearly_cap, expert.is_active) == (6, True)


def test_earlier_employments_are_written_changed_and_taken_off(client):
    expert, firm = make_expert(), make_organisation("옛 회사")
    make_industry("29271")
    client.force_login(expert.user)
    address = url("expert-edit", expert.pk)
    brn = f"{firm.brn[:3]}-{firm.brn[3:5]}-{firm.brn[5:]}"
    client.post(
        address,
        FACTS
        | job(0, employer=brn, department="연구소")
        | job(1, employer="2공장 정밀", ended_on="2014-01-31", started_on="2010-01-01"),
    )
    found = expert.former_employments.all()
    assert [(one.organisation, one.organisation_name, one.department) for one in found] == [
        (firm, "", "연구소"),
        (None, "2공장 정밀", ""),
    ]
    page = client.get(address).content.decode()
    assert firm.brn in page
    assert "옛 회사" in page
    kept = (
        {"career-TOTAL_FORMS": "4", "career-INITIAL_FORMS": "2"}
        | job(0, employer=firm.brn, department="연구소")
        | job(1, employer="2공장 정밀", DELETE="on")
    )
    assert client.post(address, FACTS | kept).status_code == 302
    assert [one.organisation for one in expert.former_employments.all()] == [firm]


def test_a_wrong_employment_is_said_beside_its_field_and_nothing_is_kept(client):
    expert = make_expert()
    make_industry("29271")
    client.force_login(expert.user)
    wrong = job(0, employer="123-45-67890") | job(1, employer="옛 회사", started_on="2020-01-02", ended_on="2020-01-01")
    answer = client.post(url("expert-edit", expert.pk), FACTS | wrong)
    assert answer.status_code == 422
    assert [set(form.errors) for form in answer.context["career"].forms] == [{"employer"}, {"ended_on"}]
    assert not expert.former_employments.exists()
    assert client.post(url("expert-edit", expert.pk), {"region": "dongnam"}).status_code == 422  # not even the frame of the rows


def test_the_system_administrator_only_looks(client):
    expert = make_expert()
    client.force_login(make_user(Role.ADMIN, is_staff=True, is_superuser=True))
    address = reverse("admin:consultants_expert_change", args=[expert.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"position": "이사"}).status_code == 403


def test_an_unknown_code_or_number_is_said_beside_its_field(client):
    expert = make_expert()
    client.force_login(expert.user)
    answer = client.post(url("expert-edit", expert.pk), FACTS | {"industries": "99999", "affiliation": "1234567891"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"industries", "affiliation"}


def test_the_programme_office_takes_people_in_once(client):
    make_region("dongnam")
    make_industry("29271")
    person = make_user(Role.EVALUATOR, email="new.expert@example.kr")
    client.force_login(make_user(Role.CENTRAL))
    sent = FACTS | {"email": person.email, "is_active": "on"}
    answer = client.post(url("expert-add"), sent)
    expert = Expert.objects.get(user=person)
    assert answer.url == url("expert-detail", expert.pk)
    assert expert.yearly_cap == 4
    assert client.post(url("expert-add"), sent).status_code == 422
    assert Expert.objects.count() == 1


def test_others_are_kept_out(client):
    expert, stranger = make_expert(), make_expert()
    client.force_login(stranger.user)
    assert client.get(url("expert-list")).status_code == 403
    assert client.get(url("expert-detail", expert.pk)).status_code == 404
    assert client.post(url("expert-edit", expert.pk), FACTS).status_code == 404
    client.force_login(head_of())
    assert client.post(url("expert-edit", expert.pk), FACTS).status_code == 403
    assert client.get(url("expert-add")).status_code == 403


def test_the_pool_costs_the_same_with_one_and_with_three(client):
    client.force_login(head_of())
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_expert()
        client.get(url("expert-list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("expert-list"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
