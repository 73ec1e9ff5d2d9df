"""A panel picked by HQ from a recommended list several times its size."""

import threading

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation.actions.pick_members import pick_members
from evaluation.models import PanelMember, Round
from evaluation.panels import PanelRules, Seatable, recommended
from evaluation.queries.recommended import recommended_list
from evaluation.states import Appointment
from tests.factories.evaluation import SCORING_OPENS, make_expert, make_pool, make_round, operator_of

people = st.builds(
    Seatable, key=st.integers(1, 60), region=st.sampled_from(["capital", "honam", "jeju"]), fitness=st.integers(0, 100),
    served=st.integers(0, 3), barred=st.sampled_from(["", "", "conflict"]), sector=st.sampled_from(["academia", "industry"]),
)  # fmt: skip


@given(st.lists(people, max_size=60, unique_by=lambda one: one.key), st.integers(2, 4))
def test_the_list_is_long_enough_and_has_whom_the_rules_ask_for(pool, times):
    rules = PanelRules(5, 7, 9, 0.5, ("industry",))
    found = recommended(pool, rules, home="capital", seed="x", times=times)
    free = [one for one in pool if not one.barred]
    assert set(found) <= set(free)
    assert len(found) >= min(len(free), times * 7)
    away = [one for one in free if one.region != "capital"]
    assert sum(one.region != "capital" for one in found) >= min(len(away), times * 4)
    industry = [one for one in free if one.sector == "industry"]
    assert sum(one.sector == "industry" for one in found) >= min(len(industry), times)
    assert found == recommended(list(reversed(pool)), rules, home="capital", seed="x", times=times)


@pytest.mark.django_db
def test_those_picked_sit_together_with_their_reason():
    round, hq = make_round(proposals=2), operator_of()
    make_pool(home=6, away=14)
    found = recommended_list(round, round.sections.get(), times=2)
    assert (len(found.people), found.pool) == (14, 20)
    picked = [one.expert for one in found.people][:3]
    members = pick_members(round, by=hq, experts=picked, reason="분야 전문성", recommended=14, at=SCORING_OPENS)
    assert [(one.expert, one.how, one.reason) for one in members] == [(one, Appointment.MANUAL, "분야 전문성") for one in picked]
    assert pick_members(round, by=hq, experts=picked, reason="분야 전문성", recommended=14, at=SCORING_OPENS) == []
    event = Event.objects.get(stream=round.stream, verb="members-picked")
    assert (event.data["recommended"], len(event.data["seats"])) == (14, 3)


@pytest.mark.django_db
def test_every_rule_holds_for_all_of_them_at_once():
    round, hq = make_round(proposals=2), operator_of()
    at_home = [make_expert("capital") for _ in range(7)]
    proposal = round.entries.first().proposal
    tied = make_expert("honam", organisation=proposal.lead)

    def refused(experts, reason="사유", by=hq) -> str:
        with pytest.raises(DomainError) as problem:
            pick_members(round, by=by, experts=experts, reason=reason, recommended=20, at=SCORING_OPENS)
        assert not PanelMember.objects.exists()
        return problem.value.code

    assert refused(at_home[:5]) == "other-regions"
    assert refused([at_home[0], tied]) == "conflict"
    with pytest.raises(InvalidInput) as nobody:
        pick_members(round, by=hq, experts=[], reason="사유", recommended=20, at=SCORING_OPENS)
    assert list(nobody.value.errors) == ["picked"]
    with pytest.raises(NotAllowed):
        pick_members(round, by=operator_of("honam"), experts=at_home[:1], reason="사유", recommended=20, at=SCORING_OPENS)


@pytest.mark.django_db(transaction=True)
def test_two_staff_pick_at_once_and_nobody_sits_twice():
    round, hq = make_round(proposals=1), operator_of()
    experts = make_pool(home=2, away=5)[-3:]
    together = threading.Barrier(2)

    def press() -> None:
        together.wait()
        pick_members(
            Round.objects.get(pk=round.pk),
            by=User.objects.get(pk=hq.pk),
            experts=experts,
            reason="x",
            recommended=7,
            at=SCORING_OPENS,
        )
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(PanelMember.objects.values_list("expert", flat=True)) == sorted(one.pk for one in experts)
    assert Event.objects.filter(verb="members-picked").count() == 1


@pytest.mark.django_db
def test_hq_picks_on_the_page_and_nothing_typed_is_lost(client, django_assert_num_queries):
    round, hq = make_round(proposals=2), operator_of()
    make_pool(home=4, away=8)
    client.force_login(hq)
    page = f"/evaluation/rounds/{round.ref}/panel/pick/"
    listed = client.get(page, {"times": "2"})
    assert len(listed.context["found"].people) == 12
    picked = [one.expert.pk for one in listed.context["found"].people][:2]
    again = client.post(page, {"picked": picked, "reason": ""})
    assert again.status_code == 422
    assert again.context["ticked"] == {str(pk) for pk in picked}
    assert client.get(page, {"times": "x", "section": "9"}).status_code == 200
    assert client.post(page, {"picked": picked, "reason": "분야 전문성"}).status_code == 302
    assert PanelMember.objects.count() == 2
