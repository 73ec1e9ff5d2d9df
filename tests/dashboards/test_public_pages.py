"""Front page, search, help, statements, and the auditor's pages."""

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.record import record, record_access
from dashboards.search import search
from dashboards.views.help_pages import TOPICS
from tests.factories.accounts import make_user
from tests.factories.projects import make_call, make_draft, make_submitted, owner_of

pytestmark = pytest.mark.django_db


def test_the_front_page_shows_open_calls(client):
    call = make_call()
    assert call.title_ko in client.get("/").text


def test_the_root_leads_members_to_their_tasks(client):
    client.force_login(make_user())
    assert client.get("/").url == reverse("dashboards:home")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", ["privacy", "terms", "accessibility", "help", "help-errors"])
def test_statements_in_both_languages(client, name, language):
    assert client.get(reverse(f"dashboards:{name}"), headers={"accept-language": language}).status_code == 200


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_help_in_both_languages(client, topic, language):
    assert client.get(reverse("dashboards:help-topic", args=[topic]), headers={"accept-language": language}).status_code == 200


def found(user, words: str) -> list[str]:
    return [hit.title for group in search(user, words) for hit in group.hits]


def test_search_finds_only_what_one_may_see():
    draft = make_draft(title="비밀스러운 감속기")
    handed_in = make_submitted(draft.call, title="공개된 감속기", region="capital")
    assert found(owner_of(draft.lead), "감속기") == ["비밀스러운 감속기"]
    assert found(make_user(Role.HQ_OPERATOR, region="capital"), "감속기") == [handed_in.title]
    assert found(make_user(Role.HQ_OPERATOR, region="honam"), "감속기") == []
    assert found(make_user(), "감속기") == []


@pytest.mark.parametrize("words", ["", " ", "감", "%", "'", "\x00\x00", "a" * 500])
def test_search_survives_anything(client, words):
    assert client.get(reverse("dashboards:search"), {"q": words}).status_code == 200


def test_the_auditor_reads_the_log_and_checks_it(client):
    person = make_user(name="기록된 사람")
    record(stream="thing/1", verb="opened", by=person)
    record_access(by=person, subject=person, what="own data")
    client.force_login(make_user(Role.AUDITOR))
    assert "기록된 사람" in client.get(reverse("dashboards:audit-log")).text
    assert "own data" in client.get(reverse("dashboards:access-log")).text
    assert client.post(reverse("dashboards:audit-verify")).context["broken"] is None
