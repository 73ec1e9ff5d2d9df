"""The plant pages of a firm: a form that answers while one is still choosing, with or without scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from clusters.models import Plant
from tests.factories.accounts import make_organisation, make_user
from tests.factories.clusters import make_complex, make_industry, make_plant, make_region


@pytest.fixture
def firm(db):
    return make_organisation("한빛정밀")


@pytest.fixture
def own(client, firm):
    client.force_login(make_user(Role.COMPANY_OWNER, organisation=firm))
    return client


def entered(firm, **more):
    return {"organisation": firm.pk, "name": "창원 1공장", "complex": "changwon", "address": "경남 창원시"} | more


def test_a_plant_is_registered_and_its_eligibility_shown(own, firm):
    make_complex("changwon", specialised=("29",))
    make_industry("29294")
    answer = own.post("/plants/new/", entered(firm, industries=["29294"], main_industry="29294", save="1"), follow=True)
    plant = Plant.objects.get()
    assert answer.redirect_chain == [(f"/plants/{plant.pk}/", 302)]
    assert "자격 있음" in answer.text


def test_choosing_works_by_plain_posts_and_saves_nothing(own, firm):
    make_complex("changwon", specialised=("29",))
    make_industry("29294")
    found = own.post("/plants/new/", entered(firm, industry_query="29294", search_industry="1"))
    assert [industry.code for industry in found.context["results"]] == ["29294"]
    added = own.post("/plants/new/", entered(firm, add_industry="29294"))
    assert added.status_code == 200
    assert [industry.code for industry in added.context["chosen"]] == ["29294"]
    assert added.context["eligibility"].eligible
    assert 'value="창원 1공장"' in added.text  # what was typed is kept
    removed = own.post("/plants/new/", entered(firm, industries=["29294"], remove_industry="29294"))
    assert removed.context["chosen"] == []
    assert not Plant.objects.exists()


def test_enter_in_the_search_searches_and_does_not_save(own, firm):
    make_complex("changwon")
    make_industry("29294")
    answer = own.post("/plants/new/", entered(firm, industries=["29294"], industry_query="29"))
    assert answer.status_code == 200
    assert not Plant.objects.exists()


def test_htmx_gets_only_the_part_that_changes(own, firm):
    make_industry("29294")
    answer = own.post("/plants/new/", entered(firm, add_industry="29294"), headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div id="industry-picker"')


def test_industries_are_found_by_word_or_code(own):
    make_industry("29294")
    make_industry("10301")
    codes = lambda words: [i.code for i in own.get("/plants/industries/", {"industry_query": words}).context["results"]]  # noqa: E731
    assert codes("2929") == ["2929", "29294"]
    assert codes("업종 10301") == ["10301"]
    assert codes("") == []


@pytest.mark.parametrize(
    "odd",
    [
        {"industries": ["\x00"], "refresh": "1"},
        {"industries": ["no-such"], "refresh": "1"},
        {"complex": "\x00", "refresh": "1"},
        {"add_industry": "\x00"},
        {"industry_query": "\x00", "search_industry": "1"},
        {"industries": ["\x00"], "save": "1"},
        {"organisation": "9" * 30, "save": "1"},
    ],
)
def test_what_no_form_of_ours_sends_is_answered_too(own, firm, odd):
    assert own.post("/plants/new/", entered(firm, **odd)).status_code in (200, 422)
    assert not Plant.objects.exists()


def test_an_address_typed_by_hand_is_answered_too(own):
    assert own.get("/plants/new/", {"complex": "\x00"}).status_code == 200
    assert own.get("/plants/industries/", {"industry_query": "\x00"}).context["results"] == []


def test_missing_entries_are_named_and_nothing_is_saved(own, firm):
    make_complex("changwon")
    answer = own.post("/plants/new/", entered(firm, name="", save="1"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "industries"}
    assert not Plant.objects.exists()


def test_a_name_in_use_is_refused_beside_its_field(own, firm):
    make_complex("changwon")
    make_plant(firm, name="창원 1공장")
    answer = own.post("/plants/new/", entered(firm, industries=["29294"], save="1"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]


def test_a_firm_cannot_register_for_another(own):
    make_complex("changwon")
    make_industry("29294")
    answer = own.post("/plants/new/", entered(make_organisation(), industries=["29294"], save="1"))
    assert answer.status_code == 422
    assert not Plant.objects.exists()


def test_a_plant_is_changed_and_closed(own, firm):
    plant = make_plant(firm, complex=make_complex("changwon"))
    changed = own.post(f"/plants/{plant.pk}/edit/", entered(firm, name="새 이름", industries=["29294"], save="1"))
    assert changed.status_code == 302
    own.post(f"/plants/{plant.pk}/close/")
    plant.refresh_from_db()
    assert (plant.name, plant.is_active) == ("새 이름", False)
    assert own.get(f"/plants/{plant.pk}/close/").status_code == 405


def test_next_leads_back_inside_the_portal_only(own, firm):
    make_complex("changwon")
    make_industry("29294")
    there = entered(firm, industries=["29294"], save="1", next="/projects/proposals/7/")
    assert own.post("/plants/new/", there)["Location"] == "/projects/proposals/7/"
    away = entered(firm, name="둘째", industries=["29294"], save="1", next="https://elsewhere.example/")
    assert own.post("/plants/new/", away)["Location"].startswith("/plants/")


def test_another_firms_plant_is_not_there(own):
    other = make_plant()
    for path in (f"/plants/{other.pk}/", f"/plants/{other.pk}/edit/"):
        assert own.get(path).status_code == 404
    assert own.post(f"/plants/{other.pk}/close/").status_code == 404


def test_an_outside_writer_reads_but_does_not_write(client, firm):
    plant = make_plant(firm)
    client.force_login(make_user(Role.OUTSIDE_WRITER, organisation=firm))
    assert client.get(f"/plants/{plant.pk}/").status_code == 200
    assert client.get(f"/plants/{plant.pk}/edit/").status_code == 403
    assert client.get("/plants/new/").status_code == 403
    assert client.post(f"/plants/{plant.pk}/close/").status_code == 403


def test_an_hq_reads_the_plants_of_its_region(client):
    plant = make_plant(complex=make_complex(region=make_region("dongnam")))
    client.force_login(make_user(Role.HQ_OPERATOR, region="dongnam"))
    assert client.get(f"/plants/{plant.pk}/").status_code == 200
    assert client.get(f"/plants/{plant.pk}/edit/").status_code == 403


def test_strangers_are_led_to_sign_in(client, db):
    for path in ("/plants/", "/plants/new/", "/plants/industries/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert "next=" in answer["Location"]


def test_the_list_costs_the_same_with_one_and_with_three(own, firm):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page = own.get("/plants/")
        return len(page.context["rows"]), len(captured)

    make_plant(firm, complex=make_complex(specialised=("29",)))
    own.get("/plants/")
    with_one = queries()
    make_plant(firm, complex=make_complex(specialised=("28",)))
    make_plant(firm)
    assert (with_one[0], queries()) == (1, (3, with_one[1]))
