"""Which proposals to discuss first, and who may see the matrix when."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from evaluation.actions.declare_again import declare_again
from evaluation.actions.declare_conflicts import DeclaredConflict
from evaluation.meeting_triage import WIDE, Group, triage
from evaluation.queries.meeting_triage import matrix
from tests.factories.accounts import make_user
from tests.factories.evaluation import make_closed_round, make_scoring_round, operator_of, seal_all

totals = st.lists(st.decimals(0, 100, places=2), max_size=7)
LINE = Decimal(60)


@given(st.lists(totals, max_size=8), st.decimals(0, 100, places=1))
def test_everything_scored_stands_once_and_the_open_ones_in_front(rows, line):
    found = triage(enumerate(rows), pass_line=line)
    assert sorted(one.key for one in found) == [key for key, given in enumerate(rows) if given]
    groups = [list(Group).index(one.group) for one in found]
    assert groups == sorted(groups)
    for one in found:
        given = rows[one.key]
        assert one.low <= one.mean <= one.high or len(given) == 1 or abs(one.mean - one.low) < Decimal("1e-20")
        agrees = all(total >= line for total in given) or all(total < line for total in given)
        assert (one.group == Group.FIRST) == (one.spread >= WIDE or not agrees)


def test_the_widest_comes_first():
    rows = [(1, [Decimal(80), Decimal(82)]), (2, [Decimal(50), Decimal(95)]), (3, [Decimal(55), Decimal(65)]), (4, [Decimal(20)])]
    assert [(one.key, one.group) for one in triage(rows, pass_line=LINE)] == [
        (2, Group.FIRST), (3, Group.FIRST), (1, Group.ABOVE), (4, Group.BELOW),
    ]  # fmt: skip


@pytest.mark.django_db
def test_nobody_of_the_office_sees_first_scores_before_the_close(client):
    round = make_scoring_round(proposals=1)
    seal_all(round)
    for user in (operator_of(), make_user(Role.CENTRAL), make_user(Role.AUDITOR)):
        assert matrix(user, round, None).rows == []
        client.force_login(user)
        assert "80.00" not in client.get(reverse("evaluation:round-matrix", args=[round.ref])).content.decode()
    member = round.members.joined().first()
    client.force_login(member.expert.user)
    assert "아직 토의할 과제가 없습니다" in client.get(reverse("evaluation:my-matrix", args=[round.ref])).content.decode()


@pytest.mark.django_db
def test_a_member_sees_the_rows_of_what_was_sealed_by_oneself(client):
    round = make_closed_round(proposals=2, code="2026", declared_again=False)
    member, proposal = round.members.joined().first(), round.entries.first().proposal
    assert len(matrix(member.expert.user, round, member.section).rows) == 2
    declare_again(member, by=member.expert.user, conflicts=[DeclaredConflict(proposal.pk, "advice", "자문 이력을 알게 됨")])
    shown = matrix(member.expert.user, round, member.section).rows
    assert [row.proposal for row in shown] == [round.entries.exclude(proposal=proposal).get().proposal]
    client.force_login(member.expert.user)
    page = client.get(reverse("evaluation:my-matrix", args=[round.ref])).content.decode()
    assert proposal.title not in page


@pytest.mark.django_db
def test_the_matrix_costs_the_same_with_1_and_3_proposals(client):
    counts = []
    for proposals in (1, 3):
        round = make_closed_round(proposals=proposals)
        client.force_login(operator_of())
        path = reverse("evaluation:round-matrix", args=[round.ref])
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
