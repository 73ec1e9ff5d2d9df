"""After the scoring and before the tally everybody declares once more; a sheet with a tie is set aside."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady
from evaluation import access
from evaluation.actions.declare_again import declare_again
from evaluation.actions.declare_conflicts import DeclaredConflict
from evaluation.actions.declaring_again import waited_for
from evaluation.actions.excuse_declaration import excuse_declaration
from evaluation.actions.tally_round import tally_round
from evaluation.models import PanelMember, Round, RoundProposal, SecondDeclaration, Sheet
from evaluation.queries import pool
from notifications.models import Message
from projects.models import Proposal
from tests.factories.evaluation import declare_everybody_again, make_closed_round, make_scoring_round, operator_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(db) -> Round:
    return make_closed_round(code="2026", proposals=2, members=5, declared_again=False)


@pytest.fixture
def member(round) -> PanelMember:
    return round.members.joined().order_by("seat").first()


@pytest.fixture
def proposal(round) -> Proposal:
    return Proposal.objects.filter(rounds__round=round).order_by("pk").first()


def tie(proposal: Proposal, kind: str = "advice", text: str = "평가 중에 자문 이력을 알게 되었습니다.") -> list[DeclaredConflict]:
    return [DeclaredConflict(proposal.pk, kind, text)]


def test_everybody_who_judged_is_asked_at_the_close(round):
    assert Message.objects.filter(kind="evaluation/declare-again").count() == waited_for(round).count() == 5


def test_no_tally_before_everybody_has_declared_again(round):
    with pytest.raises(NotReady):
        tally_round(round, by=operator_of())
    declare_everybody_again(round)
    assert tally_round(round, by=operator_of()).status == "tallied"


def test_a_rulebook_that_does_not_ask_waits_for_nobody():
    old = make_closed_round(code="2010", proposals=1, members=5, declared_again=False)
    assert not Message.objects.filter(kind="evaluation/declare-again").exists()
    assert tally_round(old, by=operator_of()).status == "tallied"


def test_a_sheet_with_a_tie_is_set_aside_and_counts_nothing(round, member, proposal):
    declare_again(member, by=member.expert.user, conflicts=tie(proposal))
    sheet = Sheet.objects.get(member=member, proposal=proposal)
    assert (sheet.status, bool(sheet.seal), sheet.total is not None) == ("set_aside", True, True)
    declare_everybody_again(round)
    tally_round(round, by=operator_of())
    counted = {one.proposal_id: len(one.trace["sheets"]) for one in round.standings.all()}
    assert sorted(counted.values()) == [4, 5]
    assert counted[proposal.pk] == 4
    entry, seat = RoundProposal.objects.get(round=round, proposal=proposal), PanelMember.objects.get(pk=member.pk)
    assert (entry.sheet_count, entry.sealed_count, seat.sheet_count, seat.sealed_count) == (4, 4, 1, 1)
    assert Message.objects.filter(kind="evaluation/sheets-set-aside").exists()
    event = Event.objects.get(stream=round.stream, verb="declared-again", actor=member.expert.user.key)
    assert event.data["set_aside"] == {str(proposal.pk): "advice"}


def test_the_proposal_can_no_longer_be_read_through_a_sheet_set_aside(round, member, proposal):
    assert access.may_read_proposal(member.expert.user, proposal)
    declare_again(member, by=member.expert.user, conflicts=tie(proposal))
    assert not access.may_read_proposal(member.expert.user, proposal)


def test_declared_late_it_bars_from_the_next_panel(round, member, proposal):
    declare_again(member, by=member.expert.user, conflicts=tie(proposal))
    hits = pool.who_may_not(round, [member.expert]).by_expert()[member.expert_id]
    assert [(hit.proposal, hit.rule) for hit in hits] == [(proposal.pk, "advice")]


def test_declared_once(round, member, proposal):
    declare_again(member, by=member.expert.user)
    again = declare_again(member, by=member.expert.user, conflicts=tie(proposal))
    assert not SecondDeclaration.objects.exists()
    assert again.declared_again_at is not None


def test_only_oneself_and_only_between_close_and_tally(round, member):
    with pytest.raises(NotAllowed):
        declare_again(member, by=operator_of())
    early = make_scoring_round(code="2026", proposals=1, members=5)
    seat = early.members.joined().first()
    with pytest.raises(DomainError) as refusal:
        declare_again(seat, by=seat.expert.user)
    assert refusal.value.code == "not-between"


@pytest.mark.parametrize(("kind", "text"), [("nonsense", "말"), ("kin", " ")])
def test_a_tie_names_its_ground_and_what_it_is(member, proposal, kind, text):
    with pytest.raises(InvalidInput) as refusal:
        declare_again(member, by=member.expert.user, conflicts=tie(proposal, kind, text))
    assert list(refusal.value.errors) == [f"proposal-{proposal.pk}"]


def test_hq_writes_why_somebody_does_not_declare(round, member):
    hq = operator_of()
    with pytest.raises(InvalidInput):
        excuse_declaration(member, by=hq, reason=" ")
    with pytest.raises(NotAllowed):
        excuse_declaration(member, by=member.expert.user, reason="병가")
    for seat in waited_for(round).joined():
        excuse_declaration(seat, by=hq, reason="병가로 연락이 닿지 않음")
    assert tally_round(round, by=hq).status == "tallied"
    with pytest.raises(DomainError) as refusal:
        excuse_declaration(member, by=hq, reason="늦음")
    assert refusal.value.code == "not-between"


def test_a_sheet_is_set_aside_by_a_declaration_alone_and_stays(round, member, proposal):
    with pytest.raises(DatabaseError, match="stays as it was signed"), transaction.atomic():
        Sheet.objects.filter(member=member, proposal=proposal).update(status="set_aside")
    declare_again(member, by=member.expert.user, conflicts=tie(proposal))
    with pytest.raises(DatabaseError, match="is a record"), transaction.atomic():
        Sheet.objects.filter(member=member, proposal=proposal).update(status="sealed")
    with pytest.raises(DatabaseError, match="is a record"), transaction.atomic():
        SecondDeclaration.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_declared_twice_at_once_a_sheet_is_taken_off_once():
    round = make_closed_round(code="2026", proposals=1, members=5, declared_again=False)
    member, proposal = round.members.joined().first(), Proposal.objects.get(rounds__round=round)
    together = threading.Barrier(2)

    def press() -> None:
        try:
            together.wait()
            seat = PanelMember.objects.joined().get(pk=member.pk)
            declare_again(seat, by=User.objects.get(pk=member.expert.user_id), conflicts=tie(proposal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RoundProposal.objects.get(round=round).sealed_count == 4
    assert Round.objects.get(pk=round.pk).sealed_count == 4


# --- In the browser ---------------------------------------------------------------------------


def test_an_evaluator_is_led_to_the_second_declaration(client, round, member, proposal):
    client.force_login(member.expert.user)
    again = reverse("evaluation:my-conflicts-again", args=[round.ref])
    assert again in client.get(reverse("evaluation:my-round", args=[round.ref])).content.decode()
    assert client.get(again).status_code == 200
    wrong = client.post(again, {f"tie-{proposal.pk}": "yes", f"kind-{proposal.pk}": "advice"})
    assert wrong.status_code == 422
    done = client.post(again, {f"tie-{proposal.pk}": "yes", f"kind-{proposal.pk}": "advice", f"text-{proposal.pk}": "자문"})
    assert done.status_code == 302
    assert Sheet.objects.get(member=member, proposal=proposal).status == "set_aside"
    assert client.get(again).status_code == 302
    assert again not in client.get(reverse("evaluation:my-round", args=[round.ref])).content.decode()


def test_hq_sees_who_is_waited_for_and_excuses(client, round, member):
    client.force_login(operator_of())
    page = reverse("evaluation:declaration-list", args=[round.ref])
    assert client.get(page).context["waiting"] == 5
    assert page in client.get(reverse("evaluation:round-detail", args=[round.ref])).content.decode()
    excuse = reverse("evaluation:declaration-excuse", args=[round.ref, member.pk])
    assert client.post(excuse, {"reason": ""}).status_code == 422
    assert client.post(excuse, {"reason": "병가"}).url == page
    assert client.get(page).context["waiting"] == 4
