"""The offices' list of proposals, one proposal, screening and exports."""

import csv
import datetime as dt
import io
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Role
from audit.models import PersonalDataAccess
from projects.models import Proposal
from projects.states import ProposalStatus as Status
from tests.factories.accounts import make_organisation, make_user
from tests.factories.handed_in import make_handed_in
from tests.factories.projects import make_call, make_draft, make_submitted, owner_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean")]
LIST = "/projects/proposals/"
AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def hq(client):
    user = make_user(Role.HQ_OPERATOR, region="capital")
    client.force_login(user)
    return user


@pytest.fixture
def call():
    """Closed, so that its proposals can be screened."""
    return make_call(opens_at=AT, closes_at=AT + dt.timedelta(days=30))


def found(client, query: str = "") -> list[str]:
    return [row.ref for row in client.get(f"{LIST}?{query}").context["rows"]]


# --- The list ---------------------------------------------------------------------------


def test_an_office_sees_what_was_handed_in_to_it_newest_first(client, hq, call):
    old, new = make_handed_in(call, at=AT), make_handed_in(call, at=AT + dt.timedelta(hours=1))
    make_handed_in(call, region="dongnam")
    make_draft(call)
    assert found(client) == [new.ref, old.ref]


def test_the_list_is_narrowed_by_call_status_region_and_complex(client, call):
    client.force_login(make_user(Role.CENTRAL))
    one, two, three = make_handed_in(call), make_handed_in(call, status=Status.ELIGIBLE), make_handed_in(region="dongnam", at=AT)
    assert set(found(client)) == {one.ref, two.ref, three.ref}
    assert set(found(client, f"call={call.ref}")) == {one.ref, two.ref}
    assert found(client, "status=eligible") == [two.ref]
    assert set(found(client, f"status=eligible&status=submitted&call={call.ref}")) == {one.ref, two.ref}
    assert found(client, "region=dongnam") == [three.ref]
    assert found(client, f"complex={three.complex_id}") == [three.ref]
    assert len(found(client, "status=nonsense")) == 3


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("금형", {"mould"}),
        ("한빛", {"mould"}),
        ("status:eligible", {"valve"}),
        ("상태:적격 밸브", {"valve"}),
        ("region:dongnam", {"ship"}),
        ("권역:수도권", {"mould", "valve"}),
        ("lead:한빛", {"mould"}),
        ("submitted:>2026-03-02", {"valve", "ship"}),
        ("submitted:2026-03-02", {"mould"}),
        ("asked:>=3억", {"ship"}),
        ("asked:<3억 밸브", {"valve"}),
        ("complex:창원", {"ship"}),
        ("region:없는권역", set()),
    ],
)
def test_the_search_box_finds_exactly(client, call, typed, hits):
    client.force_login(make_user(Role.CENTRAL))
    made = {
        "mould": make_handed_in(call, title="정밀 금형", lead=make_organisation("한빛정밀"), at=AT, requested_krw=100_000_000),
        "valve": make_handed_in(
            call,
            title="초순수 밸브",
            lead=make_organisation("가온유체"),
            status=Status.ELIGIBLE,
            at=AT + dt.timedelta(days=1),
            requested_krw=200_000_000,
        ),
        "ship": make_handed_in(
            call,
            title="선박 배관",
            lead=make_organisation("누리조선"),
            region="dongnam",
            at=AT + dt.timedelta(days=2),
            requested_krw=300_000_000,
        ),
    }
    assert set(found(client, f"q={quote(typed)}")) == {made[name].ref for name in hits}


def test_what_is_not_understood_is_said(client, hq):
    assert "이해할 수 없습니다" in client.get(f"{LIST}?q=submitted:foo").content.decode()


def test_chips_count_from_kept_counts_and_badges_lead_out(client, hq, call):
    for status in (Status.SUBMITTED, Status.SUBMITTED, Status.ELIGIBLE):
        make_handed_in(call, status=status)
    make_handed_in(call, region="dongnam")
    context = client.get(f"{LIST}?status=submitted&call={call.ref}").context
    chips = {str(chip["label"]): chip["count"] for chip in context["chips"]}
    assert (chips["전체"], chips["제출"], chips["적격"], chips["선정"]) == (3, 2, 1, 0)
    assert context["total"] == 2
    urls = [badge["url"] for badge in context["badges"]]
    assert urls == ["?status=submitted", f"?call={call.ref}"]


def test_counts_of_one_complex_are_counted_and_of_words_are_not(client, call):
    client.force_login(make_user(Role.CENTRAL))
    here = make_handed_in(call)
    make_handed_in(call, region="dongnam")
    assert client.get(f"{LIST}?complex={here.complex_id}").context["total"] == 1
    assert client.get(f"{LIST}?q=금형").context["total"] is None


