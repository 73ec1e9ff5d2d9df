"""How evaluators served: what came in time is counted, the comments HQ marks; the person sees the sum."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from audit.models import Event, PersonalDataAccess
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.mark_service import mark_service
from evaluation.models import PanelMember, ServiceMark, Sheet
from evaluation.queries.service import service_of
from tests.factories.accounts import make_user
from tests.factories.evaluation import AFTER_CLOSE, make_closed_round, make_expert, make_scoring_round, operator_of, seal

pytestmark = pytest.mark.django_db


def seat_of(round) -> PanelMember:
    return round.members.joined().order_by("seat").first()


def test_what_came_in_time_is_counted():
    round = make_scoring_round(proposals=2, members=5)
    member = seat_of(round)
    seal(Sheet.objects.filter(member=member).first())
    close_due_rounds(at=AFTER_CLOSE)
    mark = mark_service(member, by=operator_of(), quality=4, note="근거가 충실함")
    assert (mark.due, mark.in_time, mark.timeliness) == (2, 1, 50)


def test_a_mark_is_corrected_and_both_are_in_the_history():
    member = seat_of(make_closed_round(proposals=1, members=5))
    hq = operator_of()
    mark_service(member, by=hq, quality=2)
    mark_service(member, by=hq, quality=4)
    assert ServiceMark.objects.get().quality == 4
    marks = Event.objects.filter(stream=member.expert.stream, verb="service-marked").order_by("seq")
    assert [event.data["quality"] for event in marks] == [2, 4]
    assert (service_of(member.expert).quality, service_of(member.expert).timeliness) == (4, 100)


def test_only_hq_marks_and_only_after_the_close():
    member = seat_of(make_closed_round(proposals=1, members=5))
    for other in (member.expert.user, operator_of("honam"), make_user(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            mark_service(member, by=other, quality=3)
    with pytest.raises(InvalidInput):
        mark_service(member, by=operator_of(), quality=6)
    early = seat_of(make_scoring_round(proposals=1, members=5))
    with pytest.raises(DomainError) as refusal:
        mark_service(early, by=operator_of(), quality=3)
    assert refusal.value.code == "not-closed"


def test_the_database_knows_five_marks():
    member = seat_of(make_closed_round(proposals=1, members=5))
    with pytest.raises(IntegrityError, match="quality_is_between_1_and_5"), transaction.atomic():
        ServiceMark.objects.create(member=member, due=1, in_time=1, quality=6, by=operator_of(), at=AFTER_CLOSE)


def test_hq_marks_on_the_page_and_the_person_sees_the_sum_alone(client):
    round = make_closed_round(proposals=1, members=5)
    member, hq = seat_of(round), operator_of()
    client.force_login(hq)
    page = reverse("evaluation:service-list", args=[round.ref])
    assert client.get(page).status_code == 200
    send = reverse("evaluation:service-mark", args=[round.ref, member.pk])
    assert client.post(send, {f"mark-{member.pk}-quality": ""}).status_code == 422
    sent = {f"mark-{member.pk}-quality": "5", f"mark-{member.pk}-note": "모범이 되는 의견"}
    assert client.post(send, sent).url == page
    record = reverse("evaluation:expert-service", args=[member.expert_id])
    assert "모범이 되는 의견" in client.get(record).content.decode()
    assert PersonalDataAccess.objects.filter(actor=hq.key, what="service").exists()
    client.force_login(member.expert.user)
    own = client.get(record).content.decode()
    assert "5.0 / 5" in own
    assert "모범이 되는 의견" not in own
    client.force_login(make_expert().user)
    assert client.get(record).status_code == 404
