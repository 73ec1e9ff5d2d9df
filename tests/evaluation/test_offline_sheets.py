"""Sheets as a workbook: out with what stands online, in again cell by cell, and never more than the page itself would take."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evaluation.actions.abstain import abstain
from evaluation.actions.save_score import save_score
from evaluation.models import Round, Sheet
from evaluation.offline_merge import Verdict, plain, verdict
from evaluation.offline_page import ANSWERS
from evaluation.offline_reading import GIVEN, HEAD_ROW, MARK, SAID, NoForm, read_form
from evaluation.states import SheetStatus
from tests.factories.evaluation import COMMENT, NOW, SCORING_OPENS, fill, head_of, make_scoring_round, make_staffed_round, seal

WORDS = st.sampled_from(["", "12", "13.5", "의견"])


# --- Three ways ------------------------------------------------------------------------------


@given(st.one_of(st.none(), WORDS), WORDS, WORDS)
def test_nothing_changed_on_both_sides_is_overwritten_without_asking(before, filled, online):
    found = verdict(before, filled, online)
    if filled == online:
        assert found == Verdict.SAME
    elif found == Verdict.TAKE:
        assert online == (before or "")
    elif found == Verdict.ONLINE:
        assert filled == before  # the file says nothing new
    else:
        assert found == Verdict.CHOOSE and before not in (filled, online)
    assert verdict(before, filled, filled) == Verdict.SAME  # what was taken over asks for nothing any more


@pytest.mark.parametrize(("text", "same"), [("12.50", "12.5"), ("12,5", "12.5"), (" 12. ", "12"), ("120", "120"), ("", "")])
def test_points_compare_as_they_are_written_shortest(text, same):
    assert plain("points-plan", text) == same
    assert plain("comment-plan", " 가\r\n나 ") == "가\n나"


# --- Out and in --------------------------------------------------------------------------------


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def sheet(db):
    make_scoring_round(members=5)
    return Sheet.objects.joined().order_by("pk").first()


def own(sheet: Sheet) -> list[Sheet]:
    return list(Sheet.objects.filter(member=sheet.member_id).joined().order_by("pk"))


def at(name: str, sheet: Sheet) -> str:
    return reverse(f"evaluation:{name}", args=[sheet.round.ref])


def taken_away(sheet: Sheet) -> bytes:
    answer = signed_in(sheet.member.expert.user).get(at("my-offline-file", sheet))
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content)


def pages_of(book: openpyxl.Workbook) -> dict[str, object]:
    return {page["C1"].value: page for page in book.worksheets if page["A1"].value == MARK}


def filled_in(content: bytes, sheet: Sheet, *, points: dict | None = None, comments: dict | None = None, overall: object = None):
    """As somebody would: opened, typed into, saved."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = pages_of(book)[sheet.proposal.ref]
    rows = {row[0].value: row for row in page.iter_rows(min_row=HEAD_ROW + 2)}
    for code, value in (points or {}).items():
        rows[code][GIVEN].value = value
    for code, value in (comments or {}).items():
        rows[code][SAID].value = value
    if overall is not None:
        rows["overall"][SAID].value = overall
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(sheet: Sheet, content: bytes, name: str = "sheets.xlsx"):
    file = io.BytesIO(content)
    file.name = name
    return signed_in(sheet.member.expert.user).post(at("my-offline", sheet), {"file": file})


def take(sheet: Sheet, page, **answers):
    sent = {"content": page.context["content"], **answers}
    return signed_in(sheet.member.expert.user).post(at("my-offline-take", sheet), sent)


def lines(page) -> dict[str, tuple[str, str]]:
    """Label and kind to what happens and why."""
    return {f"{line.label}/{line.kind}": (line.verdict, str(line.why)) for card in page.context["cards"] for line in card.lines}


