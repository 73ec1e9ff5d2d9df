"""Two at once: each deed about conflicts happens once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import Role, User
from audit.models import Event
from consultants.actions.confirm_profile import confirm_profile
from consultants.actions.remove_entry import remove_entry
from consultants.actions.write_entry import write_entry
from consultants.models import Absence, Expert
from evaluation.actions.decide_objection import decide_objection
from evaluation.actions.excuse_declaration import excuse_declaration
from evaluation.actions.mark_service import mark_service
from evaluation.actions.name_researchers import NamedResearcher, name_researchers
from evaluation.actions.object_to_evaluator import object_to_evaluator
from evaluation.models import Objection, PanelMember, Researcher, ServiceMark
from projects.actions.end_recusal import end_recusal
from projects.actions.recuse import recuse
from projects.models import Proposal, Recusal
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    SCORING_OPENS,
    make_closed_call,
    make_closed_round,
    make_eligible,
    make_expert,
    make_round,
    operator_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


def twice(deed: Callable[[], Any]) -> list[str]:
    """What each of two presses at the same moment came to."""
    together, ends = threading.Barrier(2), []

    def press() -> None:
        try:
            together.wait()
            deed()
            ends.append("done")
        except Exception as refused:  # whatever it says
            ends.append(getattr(refused, "code", type(refused).__name__))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def again(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


def test_an_objection_is_filed_once():
    proposal = Proposal.objects.get(rounds__round=make_round(proposals=1))
    by = proposal.created_by
    assert twice(lambda: object_to_evaluator(again(proposal), by=again(by), name="김가상", reason="분쟁")) == ["done", "done"]
    assert Objection.objects.count() == 1


def test_an_objection_is_decided_once():
    proposal = Proposal.objects.get(rounds__round=make_round(proposals=1))
    objection, hq = object_to_evaluator(proposal, by=proposal.created_by, name="김가상", reason="분쟁"), operator_of()
    ends = twice(lambda: decide_objection(again(objection), by=again(hq), follow=False, reason="근거 없음"))
    assert ends == ["done", "illegal-move"]


def test_researchers_are_named_once():
    proposal = Proposal.objects.get(rounds__round=make_round(proposals=1))
    by, named = proposal.created_by, [NamedResearcher(proposal.lead_id, "김가상", "연구1팀")]
    assert twice(lambda: name_researchers(again(proposal), by=again(by), researchers=named)) == ["done", "done"]
    assert Researcher.objects.count() == 1


def test_somebody_keeps_away_once_and_it_ends_once():
    proposal, officer, central = make_eligible(make_closed_call()), operator_of(), make_user(Role.CENTRAL)
    assert twice(lambda: recuse(again(officer), by=again(officer), proposal=again(proposal), ground="kin", text="배우자")) == [
        "done", "done",
    ]  # fmt: skip
    recusal = Recusal.objects.get()
    assert twice(lambda: end_recusal(again(recusal), by=again(central), reason="끝")) == ["done", "done"]
    assert Event.objects.filter(stream=recusal.stream, verb="recusal-ended").count() == 1
    assert not User.objects.get(pk=officer.pk).keeps_away


def test_service_is_marked_once_each_time_in_turn():
    member, hq = make_closed_round(proposals=1, members=5).members.first(), operator_of()
    ends = twice(lambda: mark_service(PanelMember.objects.joined().get(pk=member.pk), by=again(hq), quality=4))
    assert ends == ["done", "done"]
    assert ServiceMark.objects.count() == 1


def test_a_declaration_is_excused_in_turn():
    round = make_closed_round(code="2026", proposals=1, members=5, declared_again=False)
    member, hq = round.members.first(), operator_of()
    ends = twice(lambda: excuse_declaration(PanelMember.objects.joined().get(pk=member.pk), by=again(hq), reason="병가"))
    assert ends == ["done", "done"]
    assert PanelMember.objects.get(pk=member.pk).not_declared_reason == "병가"


def test_a_profile_is_confirmed_once_and_a_line_taken_out_once():
    expert = make_expert()
    entry = write_entry(Absence, expert, by=expert.user, started_on=SCORING_OPENS.date(), ended_on=SCORING_OPENS.date())
    twice(lambda: confirm_profile(again(expert), by=User.objects.get(pk=expert.user_id)))
    twice(lambda: remove_entry(again(entry), by=User.objects.get(pk=expert.user_id)))
    verbs = list(Event.objects.filter(stream=expert.stream).values_list("verb", flat=True))
    assert sorted(verbs) == ["confirmed", "entry-removed", "entry-written"]
    assert Expert.objects.get(pk=expert.pk).confirmed_at is not None
