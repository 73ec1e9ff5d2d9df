"""Writing, publishing and extending calls."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Role, User
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from notifications.models import Message, Preference
from programme.actions.load_rulebooks import load_rulebooks
from programme.models import ProgrammeYear, Rulebook
from programme.states import YearStatus
from projects.actions.call_description import CallDescription
from projects.actions.discard_call import discard_call
from projects.actions.edit_call import edit_call
from projects.actions.extend_call import extend_call
from projects.actions.prepare_call import prepare_call
from projects.actions.publish_call import publish_call
from projects.models import Call
from projects.states import CallStatus
from tests.factories.accounts import make_user
from tests.factories.projects import make_call, make_draft, make_firm, make_ready_proposal, make_region, owner_of

NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)  # 10:00 in Seoul
pytestmark = pytest.mark.django_db


@pytest.fixture
def central():
    return make_user(Role.CENTRAL)


@pytest.fixture
def hq():
    return make_user(Role.HQ_OPERATOR, region="capital")


def describe(**changes) -> CallDescription:
    load_rulebooks(by=User.objects.system())
    rulebook = Rulebook.objects.newest("2010")
    year, _made = ProgrammeYear.objects.get_or_create(year=2026, defaults={"rulebook": rulebook, "status": YearStatus.OPEN})
    usual = {
        "year": year, "rulebook": rulebook, "region": make_region("capital"), "title_ko": "2026년 수도권 공동과제 공고", "tracks": ["joint"],
        "opens_at": NOW + dt.timedelta(days=1), "closes_at": NOW + dt.timedelta(days=31),
    }  # fmt: skip
    return CallDescription(**usual | changes)


def verbs(call: Call) -> list[str]:
    return list(Event.objects.filter(stream=call.stream).order_by("seq").values_list("verb", flat=True))


# --- Writing ------------------------------------------------------------------------


def test_a_headquarters_prepares_a_call_of_its_region(hq):
    first, second = (prepare_call(describe(), by=hq, at=NOW) for _ in range(2))
    assert (first.ref, second.ref) == ("2026-capital-1", "2026-capital-2")
    assert (first.status, first.created_by, first.tracks) == (CallStatus.DRAFT, hq, ["joint"])
    assert verbs(first) == ["prepared"]


def test_a_headquarters_writes_for_no_other_region_and_not_for_all(hq):
    for region in (make_region("dongnam"), None):
        with pytest.raises(NotAllowed):
            prepare_call(describe(region=region), by=hq, at=NOW)
    assert not Call.objects.exists()


def test_a_headquarters_cannot_move_its_call_to_another_region(hq):
    call = prepare_call(describe(), by=hq, at=NOW)
    with pytest.raises(NotAllowed):
        edit_call(call, describe(region=None), by=hq, at=NOW)


def test_the_programme_office_writes_for_all_seven(central):
    assert prepare_call(describe(region=None), by=central, at=NOW).ref == "2026-national-1"


def test_every_field_that_cannot_be_taken_is_named(central):
    with pytest.raises(InvalidInput) as refused:
        prepare_call(describe(title_ko=" ", tracks=["nobody_knows"], closes_at=NOW), by=central, at=NOW)
    assert set(refused.value.errors) == {"title_ko", "tracks", "closes_at"}


def test_a_draft_is_rewritten_and_a_published_call_is_not(central):
    call = prepare_call(describe(), by=central, at=NOW)
    edit_call(call, describe(title_ko="고친 제목"), by=central, at=NOW)
    call.refresh_from_db()
    assert call.title_ko == "고친 제목"
    publish_call(call, by=central, at=NOW)
    with pytest.raises(DomainError) as refused:
        edit_call(call, describe(), by=central, at=NOW)
    assert refused.value.code == "call-published"


# --- Discarding ---------------------------------------------------------------------


def test_a_draft_is_discarded_and_its_history_stays(hq):
    call = prepare_call(describe(), by=hq, at=NOW)
    stream = call.stream
    discard_call(call, by=hq, at=NOW)
    assert not Call.objects.exists()
    event = Event.objects.get(stream=stream, verb="discarded")
    assert (event.actor, event.data) == (hq.key, {"ref": "2026-capital-1", "title": "2026년 수도권 공동과제 공고"})


def test_discarding_twice_does_no_harm(hq):
    call = prepare_call(describe(), by=hq, at=NOW)
    for _click in range(2):
        discard_call(Call(pk=call.pk), by=hq, at=NOW)
    assert Event.objects.filter(verb="discarded").count() == 1


def test_a_published_call_is_not_discarded(hq):
    call = publish_call(prepare_call(describe(), by=hq, at=NOW), by=hq, at=NOW)
    with pytest.raises(DomainError) as refused:
        discard_call(call, by=hq, at=NOW)
    assert refused.value.code == "call-published"
    assert Call.objects.filter(pk=call.pk).exists()


def test_only_the_call_s_own_office_discards_it(hq):
    call = prepare_call(describe(), by=hq, at=NOW)
    for person in (make_user(Role.HQ_HEAD, region="dongnam"), make_user(Role.MINISTRY), owner_of(make_firm())):
        with pytest.raises(NotAllowed):
            discard_call(call, by=person, at=NOW)
    assert Call.objects.filter(pk=call.pk).exists()


# --- Publishing ---------------------------------------------------------------------


def test_publishing_freezes_the_rulebook_and_tells_the_region(hq):
    here, elsewhere = make_firm(region="capital"), make_firm(region="dongnam")
    call = publish_call(prepare_call(describe(), by=hq, at=NOW), by=hq, at=NOW)
    call.rulebook.refresh_from_db()
    assert (call.status, call.published_at, call.rulebook.frozen_at) == (CallStatus.PUBLISHED, NOW, NOW)
    told = Message.objects.filter(kind="projects/call-published")
    assert list(told.values_list("recipient", flat=True)) == [owner_of(here).pk]
    assert owner_of(elsewhere).pk not in told.values_list("recipient", flat=True)
    assert verbs(call) == ["prepared", "published"]


def test_who_declined_such_mail_gets_the_notice_only(hq, django_capture_on_commit_callbacks):
    owner = owner_of(make_firm(region="capital"))
    Preference.objects.create(user=owner, kind="projects/call-published")
    with django_capture_on_commit_callbacks(execute=True):
        publish_call(prepare_call(describe(), by=hq, at=NOW), by=hq, at=NOW)
    assert Message.objects.get(recipient=owner).mail_status == "none"
    assert mail.outbox == []


def test_a_short_notice_needs_a_reason(hq):
    call = prepare_call(describe(closes_at=NOW + dt.timedelta(days=29)), by=hq, at=NOW)
    with pytest.raises(InvalidInput) as refused:
        publish_call(call, by=hq, at=NOW)
    assert set(refused.value.errors) == {"short_notice_reason"}
    call.rulebook.refresh_from_db()
    assert call.rulebook.frozen_at is None
    published = publish_call(call, by=hq, at=NOW, short_notice_reason="긴급 현안 대응")
    assert (published.status, published.short_notice_reason) == (CallStatus.PUBLISHED, "긴급 현안 대응")


def test_thirty_days_are_enough_without_a_reason(hq):
    call = prepare_call(describe(closes_at=NOW + dt.timedelta(days=30)), by=hq, at=NOW)
    assert publish_call(call, by=hq, at=NOW).status == CallStatus.PUBLISHED


def test_a_call_that_has_closed_or_whose_year_is_not_open_stays_a_draft(hq):
    late = prepare_call(describe(), by=hq, at=NOW)
    with pytest.raises(InvalidInput):
        publish_call(late, by=hq, at=late.closes_at)
    ProgrammeYear.objects.update(status=YearStatus.PLANNED)
    with pytest.raises(DomainError) as refused:
        publish_call(late, by=hq, at=NOW)
    assert refused.value.code == "year-not-open"
    late.refresh_from_db()
    assert late.status == CallStatus.DRAFT


def test_a_call_is_published_once(hq):
    call = publish_call(prepare_call(describe(), by=hq, at=NOW), by=hq, at=NOW)
    with pytest.raises(DomainError) as refused:
        publish_call(call, by=hq, at=NOW)
    assert refused.value.code == "illegal-move"


def test_a_company_publishes_nothing(hq):
    call = prepare_call(describe(), by=hq, at=NOW)
    with pytest.raises(NotAllowed):
        publish_call(call, by=owner_of(make_firm()), at=NOW)


# --- Extending ----------------------------------------------------------------------


def test_everyone_at_work_on_a_proposal_hears_of_the_extension(central):
    call = make_call()
    draft = make_ready_proposal(call)
    partner = draft.partners.exclude(organisation=draft.lead).get()
    stranger = owner_of(make_firm())
    later = call.closes_at + dt.timedelta(days=7)
    extension = extend_call(call, closes_at=later, reason="시스템 점검", by=central, at=call.opens_at)
    call.refresh_from_db()
    assert (call.closes_at, extension.closed_before) == (later, later - dt.timedelta(days=7))
    told = set(Message.objects.filter(kind="projects/call-extended").values_list("recipient", flat=True))
    assert told == {owner_of(draft.lead).pk, owner_of(partner.organisation).pk}
    assert stranger.pk not in told


def test_an_extension_is_later_and_has_a_reason(central):
    call = make_call()
    with pytest.raises(InvalidInput) as refused:
        extend_call(call, closes_at=call.closes_at, reason="연장", by=central, at=call.opens_at)
    assert set(refused.value.errors) == {"closes_at"}
    with pytest.raises(InvalidInput) as refused:
        extend_call(call, closes_at=call.closes_at + dt.timedelta(days=1), reason=" ", by=central, at=call.opens_at)
    assert set(refused.value.errors) == {"reason"}


def test_a_call_over_by_the_clock_is_not_extended(central):
    call = make_call()
    after = call.closes_at + dt.timedelta(seconds=1)
    with pytest.raises(DomainError) as refused:
        extend_call(call, closes_at=after + dt.timedelta(days=1), reason="늦은 연장", by=central, at=after)
    assert refused.value.code == "call-not-open"


def test_only_the_call_s_own_office_extends_it():
    call, other = make_call(region="capital"), make_user(Role.HQ_HEAD, region="dongnam")
    with pytest.raises(NotAllowed):
        extend_call(call, closes_at=call.closes_at + dt.timedelta(days=1), reason="연장", by=other, at=timezone.now())


def test_the_letter_about_an_extension_says_old_and_new_time(central):
    draft = make_draft()
    extend_call(
        draft.call, closes_at=dt.datetime(2031, 5, 6, 8, 0, tzinfo=dt.UTC), reason="태풍", by=central, at=draft.call.opens_at
    )
    message = Message.objects.get(kind="projects/call-extended")
    assert "2031-05-06 17:00 KST" in message.body
    assert "태풍" in message.body
