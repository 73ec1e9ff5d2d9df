"""Before the panel decides its applicants may answer the comments: without names or scores, once, in time."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, StaleVersion
from evaluation.actions.change_schedule import change_schedule
from evaluation.actions.hand_in_applicant_answer import hand_in_applicant_answer
from evaluation.actions.open_answer_windows import open_answer_windows
from evaluation.actions.plan_round import plan_round
from evaluation.actions.save_applicant_answer import save_applicant_answer
from evaluation.actions.set_blind import set_blind
from evaluation.models import ApplicantAnswer, Round, RoundProposal
from evaluation.phases import Phase, Schedule
from evaluation.queries.applicant_answers import answer_on, comments_on
from notifications.models import Message
from tests.evaluation.test_at_the_same_time import together
from tests.factories.accounts import give_role, make_user
from tests.factories.evaluation import (
    COMMENT,
    DAY,
    NOW,
    OVERALL,
    make_closed_call,
    make_eligible,
    make_scoring_round,
    operator_of,
    seal,
    seal_all,
)
from tests.factories.projects import owner_of, writer_of

pytestmark = pytest.mark.django_db

ANSWERING, DISCUSSING = NOW, NOW + 5 * DAY
TIMES = Schedule(NOW - 3 * DAY, NOW - DAY, NOW + 6 * DAY, NOW + 7 * DAY, NOW + 4 * DAY)


@pytest.fixture
def round() -> Round:
    """Scored and sealed; its applicants may answer now."""
    made = make_scoring_round(members=5)
    seal_all(made)
    return plan(made, TIMES)


def plan(round: Round, times: Schedule) -> Round:
    Round.objects.filter(pk=round.pk).update(
        scoring_opens_at=times.opens_at, scoring_closes_at=times.scoring_ends_at, answers_end_at=times.answers_end_at,
        discussion_ends_at=times.discussion_ends_at, adjusting_ends_at=times.adjusting_ends_at,
    )  # fmt: skip
    return Round.objects.joined().get(pk=round.pk)


def entry_of(round: Round) -> RoundProposal:
    return round.entries.select_related("round", "proposal__lead").order_by("pk").first()


def applicant(round: Round):
    return owner_of(entry_of(round).proposal.lead)


def answer(round: Round, text: str = "시장 규모의 근거는 붙임 3에 있습니다.", **given) -> ApplicantAnswer:
    usual = {"base_version": 0, "by": applicant(round), "at": ANSWERING}
    return hand_in_applicant_answer(entry_of(round), text=text, **usual | given)


# --- The deed -----------------------------------------------------------------------------


def test_the_panel_reads_the_answer_when_the_time_for_answers_is_over(round):
    given = answer(round)
    sheet = round.sheets.filter(proposal=entry_of(round).proposal).joined().first()
    readers = (sheet.member.expert.user, operator_of(), make_user(Role.AUDITOR), make_user(Role.CENTRAL))
    assert [answer_on(round, sheet.proposal_id, reader) for reader in readers] == [None] * 4
    over = plan(round, Schedule(TIMES.opens_at, TIMES.scoring_ends_at, NOW + DAY, NOW + 2 * DAY, NOW - dt.timedelta(hours=1)))
    assert over.phase(NOW) == Phase.DISCUSS
    assert [answer_on(over, sheet.proposal_id, reader) for reader in readers] == [given] * 4
    for nobody in (make_user(Role.MINISTRY), operator_of("honam"), make_user(Role.EVALUATOR)):
        assert answer_on(over, sheet.proposal_id, nobody) is None


def test_the_comments_have_neither_names_nor_scores(round):
    lines = comments_on(entry_of(round))
    assert {text for line in lines for text in line.comments} == {COMMENT, OVERALL}
    assert len(lines[0].comments) == 5  # the overall comment of each sealed sheet


def test_what_is_answered_is_kept_beside_the_answer(round):
    given = answer(round)
    assert given.comments[0]["comments"] == [OVERALL] * 5
    event = Event.objects.get(stream=entry_of(round).proposal.stream, verb="comments-answered")
    assert set(event.data) == {"round", "sha256"}  # the history keeps no words


def test_an_answer_is_handed_in_once_and_by_the_lead_s_own_people(round):
    outsider, writer = make_user(), writer_of(entry_of(round).proposal.lead)
    give_role(outsider, Role.OUTSIDE_WRITER, organisation=entry_of(round).proposal.lead)
    for person in (outsider, operator_of(), make_user(Role.COMPANY_OWNER)):
        with pytest.raises(NotAllowed):
            answer(round, by=person)
    answer(round, by=writer)
    with pytest.raises(DomainError) as refused:
        answer(round, "다른 답")
    assert refused.value.code == "answered"


@pytest.mark.parametrize("at", [TIMES.scoring_ends_at - DAY, TIMES.answers_end_at, TIMES.discussion_ends_at])
def test_before_and_after_the_window_nothing_is_taken(round, at):
    for deed in (hand_in_applicant_answer, save_applicant_answer):
        with pytest.raises(DomainError) as refused:
            deed(entry_of(round), text="늦은 답", base_version=0, by=applicant(round), at=at)
        assert refused.value.code == "not-answering"


def test_the_last_moment_counts(round):
    assert answer(round, at=TIMES.answers_end_at - dt.timedelta(microseconds=1)).handed_in_at


def test_what_was_not_handed_in_is_no_answer(round):
    save_applicant_answer(entry_of(round), text="초안", base_version=0, by=applicant(round), at=ANSWERING)
    over = plan(round, Schedule(TIMES.opens_at, TIMES.scoring_ends_at, NOW + DAY, None, NOW - dt.timedelta(hours=1)))
    assert answer_on(over, entry_of(round).proposal_id, operator_of()) is None


def test_two_writers_do_not_overwrite_each_other(round):
    first = save_applicant_answer(entry_of(round), text="하나", base_version=0, by=applicant(round), at=ANSWERING)
    with pytest.raises(StaleVersion) as stale:
        save_applicant_answer(entry_of(round), text="둘", base_version=0, by=applicant(round), at=ANSWERING)
    assert (stale.value.current, stale.value.version) == ("하나", first.version)
    again = save_applicant_answer(entry_of(round), text="하나", base_version=0, by=applicant(round), at=ANSWERING)
    assert again.version == first.version


def test_an_answer_has_words_and_an_end(round):
    for text in ("  ", "가" * 3001):
        with pytest.raises(InvalidInput):
            answer(round, text)
    assert answer(round, "가" * 3000).handed_in_at


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_handed_in_once():
    made = make_scoring_round(members=5)
    round = plan(made, TIMES)
    entry, by = entry_of(round), applicant(round)
    together(*[lambda: hand_in_applicant_answer(entry, text="답", base_version=0, by=by, at=ANSWERING)] * 3)
    assert Event.objects.filter(verb="comments-answered").count() == 1


# --- The clock ------------------------------------------------------------------------------


def test_applicants_are_told_once_when_scoring_has_closed(round):
    assert open_answer_windows(at=TIMES.scoring_ends_at - dt.timedelta(seconds=1)) == 0
    assert open_answer_windows(at=ANSWERING) == 1
    assert open_answer_windows(at=ANSWERING) == 0
    told = Message.objects.filter(kind="evaluation/answers-opened")
    leads = {owner_of(entry.proposal.lead).pk for entry in round.entries.select_related("proposal__lead")}
    assert leads <= set(told.values_list("recipient", flat=True))
    assert told.count() == told.values("recipient").distinct().count()


@pytest.mark.django_db(transaction=True)
def test_many_workers_tell_once():
    plan(make_scoring_round(members=5), TIMES)
    together(*[lambda: open_answer_windows(at=ANSWERING)] * 3)
    assert Event.objects.filter(verb="answers-opened").count() == 1


def test_a_window_missed_altogether_is_not_announced_afterwards(round):
    assert open_answer_windows(at=DISCUSSING) == 0


# --- Planning -------------------------------------------------------------------------------


def planned(**times) -> Round:
    call = make_closed_call()
    make_eligible(call)
    region = call.proposals.first().region
    opens = dt.datetime(2030, 3, 4, 0, 0, tzinfo=dt.UTC)  # a Monday
    usual = {"scoring_opens_at": opens, "scoring_closes_at": opens + DAY, "discussion_ends_at": opens + 10 * DAY}
    return plan_round(call, region, by=operator_of(region.pk), **usual | times)


def test_a_round_is_planned_with_answers():
    opens = dt.datetime(2030, 3, 4, 0, 0, tzinfo=dt.UTC)
    round = planned(answers_end_at=opens + 4 * DAY)  # Wednesday to Friday
    assert round.schedule.answers_end_at == opens + 4 * DAY
    assert round.phase(opens) == Phase.READ  # no time opens what the headquarters did not open


@pytest.mark.parametrize(
    "times",
    [
        {"answers_end_at": dt.datetime(2030, 3, 7, 0, 0, tzinfo=dt.UTC)},  # two working days
        {"answers_end_at": dt.datetime(2030, 3, 5, 0, 0, tzinfo=dt.UTC)},  # with the close
        {"answers_end_at": dt.datetime(2030, 3, 8, 0, 0, tzinfo=dt.UTC), "discussion_ends_at": None},  # for nobody
    ],
)
def test_a_window_has_working_days_and_readers(times):
    with pytest.raises(InvalidInput) as refused:
        planned(**times)
    assert set(refused.value.errors) == {"answers_end_at"}


def test_a_blind_round_takes_no_answers():
    end = dt.datetime(2030, 3, 8, 0, 0, tzinfo=dt.UTC)
    with pytest.raises(InvalidInput) as refused:
        planned(answers_end_at=end, is_blind=True)
    assert set(refused.value.errors) == {"answers_end_at"}
    with pytest.raises(DomainError) as refusal:
        set_blind(planned(answers_end_at=end), by=operator_of(), is_blind=True)
    assert refusal.value.code == "answers-planned"


def test_the_discussion_comes_after_the_answers():
    opens = dt.datetime(2030, 3, 4, 0, 0, tzinfo=dt.UTC)
    with pytest.raises(InvalidInput) as refused:
        planned(answers_end_at=opens + 11 * DAY)
    assert set(refused.value.errors) == {"discussion_ends_at"}


def test_the_database_keeps_the_times_in_order(round):
    for wrong in (
        {"answers_end_at": TIMES.scoring_ends_at},
        {"answers_end_at": TIMES.discussion_ends_at},
        {"discussion_ends_at": None, "adjusting_ends_at": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=round.pk).update(**wrong)


def test_applicants_are_given_more_time_and_never_less(round):
    open_answer_windows(at=ANSWERING)
    for end, problem in ((NOW + 3 * DAY, True), (NOW + 5 * DAY, False)):
        wanted = Schedule(TIMES.opens_at, TIMES.scoring_ends_at, TIMES.discussion_ends_at, TIMES.adjusting_ends_at, end)
        if problem:
            with pytest.raises(InvalidInput) as refused:
                change_schedule(round, wanted, by=operator_of(), reason="휴일", at=ANSWERING)
            assert "answers_end_at" in refused.value.errors
        else:
            change_schedule(round, wanted, by=operator_of(), reason="휴일", at=ANSWERING)
    assert Message.objects.filter(kind="evaluation/answers-time-changed", recipient=applicant(round)).count() == 1


# --- Pages ----------------------------------------------------------------------------------


def url(round: Round, name: str = "own-answer") -> str:
    return reverse(f"evaluation:{name}", args=[entry_of(round).proposal.ref])


def test_the_applicant_reads_writes_and_hands_in(client, round):
    client.force_login(applicant(round))
    assert url(round) in client.get(reverse("dashboards:home")).content.decode()
    html = client.get(url(round)).content.decode()
    assert OVERALL in html and "80" not in html.split("평가단의 의견")[1].split("</section>")[0]
    saved = client.post(url(round, "own-answer-autosave"), {"field": "text", "value": "답변 초안", "version": "0"})
    assert saved.json()["version"] == 1
    stale = client.post(url(round, "own-answer-autosave"), {"field": "text", "value": "다른 초안", "version": "0"})
    assert (stale.status_code, stale.json()["current"]) == (409, "답변 초안")
    assert client.post(url(round), {"text": "", "version": "1"}).status_code == 422
    assert client.post(url(round), {"text": "근거는 붙임 3에 있습니다.", "version": "1"}).status_code == 302
    html = client.get(url(round)).content.decode()
    assert "근거는 붙임 3에 있습니다." in html
    assert 'name="text"' not in html
    assert url(round) not in client.get(reverse("dashboards:home")).content.decode()
    assert client.post(url(round), {"text": "또", "version": "2"}).status_code == 409


def test_the_office_reads_answers_only_when_the_time_is_over(client, round):
    answer(round, "표식 답변")
    client.force_login(operator_of())
    page = reverse("evaluation:round-answers", args=[round.ref])
    assert "표식 답변" not in client.get(page).content.decode()
    plan(round, Schedule(TIMES.opens_at, TIMES.scoring_ends_at, NOW + DAY, None, NOW - dt.timedelta(hours=1)))
    assert "표식 답변" in client.get(page).content.decode()


def test_an_evaluator_reads_the_answer_beside_the_sheet_and_in_the_discussion(client, round):
    answer(round, "표식 답변")
    plan(round, Schedule(TIMES.opens_at, TIMES.scoring_ends_at, NOW + DAY, None, NOW - dt.timedelta(hours=1)))
    sheet = round.sheets.filter(proposal=entry_of(round).proposal).joined().first()
    client.force_login(sheet.member.expert.user)
    for name in ("sheet", "my-discussion"):
        assert "표식 답변" in client.get(reverse(f"evaluation:{name}", args=[round.ref, sheet.proposal.ref])).content.decode()


def test_a_round_without_a_window_has_no_such_page(client):
    made = make_scoring_round(members=5)
    seal(made.sheets.first())
    client.force_login(operator_of())
    assert client.get(reverse("evaluation:round-answers", args=[made.ref])).status_code == 404


def test_the_list_of_answers_costs_the_same_with_one_and_with_three(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(proposals: int) -> int:
        call = make_closed_call()
        for _ in range(proposals):
            make_eligible(call)
        made = plan(make_scoring_round(call, members=5), TIMES)
        answer(made)
        over = plan(made, Schedule(TIMES.opens_at, TIMES.scoring_ends_at, NOW + DAY, None, NOW - dt.timedelta(hours=1)))
        client.force_login(operator_of())
        page = reverse("evaluation:round-answers", args=[over.ref])
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        return len(captured)

    assert cost(1) == cost(3)
