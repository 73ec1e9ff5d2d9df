"""A round in sections: each has its own panel; where proposals have their own evaluators there are none."""

import pytest
from django.db import IntegrityError, transaction

from cluster_portal.shared.errors import InvalidInput, NotReady
from evaluation import access
from evaluation.actions.appoint_chair import appoint_chair
from evaluation.actions.change_panel import change_panel
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.plan_round import Loads, plan_round
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.seating import seat
from evaluation.models import Assignment, Section
from evaluation.queries import pool
from evaluation.queries.duties import duties, panels
from evaluation.states import Appointment
from tests.factories.evaluation import (
    SCORING_CLOSES,
    SCORING_OPENS,
    enter,
    make_closed_call,
    make_eligible,
    make_expert,
    make_pool,
    make_round,
    operator_of,
)
from tests.factories.projects import make_region

pytestmark = pytest.mark.django_db


@pytest.fixture
def divided():
    """Four proposals in two sections of two."""
    round = make_round(proposals=4)
    second = Section.objects.create(round=round, number=2, name="자동차")
    for entry in round.entries.order_by("pk")[2:]:
        entry.section = second
        entry.save(update_fields=["section"])
    return round


def staffed(round):
    make_pool(home=6, away=14)  # enough from elsewhere for two panels, whomever the first one takes
    propose_panel(round, by=operator_of(), at=SCORING_OPENS)
    return list(invite_panel(round, by=operator_of(), at=SCORING_OPENS))


def test_every_section_gets_its_own_panel_and_nobody_sits_twice(divided):
    members = staffed(divided)
    sizes = [len(sitting) for _section, sitting in panels(divided, members)]
    assert sizes == [7, 7]
    assert len({member.expert_id for member in members}) == 14


def test_a_member_judges_the_proposals_of_the_own_section_alone(divided):
    members = [enter(member) for member in staffed(divided)]
    for member in members:
        judged = set(duties(member).values_list("proposal", flat=True))
        assert judged == set(member.section.entries.values_list("proposal", flat=True))
        assert set(member.sheets.values_list("proposal", flat=True)) == judged
    divided.refresh_from_db()
    assert divided.sheet_count == 4 * 7


def test_a_tie_bars_from_the_section_that_judges_it_and_taking_part_from_the_whole_round(divided):
    first, second = divided.sections.order_by("number")
    proposal = second.entries.first().proposal
    tied, competitor = make_expert(organisation=proposal.lead), make_expert(user=proposal.created_by)
    barred = [set(pool.barring(divided, [tied, competitor], section)) for section in (first, second, None)]
    assert barred == [{competitor.pk}, {tied.pk, competitor.pk}, {competitor.pk}]


def test_where_to_put_somebody_must_be_said(divided):
    staffed(divided)
    with pytest.raises(InvalidInput) as refused:
        change_panel(divided, by=operator_of(), add=make_expert(), reason="보강", at=SCORING_OPENS)
    assert list(refused.value.errors) == ["section"]


def test_scoring_opens_only_with_every_panel_whole(divided):
    members = staffed(divided)
    for member in members:
        if member.section.number == 1:
            enter(member)
    with pytest.raises(NotReady) as refused:
        open_scoring(divided, by=operator_of(), at=SCORING_OPENS)
    assert "제2분과 · 자동차" in str(refused.value.problems[0])


def test_a_chair_speaks_for_the_own_section(divided):
    members = [enter(member) for member in staffed(divided)]
    (one, other) = (next(member for member in members if member.section.number == number) for number in (1, 2))
    for member in (one, other):
        appoint_chair(member, by=operator_of())
    assert divided.members.filter(is_chair=True).count() == 2
    own = divided.entries.filter(section=one.section).first()
    assert access.may_write_summary(one.expert.user, own)
    assert not access.may_write_summary(other.expert.user, own)


def test_proposals_with_their_own_evaluators_have_no_section():
    call = make_closed_call()
    proposals = [make_eligible(call) for _ in range(3)]
    round = plan_round(
        call, make_region("capital"), by=operator_of(), scoring_opens_at=SCORING_OPENS, scoring_closes_at=SCORING_CLOSES,
        loads=Loads(seats_each=5, load_min=1, load_max=3), at=SCORING_OPENS,
    )  # fmt: skip
    assert not round.sections.exists()
    assert round.entries.filter(section=None).count() == len(proposals)

    (member,) = seat(round, [make_expert()], section=None, how=Appointment.AUTOMATIC, at=SCORING_OPENS)
    entry = round.entries.first()
    Assignment.objects.create(entry=entry, member=member, how=Appointment.AUTOMATIC, at=SCORING_OPENS)
    assert list(duties(member)) == [entry]
    with pytest.raises(IntegrityError, match="an_evaluator_is_assigned_a_proposal_once"), transaction.atomic():
        Assignment.objects.create(entry=entry, member=member, how=Appointment.AUTOMATIC, at=SCORING_OPENS)
