"""An appeal is filed once, within the rulebook's time to the second, and stays as it was filed."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.canonical import sha256_hex
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady, StaleVersion
from evaluation.actions.attach_to_appeal import MOST_FILES, attach_to_appeal, detach_from_appeal
from evaluation.actions.dismiss_appeal import dismiss_appeal
from evaluation.actions.file_appeal import file_appeal
from evaluation.actions.record_hearing import record_hearing
from evaluation.actions.remind_of_appeals import remind_of_appeals
from evaluation.actions.save_appeal import LONGEST, save_appeal
from evaluation.actions.start_appeal import start_appeal
from evaluation.actions.withdraw_appeal import withdraw_appeal
from evaluation.errors import AppealClosed
from evaluation.models import Appeal, Hearing
from evaluation.queries.appeals import until
from evaluation.states import AppealStatus
from notifications.actions.deliver_message import deliver_message
from notifications.models import Message
from programme.clocks import seoul_day
from tests.factories.accounts import make_user
from tests.factories.appeals import TEXT, make_draft, make_filed, make_released_round, owner_of, standing_at
from tests.factories.documents import make_pdf
from tests.factories.evaluation import head_of, make_confirmed_round, operator_of

pytestmark = pytest.mark.django_db
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


@pytest.fixture
def round():
    return make_released_round(asked=(300,), totals=(60,))


@pytest.fixture
def standing(round):
    return standing_at(round, 1)


def kinds() -> list[str]:
    return sorted(Message.objects.filter(kind__contains="appeal").values_list("kind", flat=True))


def test_a_filed_appeal_has_number_digest_and_clock(standing):
    at = standing.round.released_at + DAY
    appeal = make_filed(standing, at=at)
    assert (appeal.status, appeal.filed_at) == (AppealStatus.FILED, at)
    assert appeal.number.startswith(f"A-{standing.round.call.ref}-")
    assert appeal.sha256 == sha256_hex(appeal.content)
    content = json.loads(appeal.content)
    assert (content["ground"], content["text"], content["decision"]) == ("misreading", TEXT, "rejected")
    assert appeal.due_at - at >= dt.timedelta(days=30)
    assert Event.objects.get(stream=appeal.stream, verb="appeal-filed").data["sha256"] == appeal.sha256


def test_both_sides_are_told_and_the_applicants_letter_carries_the_receipt(standing):
    operator_of(), head_of()
    appeal = make_filed(standing)
    staff = Message.objects.filter(kind="evaluation/appeal-arrived")
    assert {letter.recipient.roles for letter in staff} <= {frozenset({Role.HQ_OPERATOR}), frozenset({Role.HQ_HEAD})}
    letter = Message.objects.get(kind="evaluation/appeal-filed", recipient=owner_of(standing))
    assert letter.attachments == [f"appeal-receipt:{appeal.pk}"]
    assert appeal.number in letter.body
    deliver_message(letter.pk)
    letter.refresh_from_db()
    assert letter.mail_status == "sent"


def test_the_last_second_is_in_time_and_the_next_is_not(standing):
    end = until(standing.round)
    make_draft(standing, at=end - 2 * SECOND)
    appeal = Appeal.objects.get()
    with pytest.raises(AppealClosed, match=f"{seoul_day(end - SECOND)}, 24:00|{seoul_day(end - SECOND)} 24:00"):
        file_appeal(appeal, by=owner_of(standing), at=end, processed_at=end)
    assert Event.objects.filter(stream=appeal.stream, verb="appeal-refused").count() == 1
    filed = file_appeal(appeal, by=owner_of(standing), at=end - SECOND, processed_at=end + 5 * SECOND)
    assert filed.status == AppealStatus.FILED


def test_who_claims_to_have_waited_too_long_arrives_now(standing):
    end = until(standing.round)
    appeal = make_draft(standing, at=end - DAY)
    with pytest.raises(AppealClosed):
        file_appeal(appeal, by=owner_of(standing), at=end - SECOND, processed_at=end + DAY)


def test_after_the_end_nothing_is_begun_or_changed(standing):
    end = until(standing.round)
    with pytest.raises(AppealClosed):
        start_appeal(standing, by=owner_of(standing), at=end)
    appeal = make_draft(standing, at=end - SECOND)
    with pytest.raises(AppealClosed):
        save_appeal(appeal, by=owner_of(standing), base_version=1, text="늦은 글", at=end)
    with pytest.raises(AppealClosed):
        attach_to_appeal(appeal, upload=SimpleUploadedFile("a.pdf", make_pdf(1)), by=owner_of(standing), at=end)


def test_a_second_press_files_nothing_twice(standing):
    appeal = make_filed(standing)
    again = file_appeal(appeal, by=owner_of(standing))
    assert again.number == appeal.number
    assert kinds().count("evaluation/appeal-filed") == len(
        set(Message.objects.filter(kind="evaluation/appeal-filed").values_list("recipient", flat=True))
    )


def test_one_result_has_one_appeal_until_it_is_withdrawn(standing):
    owner = owner_of(standing)
    first = start_appeal(standing, by=owner)
    assert start_appeal(standing, by=owner) == first
    withdraw_appeal(first, by=owner)
    second = make_filed(standing)
    assert second != first
    withdraw_appeal(second, by=owner)
    assert make_filed(standing).number != second.number


def test_what_is_missing_is_named(standing):
    owner = owner_of(standing)
    appeal = start_appeal(standing, by=owner)
    with pytest.raises(NotReady) as refused:
        file_appeal(appeal, by=owner)
    assert len(refused.value.problems) == 2
    assert Appeal.objects.get().status == AppealStatus.DRAFT


def test_grounds_are_the_rulebooks(standing):
    owner = owner_of(standing)
    appeal = start_appeal(standing, by=owner)
    with pytest.raises(InvalidInput):
        save_appeal(appeal, by=owner, base_version=0, ground="unheard-of")
    with pytest.raises(InvalidInput):
        save_appeal(appeal, by=owner, base_version=0, text="가" * (LONGEST + 1))
    assert make_filed(standing, ground="panel").asked_ground.accepted is False


def test_a_colleague_in_between_is_noticed(standing):
    owner = owner_of(standing)
    appeal = start_appeal(standing, by=owner)
    save_appeal(appeal, by=owner, base_version=0, text="먼저")
    assert save_appeal(appeal, by=owner, base_version=0, text="먼저").version == 1
    with pytest.raises(StaleVersion) as stale:
        save_appeal(appeal, by=owner, base_version=0, text="나중")
    assert stale.value.current["text"] == "먼저"


def test_only_the_leads_owners_and_writers_appeal(standing):
    lead = standing.proposal.lead
    start_appeal(standing, by=make_user(Role.COMPANY_WRITER, organisation=lead))
    partner = standing.proposal.partners.exclude(organisation=lead).get().consented_by
    for other in (make_user(Role.OUTSIDE_WRITER, organisation=lead), partner, head_of(), make_user(Role.COMPANY_OWNER)):
        with pytest.raises(NotAllowed):
            start_appeal(standing, by=other)


def test_before_the_release_there_is_nothing_to_appeal_against():
    confirmed = make_confirmed_round(proposals=1, members=5)
    standing = standing_at(confirmed, 1)
    with pytest.raises(DomainError) as refused:
        start_appeal(standing, by=owner_of(standing))
    assert refused.value.code == "not-released"


def test_papers_belong_to_the_draft_and_to_what_was_filed(standing):
    owner = owner_of(standing)
    appeal = make_draft(standing)
    upload = lambda: SimpleUploadedFile("성적서.pdf", make_pdf(1))  # noqa: E731
    kept, gone = attach_to_appeal(appeal, upload=upload(), by=owner), attach_to_appeal(appeal, upload=upload(), by=owner)
    detach_from_appeal(appeal, gone, by=owner)
    for _more in range(MOST_FILES - 1):
        attach_to_appeal(appeal, upload=upload(), by=owner)
    with pytest.raises(DomainError) as refused:
        attach_to_appeal(appeal, upload=upload(), by=owner)
    assert refused.value.code == "too-many-files"
    filed = file_appeal(appeal, by=owner)
    assert next(file["sha256"] for file in json.loads(filed.content)["files"]) == kept.sha256
    with pytest.raises(DomainError):
        detach_from_appeal(filed, kept, by=owner)


def test_what_was_filed_stays(standing):
    appeal = make_filed(standing)
    for change in (
        lambda: Appeal.objects.update(text="바꿈"),
        lambda: Appeal.objects.update(due_at=appeal.due_at + DAY),
        lambda: Appeal.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DomainError):
        save_appeal(appeal, by=owner_of(standing), base_version=appeal.version, text="바꿈")


# --- The answer's clock, hearing, dismissal, withdrawal ---------------------------------------------


def test_headquarters_are_reminded_in_time_and_each_time_once(standing):
    operator_of()
    appeal = make_filed(standing)
    assert remind_of_appeals(at=appeal.filed_at + DAY) == []
    sent = []
    for days in range(30):
        at = appeal.due_at - dt.timedelta(days=30 - days)
        sent += remind_of_appeals(at=at) + remind_of_appeals(at=at)
    sent += remind_of_appeals(at=appeal.due_at - dt.timedelta(hours=14))
    assert sent == [appeal.pk] * 3
    assert (
        Message.objects.filter(kind="evaluation/appeal-answer-due").count()
        == 3 * Message.objects.filter(kind="evaluation/appeal-arrived").count()
    )


def test_nobody_is_reminded_of_an_answered_appeal(standing):
    appeal = make_filed(standing)
    dismiss_appeal(appeal, by=head_of(), reason="인정되지 않는 사유입니다.")
    assert remind_of_appeals(at=appeal.due_at - DAY) == []


def test_dismissing_tells_the_applicant_why(standing):
    appeal = make_filed(standing, ground="panel")
    with pytest.raises(NotAllowed):
        dismiss_appeal(appeal, by=operator_of(), reason="x")
    with pytest.raises(InvalidInput):
        dismiss_appeal(appeal, by=head_of(), reason="  ")
    dismiss_appeal(appeal, by=head_of(), reason="평가위원 구성은 인정되는 사유가 아닙니다.")
    dismissed = dismiss_appeal(appeal, by=head_of(), reason="다시")
    assert (dismissed.status, dismissed.reason) == (AppealStatus.DISMISSED, "평가위원 구성은 인정되는 사유가 아닙니다.")
    letter = Message.objects.get(kind="evaluation/appeal-dismissed", recipient=owner_of(standing))
    assert "평가위원 구성은 인정되는 사유가 아닙니다." in letter.body
    with pytest.raises(DomainError):
        withdraw_appeal(appeal, by=owner_of(standing))
    assert start_appeal(standing, by=owner_of(standing)) == appeal, "one appeal a result"


def test_a_hearing_is_recorded_once_and_stays(standing):
    appeal = make_filed(standing)
    said = {"heard": "연구책임자", "held_on": seoul_day(appeal.filed_at), "way": "writing", "summary": "의견서 제출"}
    first = record_hearing(appeal, by=operator_of(), **said)
    assert record_hearing(appeal, by=operator_of(), **said) == first
    with pytest.raises(InvalidInput):
        record_hearing(appeal, by=operator_of(), **(said | {"held_on": said["held_on"] + 40 * DAY}))
    with pytest.raises(NotAllowed):
        record_hearing(appeal, by=operator_of("honam"), **said)
    with pytest.raises(DatabaseError), transaction.atomic():
        Hearing.objects.update(summary="바꿈")
    dismiss_appeal(appeal, by=head_of(), reason="요건 미비")
    with pytest.raises(DomainError) as refused:
        record_hearing(appeal, by=operator_of(), **(said | {"summary": "나중"}))
    assert refused.value.code == "not-pending"


def test_withdrawing_tells_the_headquarters_and_ends_it(standing):
    operator_of()
    appeal = make_filed(standing)
    gone = withdraw_appeal(appeal, by=owner_of(standing))
    withdraw_appeal(appeal, by=owner_of(standing))
    assert gone.status == AppealStatus.WITHDRAWN
    staff = Message.objects.filter(kind="evaluation/appeal-arrived").count()
    assert Message.objects.filter(kind="evaluation/appeal-withdrawn").count() == staff > 0
    with pytest.raises(DomainError):
        dismiss_appeal(appeal, by=head_of(), reason="x")
