"""Map, lists, complex, region and sources: open to all, constant in queries, in both languages."""

import re

import pytest
from django.utils import translation

from clusters.models import Complex

PAGES = ["/map/", "/map/?region=jeju", "/complexes/", "/complexes/changwon/", "/regions/", "/regions/dongnam/", "/sources/"]


@pytest.mark.parametrize("path", PAGES)
def test_everybody_reads_them_in_both_languages(reference, client, path):
    korean = client.get(path, headers={"accept-language": "ko"})
    english = client.get(path, headers={"accept-language": "en"})
    assert (korean.status_code, english.status_code) == (200, 200)
    assert '<html lang="ko"' in korean.text
    assert '<html lang="en"' in english.text
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", korean.text)  # nothing inline


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/map/", 2), ("/complexes/", 4), ("/complexes/changwon/", 7), ("/regions/", 2), ("/regions/dongnam/", 4), ("/sources/", 6)],
)
def test_a_page_costs_a_constant_number_of_queries(reference, client, django_assert_num_queries, path, queries):
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


@pytest.mark.parametrize("path", ["/complexes/nowhere/", "/regions/nowhere/"])
def test_what_does_not_exist_is_not_found(reference, client, path):
    assert client.get(path).status_code == 404


def marks(html):
    return re.findall(r'<a href="([^"]+)" class="map-mark ([^"]+)" aria-label="([^"]+)"', html)


def test_the_map_marks_all_193_with_name_and_shape(reference, client):
    found = marks(client.get("/map/").text)
    assert len(found) == 193
    assert len({address for address, _, _ in found}) == 193
    assert sum("is-hub" in classes for _, classes, _ in found) == 23
    assert sum("is-unknown" in classes for _, classes, _ in found) == 21
    assert any(label == "창원국가산업단지 · 거점" for _, _, label in found)
    assert not any("is-muted" in classes for _, classes, _ in found)


def test_the_map_of_a_region_is_drawn_larger_and_lists_its_own(reference, client):
    whole, jeju = client.get("/map/"), client.get("/map/?region=jeju")
    assert len(jeju.context["listed"]) == 4
    assert sum("is-muted" not in classes for _, classes, _ in marks(jeju.text)) == 4
    assert whole.context["map"].view_box == "0 0 626 800"
    assert float(jeju.context["map"].view_box.split()[2]) < 150


def test_the_table_beside_the_map_holds_the_same_193(reference, client):
    page = client.get("/map/")
    listed = {mark.url for mark, _ in page.context["listed"]}
    assert listed == {address for address, _, _ in marks(page.text)}


def test_the_list_pages_by_key_through_all_193(reference, client):
    seen, address = [], "/complexes/"
    while address:
        page = client.get(address).context["page"]
        seen += [complex.code for complex in page.items]
        address = f"/complexes/?cursor={page.next_cursor}" if page.next_cursor else None
    assert seen == list(Complex.objects.values_list("code", flat=True))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("region=jeju", 4),
        ("type=national", 20),
        ("role=hub", 23),
        ("selection=rule", 112),
        ("region=dongnam&role=hub", 5),
        ("q=창원", None),
        ("q=메카트로닉스 창원", 1),
        ("q=nothing-like-this", 0),
        ("region=atlantis", 193),  # a filter that cannot be read narrows nothing
    ],
)
def test_filters(reference, client, query, found):
    page = client.get(f"/complexes/?{query}")
    assert page.status_code == 200
    if found is None:
        assert "changwon" in {complex.code for complex in page.context["page"].items}
        assert 0 < page.context["found"] < 20
    else:
        assert page.context["found"] == found


def test_a_complex_says_for_each_value_where_it_comes_from(reference, client):
    facts = {fact["label"]: fact for fact in client.get("/complexes/ulsan-onsan/").context["facts"]}
    assert [source.key for source in facts["지정 연도"]["sources"]] == ["general-knowledge"]
    assert [source.key for source in facts["역할"]["sources"]] == ["joongang-20100422"]
    assert all(
        bool(fact["sources"]) == (fact["value"] not in (None, "")) for fact in facts.values() if fact["label"] != "시범단지 지정"
    )


def test_places_are_read_in_the_readers_language(reference, client):
    for complex in Complex.objects.all():
        with translation.override("en"):
            assert re.fullmatch(r"[A-Za-z, -]+", complex.place), complex.place
        with translation.override("ko"):
            assert complex.place.startswith(complex.sido)
    banwol = Complex.objects.get(pk="banwol-sihwa")
    with translation.override("en"):
        assert banwol.place == "Ansan-si, Gyeonggi-do"
        assert banwol.region.province_names == ["Seoul", "Incheon", "Gyeonggi-do"]
        assert Complex.objects.filter(sido="세종")[0].place == "Sejong"
    english = client.get("/map/?region=capital", headers={"accept-language": "en"}).text
    assert "Guro-gu, Seoul" in english and "구로구" not in english
    assert "서울 구로구" in client.get("/map/?region=capital", headers={"accept-language": "ko"}).text


def test_a_complex_listed_by_rule_says_so(reference, client):
    by_rule = Complex.objects.filter(selection="rule").first()
    assert "포털의 규칙에 따라 실렸습니다" in client.get(by_rule.get_absolute_url()).text
    assert "포털의 규칙에 따라 실렸습니다" not in client.get("/complexes/changwon/").text


def test_the_sources_page_counts_what_is_documented(reference, client):
    page = client.get("/sources/")
    assert [(choice.value, count) for choice, count in page.context["selection"]] == [
        ("named", 50), ("named-municipality", 31), ("rule", 112)
    ]  # fmt: skip
    assert "강원특별자치도" in page.text and "전북특별자치도" in page.text


def test_neighbours_come_nearest_first(reference, client):
    distances = [km for _, km in client.get("/complexes/changwon/").context["neighbours"]]
    assert len(distances) == 6
    assert distances == sorted(distances)
