"""'My tasks': what waits for each role, and nothing that waits for somebody else."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.actions.ask_to_join import ask_to_join
from accounts.models import Role
from audit.record import record
from consultants.models import Expert
from dashboards.desks import desks_of
from evaluation.actions.announce_draw import PublicValue, announce_draw
from evaluation.actions.object_to_evaluator import object_to_evaluator
from evaluation.actions.void_draw import void_draw
from notifications.models import Message
from tests.factories.accounts import make_user
from tests.factories.appeals import make_filed, make_released_round, make_tallied_review, standing_at
from tests.factories.evaluation import (
    declare_everybody_again,
    head_of,
    make_closed_round,
    make_expert,
    make_pool,
    make_round,
    make_staffed_round,
    make_tallied_round,
    operator_of,
)
from tests.factories.projects import make_call, make_draft, make_firm, make_ready_proposal, make_submitted, owner_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def texts(user) -> list[str]:
    return [str(task.text) for desk in desks_of(user, NOW) for task in desk.tasks]


def test_a_stranger_is_shown_the_way_in(client):
    client.force_login(make_user())
    page = client.get(reverse("dashboards:home"))
    assert reverse("accounts:organisation-register") in page.text


def test_a_firm_finishes_its_draft():
    draft = make_draft(title="감속기 경량화")
    assert any("감속기 경량화" in text for text in texts(owner_of(draft.lead)))
    assert texts(make_user(Role.COMPANY_OWNER)) == []


def test_a_partner_is_asked_for_its_consent():
    proposal = make_ready_proposal(title="공동 개발 과제")
    partner = proposal.partners.exclude(role="lead").get()
    owner = owner_of(partner.organisation)
    assert texts(owner) == []  # it has consented
    partner.become("invited")
    partner.save(update_fields=["status"])
    (task,) = [task for desk in desks_of(owner, NOW) for task in desk.tasks]
    assert task.url == reverse("projects:partner-consent", args=[proposal.ref, partner.pk])
    assert task.due == proposal.call.closes_at


def test_a_consent_that_can_no_longer_count_is_not_asked_for():
    proposal = make_ready_proposal()
    partner = proposal.partners.exclude(role="lead").get()
    partner.become("invited")
    partner.save(update_fields=["status"])
    owner = owner_of(partner.organisation)
    after = proposal.call.closes_at + dt.timedelta(seconds=1)
    assert [desk.tasks for desk in desks_of(owner, after)] == [[]]
    type(proposal).objects.filter(pk=proposal.pk).update(
        status="returned", correction_due_at=after + dt.timedelta(days=7), submitted_at=NOW
    )
    (task,) = [task for desk in desks_of(owner, after) for task in desk.tasks]
    assert task.due == after + dt.timedelta(days=7)


def test_an_owner_answers_who_asks_to_join():
    firm = make_firm()
    ask_to_join(firm, by=make_user(name="김새내"))
    assert any("김새내" in text for text in texts(owner_of(firm)))


def test_a_headquarters_screens_its_own_region():
    opens = NOW - dt.timedelta(days=40)
    call = make_call(opens_at=opens, closes_at=NOW - dt.timedelta(days=1))
    make_submitted(call, at=opens)
    type(call).objects.filter(pk=call.pk).update(status="closed", closed_at=NOW, title_en="Joint call")
    operator = make_user(Role.HQ_OPERATOR, region="capital")
    assert texts(operator) == ["제안 1건 사전검토"]
    with translation.override("en"):
        (task,) = [task for desk in desks_of(operator, NOW) for task in desk.tasks]
    assert (task.text, task.note) == ("Screen 1 proposal", "Joint call")
    assert texts(make_user(Role.HQ_OPERATOR, region="honam")) == []


def test_an_evaluator_answers_the_invitation_before_the_pledge():
    seat = make_staffed_round().members.first()
    type(seat).objects.filter(pk=seat.pk).update(status="invited")
    (task,) = [task for desk in desks_of(seat.expert.user, NOW) for task in desk.tasks]
    assert task.url == reverse("evaluation:invitation", args=[seat.token])
    type(seat).objects.filter(pk=seat.pk).update(status="accepted", pledged_at=None, declared_at=None)
    (task,) = [task for desk in desks_of(seat.expert.user, NOW) for task in desk.tasks]
    assert task.url == reverse("evaluation:my-round", args=[seat.round.ref])
    assert texts(make_user(Role.EVALUATOR)) == []


def test_only_the_head_is_asked_to_confirm_a_ranking():
    tallied = make_tallied_round()
    page = reverse("evaluation:round-ranking", args=[tallied.ref])
    tasks = {who: [task.url for desk in desks_of(user, NOW) for task in desk.tasks] for who, user in (
        ("head", head_of()), ("operator", operator_of()), ("other", head_of("honam")))}  # fmt: skip
    assert page in tasks["head"] and page not in tasks["operator"] and tasks["other"] == []


def test_the_auditor_is_told_how_far_the_log_has_come():
    auditor = make_user(Role.AUDITOR)
    with transaction.atomic():
        event = record(stream="thing/1", verb="opened", by=auditor)
    assert texts(auditor) == [f"감사 기록 최신 번호 {event.pk:,}"]


def test_dead_letters_are_the_programme_offices_task():
    central = make_user(Role.CENTRAL)
    assert texts(central) == []
    ask_to_join(make_firm(), by=make_user())
    Message.objects.update(mail_status="dead")
    assert len(texts(central)) == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM])
def test_every_role_has_a_home(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse("dashboards:home")).status_code == 200


def test_the_home_asks_the_same_whatever_waits(client):
    firm = make_firm()
    client.force_login(owner_of(firm))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("dashboards:home"))
        return len(queries)

    make_draft(lead=firm)
    asked()  # the session is in the cache from now on
    with_one = asked()
    make_draft(lead=firm)
    make_draft(lead=firm)
    assert asked() == with_one


def test_who_scored_is_asked_to_declare_once_more():
    round = make_closed_round(code="2026", proposals=1, members=5, declared_again=False)
    member = round.members.joined().first()
    (task,) = [task for desk in desks_of(member.expert.user, NOW) for task in desk.tasks]
    assert task.url == reverse("evaluation:my-conflicts-again", args=[round.ref])
    declare_everybody_again(round)
    assert texts(member.expert.user) == []


def test_an_expert_is_asked_for_the_profile_once_a_year():
    expert = make_expert()
    assert texts(expert.user) == []
    Expert.objects.filter(pk=expert.pk).update(created_at=NOW - dt.timedelta(days=366))
    (task,) = [task for desk in desks_of(expert.user, NOW) for task in desk.tasks]
    assert task.url == reverse("consultants:expert-detail", args=[expert.pk])


def test_a_headquarters_decides_on_objections():
    round, hq = make_round(proposals=2), operator_of()
    for entry in round.entries.select_related("proposal__created_by"):
        object_to_evaluator(entry.proposal, by=entry.proposal.created_by, name="김가상", reason="분쟁")
    asked = [task for desk in desks_of(hq, NOW) for task in desk.tasks if "objections" in task.url]
    assert [(task.url, "2" in str(task.text)) for task in asked] == [
        (reverse("evaluation:objection-list", args=[round.ref]), True)
    ]


def test_a_headquarters_draws_once_the_public_value_is_out():
    round, hq = make_round(), operator_of()
    make_pool(home=8, away=12)
    value = PublicValue("lottery", NOW, "시연용 복권 당첨번호", "다음 회차")
    draw = announce_draw(round, by=hq, value=value, at=NOW - dt.timedelta(hours=1))

    def asked(at):
        return [task.url for desk in desks_of(hq, at) for task in desk.tasks if "/draw/" in task.url]

    assert asked(NOW - dt.timedelta(seconds=1)) == []
    assert asked(NOW) == [reverse("evaluation:round-draw", args=[round.ref])]
    void_draw(draw, by=head_of(), reason="일정 변경", at=NOW)
    assert asked(NOW) == []


def test_a_headquarters_is_told_of_appeals_and_what_they_wait_for():
    appeal = make_filed(standing_at(make_released_round(), 3))
    assert f"이의신청 {appeal.number} 검토" in texts(head_of())
    assert not any(appeal.number in text for text in texts(head_of("honam")))
    make_tallied_review(appeal)
    assert f"이의신청 {appeal.number} 처리" in texts(head_of())
