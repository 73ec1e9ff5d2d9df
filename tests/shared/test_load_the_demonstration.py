"""The demonstration: everybody its sign-in page names can sign in, everything in it is marked, and loading it again adds nothing."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.demo import DEMO_PASSWORD, demo_accounts
from accounts.models import Organisation, User
from audit.models import Event
from evaluation.draws.check import differences
from evaluation.models import Addendum, Appeal, AssignmentRun, CoachingNote, Draw, ListChange, Round, Sheet
from evaluation.phases import Phase
from evaluation.states import AppealStatus, DrawStatus, ListChangeKind, RoundStatus, RunStatus, SheetStatus
from notifications.models import Message
from programme.models import PoolTransfer
from projects.models import Call, Proposal
from projects.states import CallStatus, ProposalStatus
from tests.factories.clusters import load_reference


@pytest.fixture
def loaded(db, settings):
    settings.DEMO = True
    load_reference()
    call_command("load_rulebooks", stdout=StringIO())
    call_command("load_demo")


def counted() -> list[int]:
    return [model.objects.count() for model in (User, Organisation, Call, Proposal, Round, Message, Event)]


def test_a_walk_through_it_finds_what_the_readme_says(loaded, client):
    for email, _name, _what in demo_accounts():
        assert User.objects.get(email=email).check_password(DEMO_PASSWORD), email
        assert client.login(email=email, password=DEMO_PASSWORD), email
    for model in (Call, Proposal, Round, Organisation):
        assert not model.objects.filter(is_demo=False).exists(), model
    assert set(Call.objects.values_list("status", flat=True)) == set(CallStatus.values)
    assert set(Round.objects.values_list("status", flat=True)) == set(RoundStatus.values)
    assert {Phase.SCORE, Phase.DISCUSS} <= {one.phase(timezone.now()) for one in Round.objects.all()}
    assert Appeal.objects.filter(status=AppealStatus.FILED, round__status=RoundStatus.RELEASED).exists()
    waiting = Sheet.objects.filter(round__status=RoundStatus.SCORING, status__in=[SheetStatus.OPEN, SheetStatus.DRAFT])
    assert waiting.filter(member__expert__user__email="evaluator1@demo.cluster.kr", round__region="capital").exists()
    own = Proposal.objects.filter(lead__grants__user__email="lead@demo.cluster.kr").values_list("status", flat=True)
    assert {ProposalStatus.DRAFT, ProposalStatus.UNDER_EVALUATION} <= set(own)
    assert Proposal.objects.filter(region="capital", status=ProposalStatus.SELECTED).exists()
    assert Call.objects.filter(amendment_number=1, status=CallStatus.PUBLISHED).exists()
    assert Proposal.objects.filter(region="capital", status=ProposalStatus.SUBMITTED).exists()  # for `hq` to screen
    call_command("verify_audit", stdout=StringIO())
    draws = {draw.status: draw for draw in Draw.objects.select_related("code", "round")}
    assert set(draws) == {DrawStatus.ANNOUNCED, DrawStatus.DRAWN}
    assert [differences(draw.as_record(), draw.code.contents) for draw in draws.values()] == [[], []]

    fallen, *moved = ListChange.objects.order_by("pk")
    assert fallen.kind == ListChangeKind.DROPPED_OUT
    assert {one.from_pool for one in moved} == {False, True}  # by the reserve list, and by the central pool
    assert PoolTransfer.objects.exists() and "시연용" in CoachingNote.objects.get().text
    addendum = Addendum.objects.get()
    assert (addendum.appeal.status, addendum.decision_before, addendum.decision) == (AppealStatus.UPHELD, "rejected", "selected")

    run = AssignmentRun.objects.get()
    assert (run.status, run.attempts) == (RunStatus.DONE, 1)
    assert run.total and run.total <= run.bound_total

    before = counted()
    call_command("load_demo")
    assert counted() == before
