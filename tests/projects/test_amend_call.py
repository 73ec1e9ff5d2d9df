"""A published call changes only with a reason, in the open, and everyone at work on a proposal is told once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, StaleVersion
from notifications.models import Message
from projects.actions.amend_call import amend_call
from projects.actions.extend_call import extend_call
from projects.actions.read_amendments import read_amendments
from projects.comparison import side_by_side
from projects.models import Call, CallAmendment
from projects.queries.amendments import unread_amendments
from tests.factories.accounts import make_user
from tests.factories.projects import make_call, make_draft, make_firm, make_ready_proposal, owner_of

DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def central():
    return make_user(Role.CENTRAL)


def url(name: str, call: Call) -> str:
    return reverse(f"projects:{name}", args=[call.ref])


def typed(call: Call, **changes) -> dict[str, str]:
    """The form as it comes back when nothing but `changes` was touched."""
    closes = timezone.localtime(call.closes_at)
    names = ("title_ko", "title_en", "summary_ko", "summary_en", "body_ko", "body_en")
    standing = {name: getattr(call, name) for name in names}
    return standing | {"closes_at": f"{closes:%Y-%m-%dT%H:%M}", "reason": "문의처 오류", "base": call.amendment_number} | changes


# --- The deed -------------------------------------------------------------------------


def test_words_and_time_change_together_and_everyone_at_work_is_told_once(central):
    call = make_call(title_ko="2026년 공고", body_ko="첫 문단\n문의: 031-000-0000")
    draft = make_ready_proposal(call)
    partner = draft.partners.exclude(organisation=draft.lead).get()
    stranger = owner_of(make_firm())
    before, later = call.closes_at, call.closes_at + 7 * DAY
    words = {"title_ko": "2026년 공고", "body_ko": "첫 문단\r\n문의: 031-111-1111 "}
    amendment = amend_call(call, words=words, closes_at=later, reason="문의처 오류", by=central, at=call.opens_at)
    call.refresh_from_db()
    assert (call.body_ko, call.closes_at, call.amendment_number) == ("첫 문단\n문의: 031-111-1111", later, 1)
    assert (amendment.words_before, amendment.words_after) == (
        {"body_ko": "첫 문단\n문의: 031-000-0000"},
        {"body_ko": "첫 문단\n문의: 031-111-1111"},
    )
    told = Message.objects.filter(kind__in=["projects/call-amended", "projects/call-extended"])
    assert sorted(told.values_list("recipient", flat=True)) == sorted(
        [owner_of(draft.lead).pk, owner_of(partner.organisation).pk]
    )
    assert stranger.pk not in told.values_list("recipient", flat=True)
    event = Event.objects.get(stream=call.stream, verb="amended")
    assert event.data["before"] == amendment.words_before
    assert (event.data["after"], event.data["reason"]) == (amendment.words_after, "문의처 오류")
    assert amendment.closed_before == before


def test_an_extension_is_an_amendment_of_the_time_alone(central):
    call = make_call()
    first = extend_call(call, closes_at=call.closes_at + DAY, reason="태풍", by=central, at=call.opens_at)
    second = amend_call(call, words={"title_en": "Call"}, reason="영문 제목", by=central, at=call.opens_at)
    assert [(one.number, one.is_extension) for one in (first, second)] == [(1, True), (2, False)]
    assert Event.objects.filter(stream=call.stream, verb="extended").count() == 1


def test_what_cannot_be_taken_is_named(central):
    call = make_call()
    for changes, field in (
        ({"words": {"title_ko": " "}}, "title_ko"),
        ({"words": {"title_ko": f" {call.title_ko} "}}, "title_ko"),  # nothing differs
        ({"words": {"body_ko": "새"}, "closes_at": call.closes_at - DAY}, "closes_at"),
        ({"words": {"body_ko": "새"}, "reason": " "}, "reason"),
    ):
        with pytest.raises(InvalidInput) as refused:
            amend_call(call, **{"reason": "까닭"} | changes, by=central, at=call.opens_at)
        assert set(refused.value.errors) == {field}
    call.refresh_from_db()
    assert call.amendment_number == 0


def test_neither_a_draft_nor_a_closed_call_is_amended(central):
    draft, call = make_call(published=False), make_call()
    for one, at in ((draft, draft.opens_at), (call, call.closes_at + dt.timedelta(seconds=1))):
        with pytest.raises(DomainError) as refused:
            amend_call(one, words={"body_ko": "새"}, reason="까닭", by=central, at=at)
        assert refused.value.code == "call-not-open"


def test_only_the_call_s_own_office_amends_it():
    call = make_call(region="capital")
    for person in (make_user(Role.HQ_HEAD, region="dongnam"), make_user(Role.MINISTRY), owner_of(make_firm())):
        with pytest.raises(NotAllowed):
            amend_call(call, words={"body_ko": "새"}, reason="까닭", by=person, at=call.opens_at)


def test_who_writes_on_an_older_call_is_told(central):
    call = make_call()
    amend_call(call, words={"body_ko": "먼저"}, reason="하나", base=0, by=central, at=call.opens_at)
    with pytest.raises(StaleVersion):
        amend_call(call, words={"body_ko": "나중"}, reason="둘", base=0, by=central, at=call.opens_at)


def test_the_rulebook_stays_as_it_was_frozen(central):
    call = make_call()
    frozen = (call.rulebook_id, call.tracks, call.region_id, call.opens_at)
    words = {"body_ko": "새", "rulebook": 1, "tracks": [], "region": None}
    amend_call(call, words=words, reason="까닭", by=central, at=call.opens_at)
    call.refresh_from_db()
    assert (call.rulebook_id, call.tracks, call.region_id, call.opens_at) == frozen


def test_an_amendment_cannot_be_bent(central):
    call = make_call()
    amend_call(call, words={"body_ko": "새"}, reason="까닭", by=central, at=call.opens_at)
    for bend in (CallAmendment.objects.update, lambda **_: CallAmendment.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            bend(reason="다른 까닭")


# --- Whoever writes for it --------------------------------------------------------------


def test_writers_are_told_in_the_editor_until_they_have_read_it(client, central):
    draft = make_draft()
    owner = owner_of(draft.lead)
    amend_call(draft.call, words={"body_ko": "새 본문"}, reason="지원 내용 오기", by=central, at=timezone.now())
    client.force_login(owner)
    pages = [
        reverse("projects:proposal-step", args=[draft.ref, "project"]),
        reverse("projects:proposal-detail", args=[draft.ref]),
    ]
    for page in pages:
        assert "지원 내용 오기" in client.get(page).content.decode()
    answer = client.post(reverse("projects:amendments-read", args=[draft.ref]), {"number": 1, "next": pages[0]})
    assert (answer.status_code, answer.url) == (302, pages[0])
    assert "지원 내용 오기" not in client.get(pages[0]).content.decode()


def test_an_amendment_made_meanwhile_does_not_count_as_read(central):
    draft = make_draft()
    owner = owner_of(draft.lead)
    for number in (1, 2):
        amend_call(draft.call, words={"body_ko": f"{number}판"}, reason=f"{number}", by=central, at=timezone.now())
    draft.refresh_from_db()
    for number, left in ((1, [2]), (9, []), (1, [])):
        read_amendments(draft, number=number, by=owner)
        assert [one.number for one in unread_amendments(owner, draft)] == left


def test_a_draft_begun_afterwards_is_told_nothing(central):
    call = make_call()
    amend_call(call, words={"body_ko": "새"}, reason="까닭", by=central, at=timezone.now())
    draft = make_draft(call)
    assert unread_amendments(owner_of(draft.lead), draft) == []


# --- Pages ------------------------------------------------------------------------------


def test_a_call_is_amended_from_its_page_and_shows_both_versions(client):
    call = make_call(region="capital", body_ko="첫 문단\n문의: 031-000-0000")
    client.force_login(make_user(Role.HQ_OPERATOR, region="capital"))
    assert url("call-amend", call) in client.get(url("call-detail", call)).content.decode()
    assert "첫 문단" in client.get(url("call-amend", call)).content.decode()
    assert client.post(url("call-amend", call), typed(call)).status_code == 422  # nothing differs
    sent = typed(call, body_ko="첫 문단\r\n문의: 031-111-1111")
    answer = client.post(url("call-amend", call), sent)
    assert (answer.status_code, answer.url) == (302, url("call-detail", call) + "#amendment-1")
    client.logout()
    html = client.get(url("call-detail", call)).content.decode()
    for words in ("정정공고 1차", "문의처 오류", "031-000-0000", "031-111-1111"):
        assert words in html, words
    call.refresh_from_db()
    assert call.amendments.get().closes_now is None
    assert "정정공고 1차" in client.get(reverse("projects:call-list")).content.decode()


def test_what_was_typed_stays_when_somebody_amended_meanwhile(client, central):
    call = make_call(body_ko="본문")
    client.force_login(central)
    sent = typed(call, body_ko="내 본문")
    amend_call(call, words={"title_ko": "남의 제목"}, reason="제목", by=central, at=call.opens_at)
    answer = client.post(url("call-amend", call), sent)
    html = answer.content.decode()
    assert (answer.status_code, "내 본문" in html, 'name="base" value="1"' in html) == (422, True, True)


# --- Side by side -------------------------------------------------------------------------


def test_only_what_differs_is_shown():
    (passage,) = side_by_side("하나\n둘 셋\n넷", "하나\n둘 다섯\n넷")
    assert passage.before == [("same", "둘 "), ("removed", "셋")]
    assert passage.after == [("same", "둘 "), ("added", "다섯")]


@given(old=st.text("가나 \n", max_size=60), new=st.text("가나 \n", max_size=60))
def test_each_side_shows_its_own_text_alone(old, new):
    passages = side_by_side(old, new)
    assert bool(passages) == (old != new)
    for passage in passages:
        assert "".join(text for _kind, text in passage.before) in old
        assert "".join(text for _kind, text in passage.after) in new
        assert {kind for kind, _text in passage.before} <= {"same", "removed"}
        assert {kind for kind, _text in passage.after} <= {"same", "added"}
