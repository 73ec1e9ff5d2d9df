"""The audit log speaks words, for every verb that an action writes."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import Role
from audit.record import record, record_access
from dashboards.deed_words import DEEDS, choices, words
from projects.actions.screen_proposal import VERBS
from tests.factories.accounts import make_organisation, make_user


def written_verbs() -> set[str]:
    """Every verb that stands in an action."""
    sources = (path.read_text() for app in settings.OUR_APPS for path in Path(settings.BASE_DIR, app, "actions").rglob("*.py"))
    return {verb for source in sources for verb in re.findall(r'verb="([^"]+)"', source)} | set(VERBS.values())


def test_every_verb_has_words():
    assert written_verbs() - set(DEEDS) == set()


def test_the_words_are_korean_in_korean():
    with translation.override("ko"):
        assert [verb for verb in DEEDS if not re.search("[가-힣]", words(verb))] == []
        assert len(choices()) == len(DEEDS)
    assert words("no-such-verb") == "no-such-verb"


@pytest.mark.django_db
def test_the_log_is_read_and_filtered_in_words(client):
    client.force_login(make_user(Role.AUDITOR))
    record(stream="proposal/1", verb="submitted", by=None)
    record(stream="proposal/2", verb="withdrawn", by=None)
    page = client.get(reverse("dashboards:audit-log"), {"verb": "submitted"})
    assert [(event.stream, deed) for event, _who, deed in page.context["rows"]] == [("proposal/1", "제출")]
    assert '<option value="submitted" selected>제출</option>' in page.text


@pytest.mark.django_db
def test_the_access_log_names_the_organisation_whose_members_were_seen(client):
    auditor = make_user(Role.AUDITOR)
    record_access(by=auditor, subject=make_organisation("한빛정밀"), what="members of an organisation")
    client.force_login(auditor)
    page = client.get(reverse("dashboards:access-log")).text
    assert "한빛정밀" in page and "organisation/" not in page
