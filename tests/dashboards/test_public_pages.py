"""Front page, search, help, statements, and the auditor's pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import Role
from audit.record import record, record_access
from dashboards.search import search
from dashboards.views.help_pages import TOPICS
from tests.factories.accounts import make_organisation, make_user
from tests.factories.clusters import make_region
from tests.factories.evaluation import make_round
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


def test_search_follows_the_words_to_the_whole_list():
    make_call(title_ko="R&D 공동 과제")
    (calls,) = search(AnonymousUser(), "R&D 공동")
    assert calls.all_url == f"{reverse('projects:call-list')}?q=R%26D+%EA%B3%B5%EB%8F%99"


def test_a_business_number_is_found_by_its_beginning_but_not_by_a_digit_in_a_name():
    firm, central = make_organisation("가나정밀", brn="1248100998"), make_user(Role.CENTRAL)
    assert found(central, "124-81") == found(central, "1248100998") == [str(firm)]
    assert found(central, "제1공장") == []


def test_search_in_english_finds_visions_and_rounds(client):
    make_region("capital")
    round_ = make_round()
    hq = make_user(Role.HQ_OPERATOR, region="capital")
    assert found(hq, "capital") == [str(round_.title), str(round_.region)]
    assert found(AnonymousUser(), round_.ref) == []


@pytest.mark.parametrize("words", ["", " ", "감", "%", "'", "\x00\x00", "a" * 500])
def test_search_survives_anything(client, words):
    assert client.get(reverse("dashboards:search"), {"q": words}).status_code == 200


def test_the_auditor_reads_the_log_and_checks_it(client):
    person, seen = make_user(name="기록된 사람"), make_user(name="열람된 사람")
    record(stream="thing/1", verb="opened", by=person)
    record_access(by=person, subject=seen, what="own data")
    client.force_login(make_user(Role.AUDITOR))
    assert "기록된 사람" in client.get(reverse("dashboards:audit-log")).text
    looks = client.get(reverse("dashboards:access-log")).text
    assert "기록된 사람" in looks and "열람된 사람" in looks and "own data" in looks
    assert client.post(reverse("dashboards:audit-verify")).context["broken"] is None


def test_the_log_is_narrowed_by_stream_and_deed_and_survives_anything(client):
    person = make_user()
    for stream, verb in (("thing/1", "opened"), ("thing/1", "closed"), ("thing/2", "opened")):
        record(stream=stream, verb=verb, by=person)
    client.force_login(make_user(Role.AUDITOR))

    def shown(**asked: str) -> list[tuple[str, str]]:
        rows = client.get(reverse("dashboards:audit-log"), asked).context["rows"]
        return [(row[0].stream, row[0].verb) for row in rows]

    assert shown(stream="thing/1") == [("thing/1", "closed"), ("thing/1", "opened")]
    assert shown(stream="thing/1", verb="opened") == [("thing/1", "opened")]
    assert shown(stream="\x00", verb="nothing\x00") == []


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.HQ_HEAD, Role.CENTRAL, Role.COMPANY_OWNER])
def test_the_logs_are_for_auditors_and_administrators(client, role):
    client.force_login(make_user(role))
    for name in ("audit-log", "access-log"):
        assert client.get(reverse(f"dashboards:{name}")).status_code == 403
    assert client.post(reverse("dashboards:audit-verify")).status_code == 403


def test_help_links_only_where_the_reader_may_go(client):
    page, plants = reverse("dashboards:help-topic", args=["company"]), f'href="{reverse("clusters:plant-list")}"'
    assert plants not in client.get(page).text
    for role, shown in ((Role.COMPANY_OWNER, True), (Role.EVALUATOR, False)):
        client.force_login(make_user(role))
        assert (plants in client.get(page).text) is shown
