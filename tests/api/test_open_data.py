"""What anybody's program may read: the counts the programme is known by, and the API's own description."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.factories.clusters import load_reference

pytestmark = pytest.mark.django_db


def test_193_complexes_and_seven_regions_with_their_visions(client):
    load_reference()
    assert client.get("/api/v1/complexes/").json()["count"] == 193
    regions = client.get("/api/v1/regions/").json()
    assert (regions["count"], len(regions["results"])) == (7, 7)
    for region in regions["results"]:
        assert region["name_ko"] and region["vision_ko"]
    undated = {region["code"] for region in regions["results"] if not region["declared_on"]}
    assert undated == {"jeju"}  # no source names the day
    assert all(region["declared_on"].startswith("2010-") for region in regions["results"] if region["code"] not in undated)


def test_the_schema_is_made_without_a_warning_and_is_valid():
    GENERATOR_STATS.reset()
    schema = SchemaGenerator().get_schema(public=True)
    assert not GENERATOR_STATS, "\n".join([*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache])
    validate_schema(schema)


def test_the_schema_is_served(client):
    answer = client.get("/api/v1/schema/", {"format": "json"})
    assert answer.status_code == 200
    paths = answer.json()["paths"]
    for noun in ("regions", "complexes", "calls", "organisations", "proposals", "rounds", "sheets", "results"):
        assert f"/api/v1/{noun}/" in paths
    assert "/api/v1/proposals/{ref}/submit/" in paths
