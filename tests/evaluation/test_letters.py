"""Letters are read before the release as they will go out, and followed after; a score's making is a paper."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from cluster_portal.templatetags.portal import points
from evaluation.actions.release_round import release_round
from evaluation.models import Standing
from evaluation.queries.letters import previews, recipients
from evaluation.trace_paper import steps
from notifications.models import Message
from tests.factories.accounts import make_user
from tests.factories.evaluation import head_of, make_confirmed_round, make_tallied_round, operator_of

pytestmark = pytest.mark.django_db


def test_what_is_read_before_the_release_is_what_goes_out(client):
    round = make_confirmed_round(proposals=2, members=5)
    standings = list(Standing.objects.filter(round=round).select_related("round__call", "round__region", "proposal"))
    promised = {(one.person.email, one.subject, one.body) for standing in standings for one in previews(standing)}
    assert not Message.objects.filter(kind__startswith="evaluation/result-").exists()
    client.force_login(operator_of())
    page = client.get(reverse("evaluation:round-letters", args=[round.ref]))
    assert page.status_code == 200
    letter = client.get(reverse("evaluation:letter-preview", args=[round.ref, standings[0].proposal.ref])).content.decode()
    assert previews(standings[0])[0].subject in letter
    release_round(round, by=head_of())
    sent = Message.objects.filter(kind__startswith="evaluation/result-").values_list("address", "subject", "body")
    assert set(sent) == promised


def test_after_the_release_each_letter_shows_what_became_of_it(client):
    round = make_confirmed_round(proposals=2, members=5)
    release_round(round, by=head_of())
    _page, rows = recipients(type(round).objects.joined().get(pk=round.pk))
    assert sum(len(row.letters) for row in rows) == Message.objects.filter(kind__startswith="evaluation/result-").count() > 0
    client.force_login(head_of())
    assert client.get(reverse("evaluation:round-letters", args=[round.ref])).status_code == 200


def test_letters_open_with_the_confirmation_and_to_the_office_alone(client):
    round = make_tallied_round(proposals=1, members=5)
    client.force_login(operator_of())
    assert client.get(reverse("evaluation:round-letters", args=[round.ref])).status_code == 403
    client.force_login(make_user(Role.AUDITOR))
    assert client.get(reverse("evaluation:round-letters", args=[round.ref])).status_code == 403


def test_the_page_of_letters_asks_as_much_for_one_as_for_three():
    counts = []
    for proposals in (1, 3):
        round = make_confirmed_round(proposals=proposals, members=5)
        for _released in (False, True):
            with CaptureQueriesContext(connection) as asked:
                recipients(round)
            counts.append(len(asked))
            if round.status != "released":
                release_round(round, by=head_of())
                round = type(round).objects.joined().get(pk=round.pk)
    assert counts[0] == counts[2]
    assert counts[1] == counts[3]


def test_the_trace_is_a_paper_for_staff_and_totals_alone_for_the_applicant(client):
    round = make_confirmed_round(proposals=1, members=5)
    release_round(round, by=head_of())
    one = Standing.objects.select_related("round__rulebook", "proposal").get(round=round)
    labels = [label for label, _number in steps(one)]
    assert len(labels) >= 6
    client.force_login(operator_of())
    paper = client.get(reverse("evaluation:round-trace-print", args=[round.ref, one.proposal.ref]))
    assert paper.content.startswith(b"%PDF")
    client.force_login(one.proposal.created_by)
    page = client.get(reverse("evaluation:result-detail", args=[one.proposal.ref])).content.decode()
    each = points(Decimal(80))
    assert f"({each}) · {each} · {each} · {each} · ({each})" in page
    assert "seat-" not in page