def test_what_was_filled_in_on_the_train_is_shown_and_then_taken_over(sheet):
    code = next(iter(fill(own(sheet)[1]).points))
    content = filled_in(taken_away(sheet), sheet, points={code: 12.5}, comments={code: COMMENT}, overall="총평입니다.")
    page = upload(sheet, content)
    assert (page.status_code, page.context["taken"], page.context["asked"], len(page.context["cards"])) == (200, 3, 0, 1)
    assert Sheet.objects.get(pk=sheet.pk).points == {}  # shown, not saved
    assert take(sheet, page).status_code == 302
    kept = Sheet.objects.get(pk=sheet.pk)
    assert (kept.points, kept.comments, kept.overall) == ({code: "12.5"}, {code: COMMENT}, "총평입니다.")
    assert (kept.status, kept.version, kept.seal) == (SheetStatus.DRAFT, 1, "")
    assert upload(sheet, content).context["cards"] == []  # once more: nothing is left to take
    take(sheet, page)  # a second press
    assert Sheet.objects.get(pk=sheet.pk).version == 1


def test_a_workbook_left_alone_changes_nothing(sheet):
    full = fill(sheet)
    save_score(full, by=sheet.member.expert.user, version=full.version, at=SCORING_OPENS, overall="=1+1\n둘째 줄  ")
    page = upload(sheet, taken_away(sheet))
    assert page.context["cards"] == [] and not page.context["taken"]


def test_a_workbook_has_what_can_be_written_and_nobody_elses(sheet):
    first, second = own(sheet)
    assert set(pages_of(openpyxl.load_workbook(io.BytesIO(taken_away(sheet))))) == {first.proposal.ref, second.proposal.ref}
    abstain(second, by=sheet.member.expert.user, reason="공동연구 중입니다.", at=SCORING_OPENS)
    content = taken_away(sheet)
    assert set(pages_of(openpyxl.load_workbook(io.BytesIO(content)))) == {first.proposal.ref}
    text = b"".join(zipfile.ZipFile(io.BytesIO(content)).read(name) for name in zipfile.ZipFile(io.BytesIO(content)).namelist())
    colleagues = sheet.round.members.exclude(pk=sheet.member_id).joined()
    assert second.proposal.ref.encode() not in text and not any(one.name.encode() in text for one in colleagues)
    seal(first)
    answer = signed_in(sheet.member.expert.user).get(at("my-offline-file", sheet))
    assert (answer.status_code, answer.url) == (302, at("my-round", sheet))


def test_no_text_runs_as_a_formula(sheet):
    type(sheet.proposal).objects.filter(pk=sheet.proposal_id).update(title="=HYPERLINK(1)")
    full = fill(Sheet.objects.joined().get(pk=sheet.pk))
    save_score(full, by=sheet.member.expert.user, version=full.version, at=SCORING_OPENS, overall="=cmd|'/c calc'!A0")
    book = openpyxl.load_workbook(io.BytesIO(taken_away(sheet)))
    formulas = [cell.value for page in book.worksheets for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas and all(text.startswith(("=SUM(", "=COUNTA(")) for text in formulas)


def test_a_formula_typed_into_a_cell_is_not_taken(sheet):
    code = next(iter(fill(own(sheet)[1]).points))
    page = upload(sheet, filled_in(taken_away(sheet), sheet, points={code: "=4+5"}, overall="=1+1"))
    assert [verdict for verdict, _why in lines(page).values()] == ["refuse", "refuse"] and page.context["taken"] == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (99, "최대"),
        (-1, "0점 이상"),
        (0.3, "단위"),
        ("많이", "등급"),
        (dt.date(2026, 7, 5), "날짜"),
        (True, "날짜"),
        ("1e9", "등급"),
    ],
)
def test_what_the_sheet_does_not_take_says_why(sheet, value, words):
    code, other = list(fill(own(sheet)[1]).points)[:2]
    page = upload(sheet, filled_in(taken_away(sheet), sheet, points={code: value, other: 1}))
    refused = [why for verdict, why in lines(page).values() if verdict == "refuse"]
    assert len(refused) == 1 and words in refused[0]
    take(sheet, page)
    assert Sheet.objects.get(pk=sheet.pk).points == {other: "1"}  # the rest is taken