def test_pages_are_fifty_rows_and_lead_on_and_back(client, hq, call):
    refs = [make_handed_in(call, lead=make_handed_in(call).lead).ref for _ in range(27)]
    first = client.get(LIST).context["page"]
    assert len(first.items) == 50
    assert first.previous_cursor is None
    second = client.get(f"{LIST}?cursor={first.next_cursor}").context["page"]
    assert len(second.items) == 4
    assert second.next_cursor is None
    assert {row.ref for row in first.items}.isdisjoint(row.ref for row in second.items)
    assert [row.ref for row in client.get(f"{LIST}?cursor={second.previous_cursor}").context["rows"]] == [
        row.ref for row in first.items
    ]
    assert refs[-1] in {row.ref for row in first.items}


def test_the_list_costs_the_same_with_one_and_with_three(client, hq, call):
    def cost() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return [query["sql"] for query in captured if "projects_" in query["sql"] or "clusters_" in query["sql"]]

    make_handed_in(call)
    one = cost()
    make_handed_in(call)
    make_handed_in(call)
    assert len(cost()) == len(one) <= 5


def test_the_list_reads_one_page_of_rows_not_the_whole_table(client, hq, call):
    lead = make_handed_in(call).lead
    for _ in range(60):
        make_handed_in(call, lead=lead)
    rows = 0

    def watch(execute, sql, params, many, context):
        nonlocal rows
        result = execute(sql, params, many, context)
        if "projects_" in sql and sql.startswith("SELECT"):
            rows += context["cursor"].rowcount
        return result

    with connection.execute_wrapper(watch):
        client.get(LIST)
    assert rows <= 51 + 20  # the page and one more; calls, counts by status


def test_a_firm_finds_its_own_list_at_the_same_address(client, call):
    proposal = make_handed_in(call)
    client.force_login(owner_of(proposal.lead))
    html = client.get(LIST).content.decode()
    assert proposal.title in html
    assert "적격 처리" not in html


# --- One proposal --------------------------------------------------------------------------


def test_a_proposal_shows_money_answers_hashes_and_history(client, hq, call):
    proposal = make_submitted(call)
    html = client.get(f"{LIST}{proposal.ref}/").content.decode()
    submission = proposal.submissions.get()
    for words in (proposal.title, "₩300,000,000", "goals에 대한 내용", submission.sha256, submission.number, "사전검토"):
        assert words in html, words
    owner = owner_of(proposal.lead)
    assert owner.email not in html


def test_another_region_s_proposal_and_a_draft_are_not_found(client, hq, call):
    for proposal in (make_handed_in(call, region="dongnam"), make_draft(call)):
        assert client.get(f"{LIST}{proposal.ref}/").status_code == 404
        assert client.post(f"{LIST}{proposal.ref}/screen/", {"decision": "eligible"}).status_code == 404


def test_neighbours_follow_the_search_it_was_opened_from(client, hq, call):
    first, second, third = (make_handed_in(call, at=AT + dt.timedelta(hours=n)) for n in (3, 2, 1))
    Proposal.objects.filter(pk=second.pk).update(status=Status.ELIGIBLE)
    context = client.get(f"{LIST}{second.ref}/").context
    assert (context["before"], context["after"]) == (first.ref, third.ref)
    context = client.get(f"{LIST}{first.ref}/?status=submitted").context
    assert (context["before"], context["after"]) == (None, third.ref)


def test_one_proposal_costs_the_same_whatever_it_holds(client, hq, call):
    def cost(proposal: Proposal) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{LIST}{proposal.ref}/")
        return len(captured)

    small, large = make_submitted(call, partners=1), make_submitted(call, partners=3)
    cost(small)
    assert cost(small) == cost(large)


def test_contacts_are_shown_on_request_and_counted(client, hq, call):
    proposal = make_handed_in(call)
    html = client.post(f"{LIST}{proposal.ref}/contacts/").content.decode()
    assert owner_of(proposal.lead).email in html
    access = PersonalDataAccess.objects.get()
    assert (access.actor, access.subject) == (hq.key, f"proposal/{proposal.pk}")


def test_contacts_are_a_part_of_the_page_for_its_script_and_a_page_without(client, hq, call):
    address = f"{LIST}{make_handed_in(call).ref}/contacts/"
    assert "<h1" in client.post(address).content.decode()
    assert client.post(address, headers={"HX-Request": "true"}).content.decode().startswith('<section class="card card-muted"')


# --- Screening --------------------------------------------------------------------------------


def test_screening_from_the_page(client, hq, call):
    proposal = make_handed_in(call)
    answer = client.post(f"{LIST}{proposal.ref}/screen/?status=submitted", {"decision": "eligible"})
    assert answer.url == f"{LIST}{proposal.ref}/?status=submitted"
    proposal.refresh_from_db()
    assert proposal.status == Status.ELIGIBLE


