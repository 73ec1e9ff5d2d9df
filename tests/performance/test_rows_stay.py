"""A page reads no more rows when there are more proposals: rows are counted, not only statements."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench.counting import counted
from cluster_portal.seeding.population import Firm, make_experts, make_firms, make_offices
from cluster_portal.seeding.proposals import Calls, make_calls, make_proposals
from cluster_portal.seeding.seed import make_year
from clusters.models import Region
from consultants.models import Expert
from evaluation.models import PanelMember, Round, Sheet, Standing
from evaluation.states import Appointment, MemberStatus, RoundStatus
from projects.actions.refresh_figures import refresh_figures
from projects.models import Proposal
from tests.factories.clusters import load_reference

NOW = timezone.now().replace(microsecond=0)
HOUR = timedelta(hours=1)
FEW, MANY = 120, 360  # both more than a page of fifty


class World:
    """Reference data, a year, its calls, two hundred firms; `grow` makes proposals up to a number."""

    def __init__(self) -> None:
        load_reference()
        call_command("load_rulebooks", stdout=StringIO())
        self.offices: dict[str, User] = make_offices("rows")
        self.experts: list[Expert] = make_experts("rows")
        self.firms: list[Firm] = make_firms(200, "rows")
        self.calls: Calls = make_calls(make_year(1000), User.objects.system(), NOW)
        self.number = 0

    def grow(self, number: int) -> None:
        make_proposals(range(self.number, number), self.firms, self.calls)
        self.number = number
        refresh_figures()


@pytest.fixture
def world(db) -> World:
    return World()


def rows_of(person: User, path: str) -> int:
    """Of the second visit: the first fills what a process keeps for itself."""
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    for _visit in range(2):
        with counted() as tally:
            answer = client.get(path)
            b"".join(answer)
    assert answer.status_code == 200
    return tally.rows


def assert_stays(world: World, person: User, path: str, grown: Callable[[], None] = lambda: None) -> None:
    world.grow(FEW)
    grown()
    before = rows_of(person, path)
    world.grow(MANY)
    grown()
    assert rows_of(person, path) == before >= 50


@pytest.mark.parametrize("query", ["", "?status=submitted&status=under_evaluation", "?q=seed"])
def test_the_offices_list(world, query):
    assert_stays(world, world.offices["central"], reverse("projects:proposal-list") + query)


def test_the_ministry_dashboard(world):
    """Its rows are complexes and regions: every complex has its proposals from the beginning."""
    world.grow(2 * len(world.firms))
    assert_stays_from_here(world, world.offices["ministry"], reverse("dashboards:ministry"))


def assert_stays_from_here(world: World, person: User, path: str) -> None:
    before = rows_of(person, path)
    world.grow(world.number + 200)
    assert rows_of(person, path) == before


def test_an_evaluators_queue(world):
    member = seat(world, make_round(world, RoundStatus.SCORING))

    def give_sheets() -> None:
        waiting = Proposal.objects.exclude(sheets__member=member)
        Sheet.objects.bulk_create(Sheet(round=member.round, member=member, proposal=one) for one in waiting)

    assert_stays(world, member.expert.user, reverse("evaluation:my-round", args=[member.round.ref]), give_sheets)


def test_the_ranking(world):
    round = make_round(world, RoundStatus.TALLIED)

    def rank() -> None:
        place = round.standings.count()
        waiting = Proposal.objects.exclude(standings__round=round)
        Standing.objects.bulk_create(
            Standing(
                round=round, proposal=one, place=n, position=n, total=80, mean=80, plain_mean=80, outcome="passed", trace={},
                asked_krw=one.requested_krw,
            )
            for n, one in enumerate(waiting, start=place + 1)
        )  # fmt: skip

    assert_stays(world, world.offices["capital"], reverse("evaluation:round-ranking", args=[round.ref]), rank)


def make_round(world: World, status: str) -> Round:
    call = world.calls.scored
    closed = NOW if status == RoundStatus.TALLIED else None
    return Round.objects.create(
        ref=f"{call.ref}-capital", call=call, region=Region.objects.get(pk="capital"), rulebook=call.rulebook, status=status,
        created_by=world.offices["capital"], scoring_opens_at=NOW - HOUR, scoring_closes_at=NOW + HOUR, closed_at=closed, tallied_at=closed,
    )  # fmt: skip


def seat(world: World, round: Round) -> PanelMember:
    expert = world.experts[0]
    return PanelMember.objects.create(
        round=round, expert=expert, seat=1, region=expert.region, organisation=expert.organisation, how=Appointment.AUTOMATIC,
        status=MemberStatus.ACCEPTED, proposed_at=NOW, accepted_at=NOW, pledged_at=NOW, declared_at=NOW, sheet_count=MANY,
    )  # fmt: skip