def test_a_grade_stands_for_its_points(sheet):
    code = next(iter(fill(own(sheet)[1]).points))
    grade = sheet.round.rules.scoring.grades.value[1]
    for words in (grade.name.ko, grade.name.en.upper()):
        page = upload(sheet, filled_in(taken_away(sheet), sheet, points={code: words}))
        (line,) = page.context["cards"][0].lines
        assert (line.verdict, line.filled) == ("take", "12")  # 0.8 of 15


def test_what_changed_on_both_sides_is_chosen(sheet):
    code, other = list(fill(own(sheet)[1]).points)[:2]
    content = filled_in(taken_away(sheet), sheet, points={code: 10, other: 11})
    user = sheet.member.expert.user
    save_score(sheet, by=user, version=0, points={code: "9"}, overall="온라인에서 적은 글", at=SCORING_OPENS)
    page = upload(sheet, content)
    assert (page.context["taken"], page.context["asked"], page.context["cards"][0].stays) == (1, 1, 1)
    (choice,) = [line.choice for line in page.context["cards"][0].lines if line.choice]
    asked = take(sheet, page)
    assert (asked.status_code, asked.context["unanswered"]) == (422, True)
    assert Sheet.objects.get(pk=sheet.pk).points == {code: "9"}  # nothing before everything is decided
    assert take(sheet, page, **{choice: ANSWERS[1]}).status_code == 302
    kept = Sheet.objects.get(pk=sheet.pk)
    assert (kept.points, kept.overall) == ({code: "9", other: "11"}, "온라인에서 적은 글")
    page = upload(sheet, content)
    take(sheet, page, **{choice: ANSWERS[0]})
    assert Sheet.objects.get(pk=sheet.pk).points == {code: "10", other: "11"}


def test_what_changes_between_preview_and_press_is_shown_again(sheet):
    code = next(iter(fill(own(sheet)[1]).points))
    page = upload(sheet, filled_in(taken_away(sheet), sheet, points={code: 10}))
    save_score(sheet, by=sheet.member.expert.user, version=0, points={code: "9"}, at=SCORING_OPENS)
    again = take(sheet, page)
    assert (again.status_code, again.context["moved"], again.context["asked"]) == (409, True, 1)
    assert Sheet.objects.get(pk=sheet.pk).points == {code: "9"}
    (line,) = again.context["cards"][0].lines
    assert take(sheet, again, **{line.choice: "file"}).status_code == 302
    assert Sheet.objects.get(pk=sheet.pk).points == {code: "10"}


def test_a_sealed_sheet_is_left_alone_and_the_others_are_taken(sheet):
    first, second = own(sheet)
    code = first.round.rules.track(first.proposal.track).criteria.value[0].scored[0].code
    content = filled_in(filled_in(taken_away(sheet), first, points={code: 10}), second, points={code: 11})
    seal(second, 70)
    page = upload(sheet, content)
    refused = [card for card in page.context["cards"] if card.refused]
    assert [card.ref for card in refused] == [second.proposal.ref] and "본부" in str(refused[0].refused)
    take(sheet, page)
    assert Sheet.objects.get(pk=first.pk).points == {code: "10"}
    assert Sheet.objects.get(pk=second.pk).status == SheetStatus.SEALED


def test_a_sheet_sealed_after_the_preview_is_shown_again(sheet):
    code = next(iter(fill(own(sheet)[1]).points))
    page = upload(sheet, filled_in(taken_away(sheet), sheet, points={code: 10}))
    seal(sheet)
    again = take(sheet, page)
    assert again.status_code == 409 and again.context["cards"][0].refused


