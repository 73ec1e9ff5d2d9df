"""The discussion of a proposal: among those who sealed a sheet on it, while the panel discusses."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation import access
from evaluation.actions.declare_again import declare_again
from evaluation.actions.declare_conflicts import DeclaredConflict
from evaluation.actions.write_remark import write_remark
from evaluation.models import Remark, Round, Sheet
from tests.factories.evaluation import make_closed_round, make_scoring_round, make_tallied_round, operator_of, seal_all

pytestmark = pytest.mark.django_db
WORDS = "시장 전망의 근거가 약합니다."


def sheets_of(round):
    proposal = round.entries.order_by("pk").first().proposal
    return list(Sheet.objects.filter(round=round, proposal=proposal).joined().order_by("member__seat"))


def said(sheet, text=WORDS):
    return write_remark(sheet, by=sheet.member.expert.user, text=text)


def url(sheet, name="my-discussion"):
    return reverse(f"evaluation:{name}", args=[sheet.round.ref, sheet.proposal.ref])


def test_a_remark_is_said_once_and_stays():
    sheet = sheets_of(make_closed_round())[0]
    assert said(sheet) == said(sheet)
    assert Remark.objects.count() == 1
    with pytest.raises(InvalidInput):
        said(sheet, " ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.update(text="고침")


def test_before_the_discussion_and_after_the_tally_nobody_remarks():
    scoring = make_scoring_round()
    seal_all(scoring)
    with pytest.raises(DomainError) as refused:
        said(sheets_of(scoring)[0])
    assert refused.value.code == "not-discussing"
    with pytest.raises(DomainError) as refused:
        said(sheets_of(make_tallied_round())[0])
    assert refused.value.code == "not-discussing"


def test_nobody_speaks_for_somebody_else():
    one, other = sheets_of(make_closed_round())[:2]
    with pytest.raises(NotAllowed):
        write_remark(one, by=other.member.expert.user, text=WORDS)


def test_who_declares_a_tie_is_out_of_the_discussion(client):
    sheets = sheets_of(make_closed_round(code="2026", declared_again=False))
    said(sheets[1])
    sheet, user = sheets[0], sheets[0].member.expert.user
    client.force_login(user)
    assert WORDS in client.get(url(sheet)).content.decode()
    declare_again(sheet.member, by=user, conflicts=[DeclaredConflict(sheet.proposal_id, "advice", "자문 이력을 알게 됨")])
    sheet = Sheet.objects.joined().get(pk=sheet.pk)
    assert not access.may_follow_discussion(user, sheet, timezone.now())
    assert client.get(url(sheet)).status_code == 404
    with pytest.raises(NotAllowed):
        said(sheet)


def test_the_thread_is_read_by_the_panel_and_later_by_the_office(client):
    sheets = sheets_of(make_closed_round())
    client.force_login(sheets[0].member.expert.user)
    assert client.post(url(sheets[0]), {"text": " "}).status_code == 422
    client.post(url(sheets[0]), {"text": WORDS})
    client.force_login(sheets[1].member.expert.user)
    page = client.get(url(sheets[1]))
    assert WORDS in page.content.decode()
    assert client.get(f"{url(sheets[1])}?part=live", headers={"If-None-Match": page["ETag"]}).status_code == 304
    client.force_login(operator_of())
    assert WORDS in client.get(url(sheets[0], "discussion")).content.decode()


def test_before_the_close_the_office_reads_no_thread(client):
    round = make_scoring_round()
    client.force_login(operator_of())
    assert client.get(url(sheets_of(round)[0], "discussion")).status_code == 404


def test_a_thread_costs_the_same_with_1_and_3_remarks(client):
    sheets = sheets_of(make_closed_round())
    client.force_login(sheets[0].member.expert.user)
    counts = []
    for sheet in sheets[:3]:
        said(sheet)
        client.get(url(sheets[0]))
        with CaptureQueriesContext(connection) as caught:
            client.get(url(sheets[0]))
        counts.append(len(caught))
    assert counts[0] == counts[2]


# --- Phase by phase -------------------------------------------------------------------------


def test_while_a_panel_discusses_it_alone_reads_the_thread(client):
    round = make_scoring_round()
    seal_all(round)
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    Round.objects.filter(pk=round.pk).update(
        scoring_closes_at=now - hour, discussion_ends_at=now + hour, adjusting_ends_at=now + 2 * hour
    )
    sheet = sheets_of(round)[0]
    write_remark(sheet, by=sheet.member.expert.user, text=WORDS, at=now)
    client.force_login(sheet.member.expert.user)
    assert WORDS in client.get(url(sheet)).content.decode()
    assert sheet.proposal.title in client.get(reverse("evaluation:my-matrix", args=[round.ref])).content.decode()
    client.force_login(operator_of())
    assert client.get(url(sheet, "discussion")).status_code == 404
    assert "80.00" not in client.get(reverse("evaluation:round-matrix", args=[round.ref])).content.decode()
    with pytest.raises(DomainError) as refused:
        write_remark(sheet, by=sheet.member.expert.user, text=WORDS, at=now + 3 * hour)
    assert refused.value.code == "not-discussing"
