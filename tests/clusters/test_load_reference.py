"""The reference data: complete, sourced, loaded any number of times."""

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from clusters import queries
from clusters.models import Complex, Indicator, Industry, MiniClusterMention, Region, SpecialisedIndustry
from clusters.reference import rows_of, sources_in
from tests.factories.clusters import load_reference


def test_the_seven_regions_with_vision_and_declaration(reference):
    regions = {region.code: region for region in Region.objects.all()}
    assert list(regions) == ["capital", "chungcheong", "honam", "daegyeong", "dongnam", "gangwon", "jeju"]
    assert regions["capital"].vision_ko == "지식기반 부품소재 산업의 허브"
    declared = {code: region.declared_on.isoformat() if region.declared_on else None for code, region in regions.items()}
    assert declared == {
        "capital": "2010-04-20", "dongnam": "2010-04-21", "chungcheong": "2010-04-27", "gangwon": "2010-04-29",
        "daegyeong": "2010-05-04", "honam": "2010-05-07", "jeju": None,
    }  # fmt: skip


def test_the_193_by_region_role_and_ground(reference):
    count = lambda field: Counter(Complex.objects.values_list(field, flat=True))  # noqa: E731
    assert count("region") == {
        "capital": 19, "chungcheong": 46, "daegyeong": 23, "dongnam": 48, "gangwon": 18, "honam": 35, "jeju": 4
    }  # fmt: skip
    assert count("role") == {"hub": 23, "spoke": 149, "unknown": 21}
    assert count("selection") == {"named": 50, "named-municipality": 31, "rule": 112}
    assert count("pilot_year") == {None: 181, 2005: 7, 2007: 5}
    assert Industry.objects.count() == 771
    assert MiniClusterMention.objects.count() == 83


def test_a_second_load_changes_nothing(reference):
    again = load_reference()
    assert again.count("0 added, 0 changed") == 6


def test_a_load_repairs_a_row_and_deletes_none(reference):
    Complex.objects.filter(pk="changwon").update(name_ko="틀린 이름")
    stranger = MiniClusterMention.objects.create(
        name="다른 이름", base="어딘가", region_id="jeju", as_of="2020", certainty="stated", source="x", order=999
    )
    printed = load_reference()
    assert Complex.objects.get(pk="changwon").name_ko == "창원국가산업단지"
    assert MiniClusterMention.objects.filter(pk=stranger.pk).exists()
    assert "1 in the database but no longer in the file: left alone" in printed


def test_a_database_that_would_not_hold_the_193_is_left_as_it_was(reference):
    Complex.objects.create(
        **{**Complex.objects.values().get(pk="changwon"), "code": "one-too-many", "order": 999, "name_ko": "또 하나"}
    )
    Complex.objects.filter(pk="gumi").update(name_ko="틀린 이름")
    with pytest.raises(CommandError, match="complexes: 194, expected 193"):
        load_reference()
    assert Complex.objects.get(pk="gumi").name_ko == "틀린 이름"


def test_every_value_names_a_known_source(reference):
    for complex in Complex.objects.all():
        for field, text in complex.value_sources.items():
            if (field, text) != ("role", "unknown") and field != "selection":
                assert sources_in(text), (complex.code, field, text)
    for region in Region.objects.all():
        assert sources_in(region.source), region.code
    for indicator in Indicator.objects.exclude(scope="figure"):
        assert sources_in(indicator.source), indicator


def test_specialised_industries_say_whether_they_are_documented(reference):
    documented = SpecialisedIndustry.objects.filter(basis="press")
    assert documented.values("complex").distinct().count() == 21
    assert not documented.filter(words_ko="").exists()
    by_rule = SpecialisedIndustry.objects.filter(basis="choice")
    assert sorted(by_rule.values_list("region", "industry")) == sorted(
        (code, "C") for code in Region.objects.values_list("pk", flat=True)
    )


def test_a_complex_without_documented_industries_has_its_regions_rule(reference, django_assert_num_queries):
    complexes = list(Complex.objects.filter(pk__in=["changwon", "seoul-digital"]))
    with django_assert_num_queries(1):
        found = queries.specialised_industries(complexes)
    assert "2922" in {row.industry_id for row in found["changwon"]}
    assert {row.industry_id for row in found["seoul-digital"]} == {"C"}


def test_the_pilot_complexes_before_and_after(reference):
    growth = {row.metric: (row.before, row.after, row.percent) for row in queries.programme_growth()}
    assert growth["production"] == (Decimal(217), Decimal(335), Decimal("54.8"))
    assert growth["exports"] == (Decimal(970), Decimal(1550), Decimal("59.6"))
    assert growth["employment"] == (Decimal(568), Decimal(626), Decimal("10.2"))


def test_industry_codes_of_the_reading_exist():
    known = {row["code"] for row in rows_of("ksic")}
    for row in rows_of("specialised_industries"):
        assert set(row["industries"].split()) <= known, row


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"lat": 40.0}, "a_complex_lies_in_korea"),
        ({"pilot_year": 2006}, "a_pilot_complex_joined_in_2005_or_2007"),
        ({"role": "unknown"}, "a_role_is_unknown_exactly_when_its_basis_is"),
        ({"area_thousand_m2": 0}, "a_complex_has_an_area"),
    ],
)
def test_what_can_never_be_true_of_a_complex(reference, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Complex.objects.filter(pk="changwon").update(**values)


def test_a_specialised_industry_is_of_a_complex_or_of_a_region(reference):
    with pytest.raises(IntegrityError, match="a_specialised_industry_is_of_a_complex_or_of_a_region"), transaction.atomic():
        SpecialisedIndustry.objects.create(complex_id="changwon", region_id="dongnam", industry_id="10", basis="choice")