def test_before_the_opening_one_takes_sheets_away_and_after_the_end_nothing_is_taken(db):
    round = make_staffed_round(members=5)
    sheet = Sheet.objects.filter(round=round).joined().order_by("pk").first()
    code = sheet.round.rules.track(sheet.proposal.track).criteria.value[0].scored[0].code
    content = filled_in(taken_away(sheet), sheet, points={code: 10})
    page = upload(sheet, content)
    assert "아직" in str(page.context["cards"][0].refused) and page.context["taken"] == 0
    Round.objects.filter(pk=round.pk).update(status="scoring", scoring_opens_at=SCORING_OPENS, scoring_closes_at=NOW)
    assert "마감" in str(upload(sheet, content).context["cards"][0].refused)
    assert signed_in(sheet.member.expert.user).get(at("my-offline-file", sheet)).status_code == 302


def test_another_round_a_second_page_and_a_strange_proposal_are_refused(sheet):
    book = openpyxl.load_workbook(io.BytesIO(taken_away(sheet)))
    first, second = own(sheet)
    pages = pages_of(book)
    pages[first.proposal.ref]["B1"] = "another-round"
    twin = book.copy_worksheet(pages[second.proposal.ref])
    twin.title = "twin"
    strange = book.copy_worksheet(pages[second.proposal.ref])
    strange["C1"] = "2099-not-mine"
    out = io.BytesIO()
    book.save(out)
    page = upload(sheet, out.getvalue())
    assert [card.ref for card in page.context["cards"] if card.refused] == [
        first.proposal.ref,
        second.proposal.ref,
        "2099-not-mine",
    ]


def test_a_colleagues_preview_is_not_taken(sheet):
    code = next(iter(fill(own(sheet)[1]).points))
    page = upload(sheet, filled_in(taken_away(sheet), sheet, points={code: 10}))
    colleague = sheet.round.members.exclude(pk=sheet.member_id).joined().first()
    sent = {"content": page.context["content"]}
    assert signed_in(colleague.expert.user).post(at("my-offline-take", sheet), sent).url == at("my-offline", sheet)
    assert signed_in(head_of()).post(at("my-offline-take", sheet), sent).status_code == 403
    assert not Sheet.objects.exclude(member=sheet.member_id).exclude(points={}).exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"not a workbook", "a.xlsx"), (b"PK\x03\x04 broken", "a.xlsx"), (b"", "a.xlsx"), (b"%PDF-1.7", "a.pdf")],
)
def test_what_is_no_workbook_is_refused_beside_the_field(sheet, content, name):
    answer = upload(sheet, content, name)
    assert answer.status_code == 422 and answer.context["form"].errors["file"]


def test_a_workbook_of_somebody_else_says_so():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with pytest.raises(NoForm) as refusal:
        read_form(out, "a.xlsx", round="any")
    assert refusal.value.code == "no-sheets"


def test_a_part_with_a_document_type_is_refused(sheet):
    source, out = zipfile.ZipFile(io.BytesIO(taken_away(sheet))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for entry in source.namelist():
            text = source.read(entry)
            if entry == "xl/sharedStrings.xml":
                text = text.replace(b"<sst", b'<!DOCTYPE s [<!ENTITY a "aaaa">]><sst', 1)
            book.writestr(entry, text)
    assert upload(sheet, out.getvalue()).status_code == 422


def test_a_preview_asks_the_database_the_same_for_one_and_three(db):
    def counted(proposals: int) -> tuple[int, int]:
        round = make_scoring_round(members=5, proposals=proposals)
        sheet = Sheet.objects.filter(round=round).joined().order_by("pk").first()
        code = sheet.round.rules.track(sheet.proposal.track).criteria.value[0].scored[0].code
        content = taken_away(sheet)
        with CaptureQueriesContext(connection) as away:
            content = taken_away(sheet)
        for one in own(sheet):
            content = filled_in(content, one, points={code: 10})
        with CaptureQueriesContext(connection) as shown:
            assert upload(sheet, content).context["taken"] == proposals
        return len(away), len(shown)

    assert counted(1) == counted(3)
