"""Open data for everybody; plants for their own."""

import pytest

from accounts.models import Role
from clusters.models import Plant
from tests.factories.accounts import make_organisation, make_user
from tests.factories.clusters import make_complex, make_industry, make_plant

API = "/api/v1"


def test_the_seven_regions(reference, client):
    answer = client.get(f"{API}/regions/").json()
    assert answer["count"] == 7
    capital = answer["results"][0]
    assert (capital["code"], capital["name_ko"]) == ("capital", "수도권")
    assert capital["vision_ko"] == "지식기반 부품소재 산업의 허브"
    assert capital["declared_on"] == "2010-04-20"
    assert capital["provinces"] == ["서울", "인천", "경기"]
    assert capital["complex_count"] == 19


def test_the_193_complexes(reference, client, django_assert_num_queries):
    with django_assert_num_queries(2):  # the count and the page
        answer = client.get(f"{API}/complexes/").json()
    assert answer["count"] == 193
    assert len(client.get(f"{API}/complexes/?page_size=500").json()["results"]) == 193


@pytest.mark.parametrize(("query", "count"), [("region=jeju", 4), ("role=hub", 23), ("q=창원 메카트로닉스", 1)])
def test_the_same_filters_as_the_page(reference, client, query, count):
    assert client.get(f"{API}/complexes/?{query}").json()["count"] == count


def test_one_complex_with_its_specialised_industries(reference, client):
    complex = client.get(f"{API}/complexes/changwon/").json()
    assert (complex["name_ko"], complex["region"], complex["is_pilot"]) == ("창원국가산업단지", "dongnam", True)
    assert {"industry": "2922", "basis": "press"}.items() <= next(
        row for row in complex["specialised_industries"] if row["industry"] == "2922"
    ).items()
    assert client.get(f"{API}/complexes/nowhere/").status_code == 404


def test_industries_and_indicators(reference, client):
    assert client.get(f"{API}/industries/").json()["count"] == 771
    assert client.get(f"{API}/industries/?q=2929").json()["results"][0]["name_ko"].startswith("기타 특수 목적용")
    pilot = client.get(f"{API}/indicators/?scope=programme&metric=production").json()["results"]
    assert {(row["period"], row["value"]) for row in pilot} == {("2004", "217.0000"), ("2008", "335.0000")}


@pytest.mark.parametrize("query", ["region=nowhere", "type=moon", "role=spokes", "selection=x", "region=a%00", "q=" + "가" * 61])
def test_a_filter_that_cannot_be_read_is_refused(reference, client, query):
    """The page shows everything and says so; a machine would take all of them for the answer."""
    answer = client.get(f"{API}/complexes/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["industries/?q=", "indicators/?scope=", "complexes/?q="])
def test_what_no_text_holds_narrows_nothing(reference, client, path):
    everything = client.get(f"{API}/{path}").json()["count"]
    assert client.get(f"{API}/{path}%00").json()["count"] == everything > 0


def test_reference_data_cannot_be_written(reference, client):
    client.force_login(make_user(Role.ADMIN))
    assert client.post(f"{API}/complexes/", {}).status_code in (403, 405)
    assert client.delete(f"{API}/regions/capital/").status_code in (403, 405)


@pytest.fixture
def firm(db):
    return make_organisation()


@pytest.fixture
def own(client, firm):
    client.force_login(make_user(Role.COMPANY_OWNER, organisation=firm))
    return client


def test_a_plant_by_machine(own, firm):
    make_complex("changwon", specialised=("29",))
    make_industry("29294")
    make_industry("10301")
    body = {"organisation": firm.pk, "name": "1공장", "complex": "changwon", "address": "창원", "main_industry": "29294"}
    made = own.post(f"{API}/plants/", body, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["eligibility"]["eligible"] is True
    assert made.json()["industries"] == ["29294"]
    address = f"{API}/plants/{made.json()['id']}/"

    changed = own.patch(address, {"main_industry": "10301", "industries": []}, content_type="application/json").json()
    assert changed["name"] == "1공장"
    assert [(r["code"], r["met"]) for r in changed["eligibility"]["reasons"]] == [("inside", True), ("other-industry", False)]

    assert own.post(f"{address}close/").json()["is_active"] is False
    refused = own.patch(address, {"name": "새 이름"}, content_type="application/json")
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"


def test_a_machine_registers_for_its_own_firm_only(own):
    make_industry("29294")
    body = {"organisation": make_organisation().pk, "name": "1공장", "address": "창원", "main_industry": "29294"}
    assert own.post(f"{API}/plants/", body, content_type="application/json").status_code == 403
    assert not Plant.objects.exists()


def test_a_plant_stays_with_its_organisation(own, firm):
    plant, other = make_plant(firm), make_organisation()
    refused = own.patch(f"{API}/plants/{plant.pk}/", {"organisation": other.pk}, content_type="application/json")
    assert refused.status_code in (400, 422) and "organisation" in str(refused.json())
    assert own.patch(f"{API}/plants/{plant.pk}/", {"organisation": firm.pk}, content_type="application/json").status_code == 200


def test_plants_of_others_are_not_there(own, firm):
    mine, other = make_plant(firm), make_plant()
    assert [row["id"] for row in own.get(f"{API}/plants/").json()["results"]] == [mine.pk]
    assert own.get(f"{API}/plants/{other.pk}/").status_code == 404


def test_plants_are_not_public(client, db):
    assert client.get(f"{API}/plants/").status_code in (401, 403)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_plants_costs_the_same(own, firm, number, django_assert_num_queries):
    for _ in range(number):
        make_plant(firm, complex=make_complex())
    own.get(f"{API}/plants/")  # the first request of a session also marks it
    with django_assert_num_queries(6):  # person, grants; count, plants, industries, specialised industries
        own.get(f"{API}/plants/")