def test_a_return_without_its_parts_comes_back_with_what_is_missing(client, hq, call):
    proposal = make_handed_in(call)
    answer = client.post(f"{LIST}{proposal.ref}/screen/", {"decision": "returned", "due_at": "2001-01-01T10:00"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"reason", "scope", "due_at"}
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


def test_the_ministry_reads_and_does_not_screen(client, call):
    client.force_login(make_user(Role.MINISTRY))
    proposal = make_handed_in(call)
    assert client.get(f"{LIST}{proposal.ref}/").context["form"] is None
    assert client.post(f"{LIST}{proposal.ref}/screen/", {"decision": "eligible"}).status_code == 403


def test_many_are_previewed_and_then_found_eligible(client, hq, call):
    ready, done = make_handed_in(call), make_handed_in(call, status=Status.SELECTED)
    still_open = make_handed_in(make_call())
    elsewhere = make_handed_in(call, region="dongnam")
    asked = "&".join(f"proposal={p.pk}" for p in (ready, done, still_open, elsewhere))
    page = client.get(f"{LIST}screen/?{asked}&back=status%3Dsubmitted")
    assert page.context["ready"] == [ready]
    assert set(page.context["waiting"]) == {done, still_open}
    ready.refresh_from_db()
    assert ready.status == Status.SUBMITTED
    answer = client.post(f"{LIST}screen/", {"proposal": [ready.pk], "back": "status=submitted"})
    assert answer.url == f"{LIST}?status=submitted"
    ready.refresh_from_db()
    assert ready.status == Status.ELIGIBLE


# --- Exports -----------------------------------------------------------------------------------


def read_csv(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_the_table_has_what_the_list_shows_and_no_people(client, hq, call):
    proposal = make_handed_in(call, title="=1+1", requested_krw=123)
    make_handed_in(call, status=Status.ELIGIBLE)
    answer = client.get(f"{LIST}export.csv?status=submitted")
    header, *rows = read_csv(answer)
    assert [row[0] for row in rows] == [proposal.ref]
    assert rows[0][header.index("신청액(원)")] == "123"
    assert rows[0][1] == "'=1+1"
    assert owner_of(proposal.lead).email not in str(rows)
    assert not PersonalDataAccess.objects.exists()


def test_the_workbook_says_where_it_comes_from(client, hq, call):
    proposal = make_handed_in(call)
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{LIST}export.xlsx").streaming_content)))
    assert book.worksheets[0]["A2"].value == proposal.ref
    assert len(book.worksheets) == 2


def test_the_workbook_names_what_it_was_narrowed_by(client, hq, call):
    make_handed_in(call)
    answer = client.get(f"{LIST}export.xlsx?region=capital&call={call.ref}")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    told = {str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row}
    assert {"광역권: 수도권", f"공고: {call.title_ko}"} <= told


def test_contacts_leave_only_for_a_reason_that_is_kept(client, hq, call):
    proposal = make_handed_in(call)
    page = f"{LIST}export/contacts/?status=submitted"
    assert client.post(page, {"reason": "", "form": "csv"}).status_code == 422
    assert not PersonalDataAccess.objects.exists()
    rows = read_csv(client.post(page, {"reason": "접수 기업 설명회 안내", "form": "csv"}))
    assert rows[1][-1] == owner_of(proposal.lead).email
    access = PersonalDataAccess.objects.get()
    assert (access.actor, access.why) == (hq.key, "접수 기업 설명회 안내")


def test_an_export_holds_only_what_the_person_may_see(client, hq, call):
    make_handed_in(call, region="dongnam")
    make_draft(call)
    assert len(read_csv(client.get(f"{LIST}export.csv"))) == 1


def test_an_export_costs_a_constant_number_of_statements(client, hq, call):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            read_csv(client.get(f"{LIST}export.csv"))
        return len(captured)

    make_handed_in(call)
    cost()
    one = cost()
    make_handed_in(call)
    make_handed_in(call)
    assert cost() == one


def test_firms_reach_none_of_the_offices_pages(client, call):
    proposal = make_handed_in(call)
    client.force_login(owner_of(proposal.lead))
    for path in ("export.csv", "export.xlsx", "export/contacts/", "screen/", f"{proposal.ref}/screen/"):
        assert client.get(LIST + path).status_code == 403, path
    assert client.post(f"{LIST}{proposal.ref}/contacts/").status_code == 403


def test_addresses_of_the_list_are_named():
    assert reverse("projects:proposal-list") == LIST


def test_the_history_is_told_in_words_for_every_verb():
    from projects.history_words import SENTENCES, sentence
    from projects.queries.proposals import HistoryLine

    full = {"name": "한빛", "reason": "사유", "number": "R-1", "scope": ["files"], "granted_krw": 1_000, "from": "P-1"}
    for verb in SENTENCES:
        words = sentence(HistoryLine(AT, verb, "", full))
        assert "%(" not in words
        assert "–" not in words
        assert any("가" <= letter <= "힣" for letter in words), words  # said in Korean
        assert sentence(HistoryLine(AT, verb, "", {}))  # an old event without its data is still told
    assert sentence(HistoryLine(AT, "unheard-of", "", {})) == "unheard-of"


def test_a_returned_proposal_can_only_be_found_ineligible(client, hq, call):
    proposal = make_handed_in(call, status=Status.RETURNED)
    form = client.get(f"{LIST}{proposal.ref}/").context["form"]
    assert [value for value, _label in form.fields["decision"].choices] == ["ineligible"]
    assert client.post(f"{LIST}{proposal.ref}/screen/", {"decision": "eligible"}).status_code == 422
