"""The API's own page in a real browser: it draws every path, and nothing of it needs the content policy to bend."""

import pytest

from cluster_portal.middleware import POLICY


def test_its_script_is_a_file_of_its_own(client):
    page = client.get("/api/v1/docs/")
    assert (page.status_code, page.headers["Content-Security-Policy"]) == (200, POLICY)
    assert "unsafe" not in POLICY
    script = client.get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "SwaggerUIBundle" in script.text


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_page_draws_the_schema_without_breaking_the_policy(journey, phone):
    person = journey.person(phone=phone)
    person.go("/api/v1/docs/")
    path = person.page.locator("[data-path='/api/v1/regions/']").first
    path.wait_for(timeout=30_000)
    assert person.page.locator(".opblock").count() > 40
    path.click()  # opened, it shows what it takes and answers
    person.page.locator(".opblock.is-open .responses-wrapper").first.wait_for()
    person.shoot(f"api-docs-{'phone' if phone else 'desktop'}")
    assert not person.complaints, person.complaints
