"""People of the offices with a tie (이해충돌방지법): everything about the proposal is hidden from them, a colleague takes over."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from audit.models import Event
from cluster_portal.shared.errors import InvalidInput, NotAllowed
from consultants.actions.write_entry import write_entry
from consultants.models import Kin
from evaluation.actions.plan_round import plan_round
from evaluation.actions.release_round import release_round
from evaluation.messages.people import hq_staff
from evaluation.models import Round, Sheet, Standing
from notifications.models import Message
from projects import access
from projects.actions.end_recusal import end_recusal
from projects.actions.find_recusals import find_recusals
from projects.actions.recuse import recuse
from projects.models import Proposal, Recusal
from tests.factories.accounts import give_role, make_organisation, make_user
from tests.factories.evaluation import (
    NOW,
    SCORING_CLOSES,
    SCORING_OPENS,
    head_of,
    make_closed_call,
    make_confirmed_round,
    make_eligible,
    make_expert,
    make_round,
    make_tallied_round,
    operator_of,
)
from tests.factories.projects import make_region

pytestmark = pytest.mark.django_db
TEXT = "배우자가 재직합니다."


def fresh(user: User) -> User:
    """As the next request meets the person."""
    return User.objects.get(pk=user.pk)


def keep_away(user: User, **given) -> Recusal:
    return recuse(user, by=given.pop("by", user), **{"ground": "kin", "text": TEXT} | given)


def proposals_of(round: Round) -> list[Proposal]:
    return list(Proposal.objects.filter(rounds__round=round).order_by("pk"))


# --- Who keeps away ------------------------------------------------------------------


def test_a_tie_to_an_organisation_reaches_all_it_takes_part_in():
    firm, call = make_organisation(), make_closed_call()
    led, joined, other = make_eligible(call, lead=firm), make_eligible(call, partner=firm), make_eligible(call)
    officer = operator_of()
    keep_away(officer, organisation=firm)
    assert access.walled_off(fresh(officer)) == {led.pk, joined.pk}
    assert list(Proposal.objects.visible_to(fresh(officer))) == [other]
    later = make_eligible(call, lead=firm)
    assert later.pk in access.walled_off(fresh(officer))


def test_colleagues_are_asked_to_take_over_and_the_tie_is_not_told():
    proposal, officer, colleague = make_eligible(make_closed_call()), operator_of(), operator_of()
    recusal = keep_away(officer, proposal=proposal)
    letter = Message.objects.get(kind="projects/colleague-recused", recipient=colleague)
    assert proposal.ref in letter.body
    assert TEXT not in letter.body
    assert not Message.objects.filter(kind="projects/colleague-recused", recipient=officer).exists()
    event = Event.objects.get(stream=recusal.stream)
    assert (event.verb, event.data["proposals"]) == ("recused", [proposal.pk])


def test_said_twice_it_is_one_recusal():
    proposal, officer = make_eligible(make_closed_call()), operator_of()
    assert keep_away(officer, proposal=proposal) == keep_away(officer, proposal=proposal)
    assert Recusal.objects.count() == 1


@pytest.mark.parametrize("missing", [{"ground": ""}, {"text": " "}, {"proposal": None}])
def test_what_it_is_about_must_be_said(missing):
    given = {"proposal": make_eligible(make_closed_call())} | missing
    with pytest.raises(InvalidInput):
        keep_away(operator_of(), **given)


def test_each_for_oneself_and_the_programme_office_for_anybody():
    proposal, officer, central = make_eligible(make_closed_call()), operator_of(), make_user(Role.CENTRAL)
    with pytest.raises(NotAllowed):
        keep_away(officer, by=head_of(), proposal=proposal)
    with pytest.raises(NotAllowed):
        keep_away(make_user(Role.COMPANY_OWNER), proposal=proposal)
    recusal = keep_away(officer, by=central, proposal=proposal)
    with pytest.raises(NotAllowed):
        end_recusal(recusal, by=officer, reason="끝")
    with pytest.raises(InvalidInput):
        end_recusal(recusal, by=central, reason=" ")
    end_recusal(recusal, by=central, reason="퇴직함")
    assert access.walled_off(fresh(officer)) == frozenset()
    own = keep_away(central, proposal=proposal)
    with pytest.raises(NotAllowed):
        end_recusal(own, by=central, reason="끝")


def test_ties_the_portal_knows_are_found_once_and_not_again_when_ended():
    firm, kin_firm, old_firm = make_organisation(), make_organisation(), make_organisation()
    officer, expert = operator_of(), make_expert(retired=True)
    give_role(officer, Role.COMPANY_WRITER, organisation=firm)
    left = give_role(officer, Role.COMPANY_OWNER, organisation=old_firm)
    left.ended_at = timezone.now().replace(year=timezone.now().year - 4)
    left.save()
    give_role(expert.user, Role.HQ_HEAD, region="honam")
    write_entry(Kin, expert, by=expert.user, name="김가상", relation="형제", organisation=kin_firm)
    give_role(make_user(), Role.COMPANY_OWNER, organisation=firm)
    found = find_recusals()
    assert {(one.user_id, one.organisation_id, one.ground) for one in found} == {
        (officer.pk, firm.pk, "employment"), (expert.user_id, kin_firm.pk, "kin"),
    }  # fmt: skip
    assert find_recusals() == []
    end_recusal(found[0], by=make_user(Role.CENTRAL), reason="확인 결과 동명이인")
    assert find_recusals() == []


def test_the_database_knows_one_standing_recusal_of_each():
    proposal, officer = make_eligible(make_closed_call()), operator_of()
    made = keep_away(officer, proposal=proposal)
    fields = {"user": officer, "ground": "kin", "text": "x", "by": officer, "at": NOW}
    with pytest.raises(IntegrityError, match="one_standing_recusal_per_person_and_proposal"), transaction.atomic():
        Recusal.objects.create(proposal=proposal, **fields)
    with pytest.raises(IntegrityError, match="from_an_organisation_or_a_proposal"), transaction.atomic():
        Recusal.objects.create(proposal=proposal, organisation=proposal.lead, **fields)
    with pytest.raises(IntegrityError, match="an_ended_recusal_says_why"), transaction.atomic():
        Recusal.objects.filter(pk=made.pk).update(ended_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_find_a_tie_once():
    officer = operator_of()
    give_role(officer, Role.COMPANY_WRITER, organisation=make_organisation())
    User.objects.system()
    together, found = threading.Barrier(2), []

    def sweep() -> None:
        try:
            together.wait()
            found.extend(find_recusals())
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == Recusal.objects.count() == 1


# --- What is hidden --------------------------------------------------------------------------


def test_who_keeps_away_sees_and_runs_nothing_of_the_round():
    round = make_tallied_round(proposals=2, members=5)
    first, _second = proposals_of(round)
    people = {"officer": operator_of(), "head": head_of(), "central": make_user(Role.CENTRAL), "auditor": make_user(Role.AUDITOR)}
    for person in people.values():
        keep_away(person, proposal=first)
    from evaluation import access as rounds

    for who, person in people.items():
        person = fresh(person)
        assert not Round.objects.visible_to(person).exists(), who
        assert not Sheet.objects.visible_to(person).exists(), who
        assert not Standing.objects.visible_to(person).exists(), who
        assert not round.members.visible_to(person).exists(), who
        for may in (
            rounds.may_run_round,
            rounds.may_decide,
            rounds.may_see_progress,
            rounds.may_see_ranking,
            rounds.may_see_conflicts,
        ):
            assert not may(person, round), (who, may)
    colleague = operator_of()
    assert Round.objects.visible_to(colleague).count() == 1
    assert colleague in hq_staff(round)
    assert not {people["officer"].pk, people["head"].pk} & {one.pk for one in hq_staff(round)}


def test_other_rounds_go_on():
    mine, other = make_round(proposals=1), make_round(proposals=1)
    officer = operator_of()
    keep_away(officer, proposal=proposals_of(mine)[0])
    assert list(Round.objects.visible_to(fresh(officer))) == [other]


def test_a_round_is_not_planned_by_who_keeps_away():
    call = make_closed_call()
    proposal = make_eligible(call)
    officer = operator_of()
    keep_away(officer, proposal=proposal)
    times = {"scoring_opens_at": SCORING_OPENS, "scoring_closes_at": SCORING_CLOSES, "at": SCORING_OPENS}
    with pytest.raises(NotAllowed):
        plan_round(call, make_region("capital"), by=fresh(officer), **times)
    assert plan_round(call, make_region("capital"), by=operator_of(), **times)


def test_a_released_result_is_everybodys_and_its_inside_is_not(client):
    round = make_confirmed_round(proposals=2, members=5)
    head = head_of()
    release_round(round, by=head)
    officer = operator_of()
    keep_away(officer, proposal=proposals_of(round)[0])
    client.force_login(officer)
    assert client.get(reverse("evaluation:result-round", args=[round.ref])).status_code == 200
    for name in ("round-panel", "round-monitor", "round-ranking", "conflict-list"):
        assert client.get(reverse(f"evaluation:{name}", args=[round.ref])).status_code == 403, name


MARK, WORD = "표식과제", "특별한개발"  # searched for by the second, so that the echo in the box is no find


@pytest.mark.parametrize("role", [Role.HQ_OPERATOR, Role.HQ_HEAD, Role.CENTRAL, Role.MINISTRY, Role.AUDITOR])
def test_no_page_list_search_export_or_api_names_the_proposal(role):
    call = make_closed_call()
    hidden = make_eligible(call, title=f"{MARK} {WORD}")
    make_eligible(call)
    round = make_tallied_round(call, members=5)
    person = make_user(role)
    addresses = _addresses(call, round, hidden)
    assert any(MARK in _read(_as(person), address) for address in addresses), "the search for it works"
    keep_away(person, proposal=hidden)
    client = _as(fresh(person))
    met = [address for address in addresses if MARK in _read(client, address) or f"{hidden.ref}" in _listed(client, address)]
    assert met == []


def _as(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _addresses(call, round: Round, proposal: Proposal) -> list[str]:
    names = ["dashboards:home", "dashboards:ministry", "projects:proposal-list", "projects:proposal-export-csv", "evaluation:round-list",
             "projects-api:proposal-list", "api-round-list", "projects:recusal-list"]  # fmt: skip
    of_round = [
        "round-detail",
        "round-panel",
        "round-monitor",
        "entry-list",
        "round-ranking",
        "conflict-list",
        "objection-list",
        "declaration-list",
    ]
    return [
        *(reverse(name) for name in names),
        *(reverse(f"evaluation:{name}", args=[round.ref]) for name in of_round),
        *(reverse(name, args=[proposal.ref]) for name in ("projects:proposal-detail", "projects:proposal-history", "projects-api:proposal-detail")),
        reverse("api-round-detail", args=[round.ref]), reverse("api-round-ranking", args=[round.ref]),
        reverse("evaluation:round-trace", args=[round.ref, proposal.ref]),
        f"{reverse('dashboards:search')}?q={WORD}", f"{reverse('projects:proposal-list')}?q={WORD}",
        f"{reverse('projects:proposal-list')}?call={call.ref}",
    ]  # fmt: skip


def _read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code < 500, address
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def _listed(client: Client, address: str) -> str:
    """What a page says beside repeating its own address (a page of errors does)."""
    response = client.get(address)
    if response.status_code != 200 or "recusals" in address:
        return ""
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_kept_counts_do_not_count_what_is_hidden(client):
    call = make_closed_call()
    hidden = make_eligible(call)
    make_eligible(call)
    officer = operator_of()
    client.force_login(officer)
    assert client.get(reverse("projects:proposal-list")).context["total"] == 2
    keep_away(officer, proposal=hidden)
    assert client.get(reverse("projects:proposal-list")).context["total"] == 1


# --- The page -----------------------------------------------------------------------------------


def test_an_officer_declares_and_the_programme_office_ends_it(client):
    proposal, officer, central = make_eligible(make_closed_call()), operator_of(), make_user(Role.CENTRAL)
    client.force_login(officer)
    page = reverse("projects:recusal-list")
    wrong = client.post(page, {"ground": "kin", "text": TEXT})
    assert list(wrong.context["form"].errors) == ["organisation"]
    assert client.post(page, {"proposal": "no-such", "ground": "kin", "text": TEXT}).status_code == 422
    assert client.post(page, {"organisation": proposal.lead.brn, "ground": "kin", "text": TEXT}).url == page
    assert client.get(reverse("projects:proposal-detail", args=[proposal.ref])).status_code == 404
    client.force_login(make_user(Role.AUDITOR))
    assert TEXT in client.get(page).content.decode()
    client.force_login(operator_of())
    assert TEXT not in client.get(page).content.decode()
    client.force_login(central)
    end = reverse("projects:recusal-end", args=[Recusal.objects.get().pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "퇴직함"}).url == page
    client.force_login(officer)
    assert client.get(reverse("projects:proposal-detail", args=[proposal.ref])).status_code == 200


def test_the_programme_office_names_a_colleague(client):
    proposal, officer = make_eligible(make_closed_call()), operator_of()
    client.force_login(make_user(Role.CENTRAL))
    page = reverse("projects:recusal-list")
    sent = {"proposal": proposal.ref, "ground": "employment", "text": "이전 직장", "person": officer.email}
    assert client.post(page, sent | {"person": "nobody@example.kr"}).status_code == 422
    assert client.post(page, sent).status_code == 302
    assert Recusal.objects.get().user == officer
