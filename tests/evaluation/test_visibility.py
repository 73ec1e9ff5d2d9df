"""Who sees what of a round, phase by phase: nobody sees a score or a decision early."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role
from evaluation import access
from evaluation.actions.change_panel import change_panel
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.release_round import release_round
from evaluation.actions.tally_round import tally_round
from evaluation.models import PanelMember, Round, Sheet, Standing
from evaluation.queries import evaluator, rounds
from projects.models import Proposal
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    AFTER_CLOSE,
    SCORING_OPENS,
    fill,
    give_budget,
    head_of,
    make_expert,
    make_pool,
    make_round,
    make_scoring_round,
    make_staffed_round,
    operator_of,
    seal,
    summarise,
)

pytestmark = pytest.mark.django_db
PHASES = ["scoring", "closed", "tallied", "confirmed", "released"]


class World:
    """One round with five members; the first sealed everything but the last sheet, the others all."""

    def __init__(self) -> None:
        self.round = make_scoring_round(proposals=2, members=5)
        self.first, *self.others = self.round.members.joined().order_by("seat")
        for sheet in Sheet.objects.filter(round=self.round).order_by("pk"):
            if sheet.member_id == self.first.pk and sheet.proposal_id == self.second_proposal.pk:
                fill(sheet)
            else:
                seal(sheet)
        proposal = Proposal.objects.order_by("pk").first()
        self.people = {
            "member": self.first.expert.user,
            "colleague": self.others[0].expert.user,
            "stranger": make_expert().user,
            "hq": operator_of(),
            "hqhead": head_of(),
            "other_hq": operator_of("honam"),
            "central": make_user(Role.CENTRAL),
            "ministry": make_user(Role.MINISTRY),
            "auditor": make_user(Role.AUDITOR),
            "admin": make_user(Role.ADMIN),
            "applicant": proposal.created_by,
        }

    @property
    def second_proposal(self) -> Proposal:
        return Proposal.objects.order_by("pk").last()

    def until(self, phase: str) -> "World":
        steps = {
            "closed": lambda: close_due_rounds(at=AFTER_CLOSE),
            "tallied": lambda: tally_round(self.round, by=self.people["hq"]),
            "confirmed": lambda: (give_budget(self.round, 10**10), summarise(self.round), confirm_ranking(self.round, by=self.people["hqhead"])),
            "released": lambda: release_round(self.round, by=self.people["hqhead"]),
        }  # fmt: skip
        for name in PHASES[1 : PHASES.index(phase) + 1]:
            steps[name]()
        self.round = Round.objects.joined().get(pk=self.round.pk)
        return self

    def count(self, model: type, who: str) -> int:
        return model.objects.visible_to(self.people[who]).filter(round=self.round).count()


# Sheets seen of the round's ten: (scoring, closed and later). The own draft turns uncounted at the close.
SHEETS = {
    "member": (2, 2 + 4),  # others' only on the proposal whose own sheet is sealed
    "colleague": (2, 2 + 4 + 3),  # the first member's uncounted sheet stays hidden
    "stranger": (0, 0),
    "hq": (0, 10),
    "hqhead": (0, 10),
    "other_hq": (0, 0),
    "central": (0, 10),
    "ministry": (0, 0),
    "auditor": (0, 10),
    "admin": (0, 0),
    "applicant": (0, 0),
}
# Standings of the round's two, by phase.
STANDINGS = {
    "member": (0, 0, 0, 0, 0),
    "colleague": (0, 0, 0, 0, 0),
    "stranger": (0, 0, 0, 0, 0),
    "hq": (0, 0, 2, 2, 2),
    "hqhead": (0, 0, 2, 2, 2),
    "other_hq": (0, 0, 0, 0, 0),
    "central": (0, 0, 2, 2, 2),
    "ministry": (0, 0, 0, 2, 2),
    "auditor": (0, 0, 2, 2, 2),
    "admin": (0, 0, 0, 0, 0),
    "applicant": (0, 0, 0, 0, 1),
}
# Whether the round itself is known to the person.
ROUNDS = {
    "member": (1, 1, 1, 1, 1),
    "colleague": (1, 1, 1, 1, 1),
    "stranger": (0, 0, 0, 0, 1),
    "hq": (1, 1, 1, 1, 1),
    "hqhead": (1, 1, 1, 1, 1),
    "other_hq": (0, 0, 0, 0, 1),
    "central": (1, 1, 1, 1, 1),
    "ministry": (0, 0, 0, 1, 1),
    "auditor": (1, 1, 1, 1, 1),
    "admin": (0, 0, 0, 0, 1),
    "applicant": (0, 0, 0, 0, 1),
}
# Names on the panel of five, by phase.
NAMES = {
    "member": (1, 5, 5, 5, 5),
    "colleague": (1, 5, 5, 5, 5),
    "stranger": (0, 0, 0, 0, 0),
    "hq": (5, 5, 5, 5, 5),
    "hqhead": (5, 5, 5, 5, 5),
    "other_hq": (0, 0, 0, 0, 0),
    "central": (5, 5, 5, 5, 5),
    "ministry": (0, 0, 0, 0, 0),
    "auditor": (0, 5, 5, 5, 5),
    "admin": (0, 0, 0, 0, 0),
    "applicant": (0, 0, 0, 0, 0),
}


@pytest.mark.parametrize("phase", PHASES)
def test_each_person_sees_what_the_phase_allows(phase):
    world, step = World().until(phase), PHASES.index(phase)
    for who in world.people:
        seen = {
            "sheets": world.count(Sheet, who),
            "standings": world.count(Standing, who),
            "names": world.count(PanelMember, who),
            "round": Round.objects.visible_to(world.people[who]).filter(pk=world.round.pk).count(),
        }
        expected = {
            "sheets": SHEETS[who][min(step, 1)], "standings": STANDINGS[who][step], "names": NAMES[who][step], "round": ROUNDS[who][step],
        }  # fmt: skip
        assert (who, seen) == (who, expected)
        # The questions that templates ask agree with the filters.
        assert (who, access.may_see_scores(world.people[who], world.round)) == (who, seen["sheets"] == 10)
        assert (who, access.may_see_ranking(world.people[who], world.round)) == (who, seen["standings"] == 2)


def test_a_visitor_sees_the_released_round_and_nothing_else():
    world, visitor = World().until("confirmed"), AnonymousUser()
    assert Round.objects.visible_to(visitor).count() == 0
    release_round(world.round, by=world.people["hqhead"])
    assert Round.objects.visible_to(visitor).count() == 1
    for model in (Sheet, Standing, PanelMember):
        assert model.objects.visible_to(visitor).count() == 0
    assert not Proposal.objects.filter(access.proposals_readable_by(visitor)).exists()


def test_colleagues_sheets_open_where_the_own_is_sealed_after_the_close():
    world = World()
    sealed, draft = Sheet.objects.filter(member=world.first).order_by("proposal")
    user = world.people["member"]
    assert evaluator.colleagues(user, sealed) == []
    world.until("closed")
    assert len(evaluator.colleagues(user, sealed)) == 4
    assert evaluator.colleagues(user, draft) == []


def test_the_monitor_shows_states_and_no_score():
    world = World()
    view = rounds.monitor(world.round)
    assert [(one.sheet_count, one.sealed_count) for one in view.members] == [(2, 1), (2, 2), (2, 2), (2, 2), (2, 2)]
    first = view.entries.items[0].proposal.round_sheets[0]
    assert {"points", "comments", "overall", "total"} <= first.get_deferred_fields()


def test_a_merely_proposed_person_does_not_know():
    round = make_round()
    make_pool()
    member = propose_panel(round, by=operator_of(), at=SCORING_OPENS)[0]
    user = member.expert.user
    assert not Round.objects.visible_to(user).exists()
    assert list(evaluator.my_rounds(user)) == []
    with pytest.raises(PanelMember.DoesNotExist):
        evaluator.invitation(member.token, user)
    invite_panel(round, by=operator_of(), at=SCORING_OPENS)
    assert evaluator.invitation(member.token, user) == member
    with pytest.raises(PanelMember.DoesNotExist):
        evaluator.invitation(member.token, make_expert().user)


def test_who_left_the_panel_reads_no_more():
    round = make_staffed_round()
    member = next(one for one in round.members.joined() if one.region_id == "capital")
    readable = Proposal.objects.filter(access.proposals_readable_by(member.expert.user))
    assert readable.count() == 2
    change_panel(round, by=operator_of(), reason="질병", remove=member, at=SCORING_OPENS)
    assert readable.all().count() == 0
    assert not Sheet.objects.visible_to(member.expert.user).exists()


def test_an_evaluator_reads_through_the_sheet_until_the_release():
    world = World()
    user = world.people["member"]
    assert access.may_read_proposal(user, world.second_proposal)
    assert not access.may_read_proposal(world.people["stranger"], world.second_proposal)
    world.until("confirmed")
    assert access.may_read_proposal(user, Proposal.objects.order_by("pk").first())
    assert not access.may_read_proposal(user, world.second_proposal)  # unsealed at the close
    release_round(world.round, by=world.people["hqhead"])
    assert not Proposal.objects.filter(access.proposals_readable_by(user)).exists()
