"""Pure parts: what a consent names, what a proposal asks, how two texts differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.actions.load_rulebooks import SHIPPED
from programme.rulebook import read_rulebook
from projects.budgeting import BudgetRow
from projects.comparison import compare
from projects.sections import CORRECTABLE, STEPS, asked_documents, step_after, step_before, text_field, text_fields
from projects.terms import changes, digest_of, terms_of

BASE = {"proposal": "P-1", "organisation": 7, "role": "participant", "task": "가공", "plant": 3}
ROWS = [BudgetRow(1, "personnel", "public", 100), BudgetRow(1, "personnel", "own_cash", 40)]


def terms(rows=ROWS, **changed):
    return terms_of(**BASE | changed, rows=rows)


amounts = st.lists(
    st.tuples(st.sampled_from(["personnel", "materials"]), st.sampled_from(["public", "own_cash", "own_in_kind"]), st.integers(0, 10**9)),
    max_size=6, unique_by=lambda row: row[:2],
)  # fmt: skip


@given(amounts, st.randoms())
def test_the_order_of_rows_and_empty_rows_say_nothing(table, random):
    rows = [BudgetRow(1, *row) for row in table]
    shuffled = [*rows, BudgetRow(1, "equipment", "public", 0)]
    random.shuffle(shuffled)
    assert digest_of(terms(rows)) == digest_of(terms(shuffled))


@given(amounts, amounts)
def test_a_digest_is_the_same_exactly_when_nothing_is_told(before, after):
    old, new = terms([BudgetRow(1, *row) for row in before]), terms([BudgetRow(1, *row) for row in after])
    assert (digest_of(old) == digest_of(new)) == (changes(old, new) == [])


@pytest.mark.parametrize("changed", [{"role": "demand"}, {"task": "조립"}, {"plant": 4}])
def test_every_change_of_the_terms_is_told(changed):
    assert len(changes(terms(), terms(**changed))) == 1
    assert digest_of(terms()) != digest_of(terms(**changed))


def test_terms_of_another_place_are_other_terms():
    assert len({digest_of(terms()), digest_of(terms(proposal="P-2")), digest_of(terms(organisation=8))}) == 3


def test_blanks_around_a_task_change_nothing():
    assert digest_of(terms(task=" 가공\n")) == digest_of(terms())


# --- Sections ----------------------------------------------------------------------------


def test_steps_follow_one_another():
    codes = [step.code for step in STEPS]
    assert codes == ["firm", "project", "partners", "budget", "files", "check"]
    assert [step_after(code) and step_after(code).code for code in codes] == [*codes[1:], None]
    assert [step_before(code) and step_before(code).code for code in codes] == [None, *codes[:-1]]
    assert tuple(codes[:-1]) == CORRECTABLE


@pytest.mark.parametrize("code", ["2009", "2010", "2026"])
def test_every_track_asks_the_same_questions_with_limits(code):
    document = read_rulebook((SHIPPED / f"{code}.json").read_bytes())
    for track in document.tracks:
        fields = text_fields(track)
        assert len({field.code for field in fields}) == len(fields) == 10
        assert all(field.max_length > 0 and str(field.label) and str(field.help) for field in fields)
        assert text_field("division", track).required == (track.joint.value != "none")
        assert text_field("security", track).required is False


def test_documents_are_asked_of_whom_the_rulebook_names():
    document = read_rulebook((SHIPPED / "2010.json").read_bytes())
    asked = asked_documents(document, [(1, "sme"), (2, "university"), (3, None)])
    assert [(paper.code, paper.partner_id) for paper in asked] == [
        ("plan", None), ("business_registration", 1), ("business_registration", 2), ("business_registration", 3),
    ]  # fmt: skip
    assert all(paper.required for paper in asked)


def test_what_depends_on_the_case_is_not_required_and_what_firms_show_universities_do_not():
    document = read_rulebook((SHIPPED / "2026.json").read_bytes())
    asked = asked_documents(document, [(1, "sme"), (2, "university")])
    assert {paper.partner_id for paper in asked if paper.code == "financial_statements"} == {1}
    assert {paper.required for paper in asked if paper.code == "corporate_register"} == {False}
    assert "participation_letter" not in {paper.code for paper in asked}  # the portal has the consent itself


# --- Comparison ----------------------------------------------------------------------------


def test_two_versions_word_by_word():
    assert compare("금형을 함께 만든다.", "금형을 새로 만든다.") == [
        ("same", "금형을 "), ("removed", "함께"), ("added", "새로"), ("same", " 만든다."),
    ]  # fmt: skip


@given(st.text("가 나다\n", max_size=40), st.text("가 나다\n", max_size=40))
def test_the_pieces_give_both_texts(old, new):
    pieces = compare(old, new)
    assert "".join(text for tag, text in pieces if tag != "added") == old
    assert "".join(text for tag, text in pieces if tag != "removed") == new
