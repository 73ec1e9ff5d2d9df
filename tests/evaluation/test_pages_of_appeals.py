"""The pages of an appeal: from the result to the receipt, and the headquarters' list with its clocks."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Role
from evaluation.actions.dismiss_appeal import dismiss_appeal
from evaluation.models import Appeal, Hearing
from evaluation.states import AppealStatus
from programme.clocks import seoul_day
from tests.factories.accounts import make_user
from tests.factories.appeals import TEXT, hear, make_draft, make_filed, make_released_round, owner_of, standing_at
from tests.factories.documents import make_pdf
from tests.factories.evaluation import head_of, operator_of

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=args)


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def standing():
    return standing_at(make_released_round(asked=(300,), totals=(60,)), 1)


@pytest.fixture
def owner(client, standing):
    client.force_login(owner_of(standing))
    return client


def test_from_the_result_to_the_receipt(owner, standing):
    ref = standing.proposal.ref
    assert url("appeal-start", ref) in text_of(owner.get(url("result-detail", ref)))
    answer = owner.post(url("appeal-start", ref))
    appeal = Appeal.objects.get()
    assert answer.url == url("appeal-edit", appeal.pk)
    page = text_of(owner.get(answer.url))
    assert "신청 내용의 명백한 오독" in page
    assert "인정되지 않는 사유" in page
    answer = owner.post(answer.url, {"ground": "misreading", "text": TEXT, "version": "0"})
    assert answer.url == url("appeal-detail", appeal.pk)
    appeal.refresh_from_db()
    page = text_of(owner.get(answer.url))
    assert appeal.number in page
    assert TEXT in page
    assert appeal.number in text_of(owner.get(url("result-detail", ref)))
    paper = owner.get(url("appeal-receipt", appeal.pk))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert text_of(owner.get(url("appeal-content", appeal.pk))) == appeal.content


def test_what_was_typed_is_kept_when_something_is_missing(owner, standing):
    appeal = make_draft(standing, ground="", text="")
    answer = owner.post(url("appeal-edit", appeal.pk), {"ground": "", "text": "적은 글", "version": "0"})
    assert answer.status_code == 422
    assert "적은 글" in text_of(answer)
    assert "이의신청 사유를 고르십시오." in text_of(answer)


def test_too_late_the_page_says_until_when_it_was_possible(client):
    released = timezone.now() - dt.timedelta(days=30)
    standing = standing_at(make_released_round(asked=(300,), totals=(60,), at=released), 1)
    appeal = make_draft(standing, at=released + dt.timedelta(days=1))
    client.force_login(owner_of(standing))
    answer = client.post(url("appeal-edit", appeal.pk), {"ground": "misreading", "text": TEXT, "version": "1"})
    assert answer.status_code == 422
    assert "24:00까지 할 수 있었습니다" in text_of(answer)
    assert Appeal.objects.get().status == AppealStatus.DRAFT
    page = text_of(client.get(url("result-detail", standing.proposal.ref)))
    assert url("appeal-start", standing.proposal.ref) not in page


def test_each_field_saves_itself(owner, standing):
    appeal = make_draft(standing)
    save = lambda **data: owner.post(url("appeal-autosave", appeal.pk), data)  # noqa: E731
    assert save(field="text", value="새 글", version=1).json()["version"] == 2
    stale = save(field="text", value="다른 글", version=1)
    assert (stale.status_code, stale.json()["current"]) == (409, "새 글")
    assert save(field="ground", value="panel", version=2).status_code == 200
    assert save(field="number", value="x", version=3).status_code == 422


def test_papers_go_up_and_off_again(owner, standing):
    appeal = make_draft(standing)
    sent = owner.post(
        url("appeal-upload", appeal.pk),
        {"file": SimpleUploadedFile("성적서.pdf", make_pdf(1))},
        headers={"accept": "application/json"},
    )
    assert sent.status_code == 201
    assert "성적서.pdf" in text_of(owner.get(url("appeal-edit", appeal.pk)))
    assert owner.get(sent.json()["url"]).status_code == 200
    owner.post(sent.json()["delete_url"])
    assert "성적서.pdf" not in text_of(owner.get(url("appeal-edit", appeal.pk)))


def test_a_draft_is_the_leads_alone(client, standing):
    appeal = make_draft(standing)
    for person in (head_of(), make_user(Role.AUDITOR), make_user(Role.CENTRAL), make_user(Role.MINISTRY)):
        client.force_login(person)
        assert client.get(url("appeal-detail", appeal.pk)).status_code == 404
        assert appeal.proposal.title not in text_of(client.get(url("appeal-list")))


def test_the_headquarters_hears_and_dismisses(client, standing):
    appeal = make_filed(standing, ground="panel")
    client.force_login(head_of())
    page = text_of(client.get(url("appeal-detail", appeal.pk)))
    assert "인정되지 않는 사유" in page
    assert url("appeal-dismiss", appeal.pk) in page
    heard = {
        "heard": "연구책임자",
        "held_on": seoul_day(appeal.filed_at).isoformat(),
        "way": "video",
        "summary": "설명하였습니다.",
    }
    assert client.post(url("appeal-hearing", appeal.pk), heard).status_code == 302
    assert "설명하였습니다." in text_of(client.get(url("appeal-detail", appeal.pk)))
    assert client.post(url("appeal-hearing", appeal.pk), heard | {"heard": ""}).status_code == 422
    assert Hearing.objects.count() == 1
    assert client.post(url("appeal-dismiss", appeal.pk), {"reason": "인정되지 않는 사유입니다."}).status_code == 302
    client.force_login(owner_of(standing))
    page = text_of(client.get(url("appeal-detail", appeal.pk)))
    assert "각하" in page
    assert "인정되지 않는 사유입니다." in page
    assert "설명하였습니다." not in page


def test_an_applicant_reads_the_office_not_the_person(client, standing):
    head = head_of()
    appeal = make_filed(standing)
    dismiss_appeal(appeal, by=head, reason="요건 미비")
    client.force_login(owner_of(standing))
    assert str(head) not in text_of(client.get(url("appeal-detail", appeal.pk)))
    client.force_login(make_user(Role.AUDITOR))
    assert str(head) in text_of(client.get(url("appeal-detail", appeal.pk)))


def test_the_one_due_next_is_on_top_and_regions_keep_to_themselves(client):
    round = make_released_round(asked=(300, 300), totals=(60, 50))
    later, sooner = standing_at(round, 1), standing_at(round, 2)
    second = make_filed(later, at=round.released_at + dt.timedelta(days=9))  # no row of holidays bridges eight days
    first = make_filed(sooner, at=round.released_at + dt.timedelta(days=1))
    client.force_login(operator_of())
    page = text_of(client.get(url("appeal-list")))
    assert page.index(first.number) < page.index(second.number)
    assert "2건" in page
    dismiss_appeal(first, by=head_of(), reason="요건 미비")
    assert first.number not in text_of(client.get(url("appeal-list")))
    assert first.number in text_of(client.get(url("appeal-list"), {"status": "all"}))
    client.force_login(operator_of("honam"))
    assert second.number not in text_of(client.get(url("appeal-list")))


@pytest.mark.parametrize("person", [operator_of, lambda: make_user(Role.MINISTRY)])
def test_the_list_costs_the_same_with_one_and_with_three(client, person):
    counts = []
    for number in (1, 3):
        round = make_released_round(asked=(300,) * number, totals=(60,) * number)
        for place in range(1, number + 1):
            make_filed(standing_at(round, place))
        client.force_login(person())
        client.get(url("appeal-list"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("appeal-list")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_page_costs_the_same_with_one_and_with_three_hearings(client, standing):
    appeal = make_filed(standing)
    client.force_login(operator_of())
    counts = []
    for more in (1, 2):
        for number in range(more):
            hear(appeal) if not number else make_hearing(appeal, number)
        client.get(url("appeal-detail", appeal.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("appeal-detail", appeal.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def make_hearing(appeal: Appeal, number: int) -> None:
    Hearing.objects.create(
        appeal=appeal, heard=f"위원 {number}", held_on=appeal.filed_at.date(), way="writing", summary="의견", by=operator_of(),
        at=appeal.filed_at,
    )  # fmt: skip


def test_in_english_too(client, standing):
    appeal = make_filed(standing)
    client.force_login(owner_of(standing))
    with translation.override("ko"):  # what the request switches to ends with it
        page = text_of(client.get(url("appeal-detail", appeal.pk), headers={"accept-language": "en"}))
    assert "A plain misreading of the proposal" in page
    assert "Answer due" in page
