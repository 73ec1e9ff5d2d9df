"""The shipped rulebooks say what is documented; a wrong document is refused in words one can act on."""

import copy
import json
import pathlib
from decimal import Decimal

import pytest

from programme.rulebook import RulebookErrors, Source, read_rulebook, sourced_values
from programme.rulebook_page import GROUPS

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "programme" / "rulebooks"
CODES = ["2009", "2010", "2026"]


def shipped(code: str) -> dict:
    return json.loads((FOLDER / f"{code}.json").read_text())


@pytest.fixture
def reform() -> dict:
    return copy.deepcopy(shipped("2010"))


@pytest.mark.parametrize("code", CODES)
def test_each_shipped_document_is_valid_and_survives_a_round_trip(code):
    document = read_rulebook(shipped(code))
    assert document.code == code
    assert read_rulebook(json.dumps(document.plain())) == document


@pytest.mark.parametrize("code", CODES)
def test_every_value_says_where_it_comes_from(code):
    values = sourced_values(read_rulebook(shipped(code)))
    assert len(values) >= 59
    assert all(value.note for value in values if value.source is Source.CHOICE)
    assert all(value.ref for value in values if value.source is Source.READ)


def test_the_reform_in_numbers():
    before, after, today = (read_rulebook(shipped(code)) for code in CODES)
    assert before.track("single").grant_cap_krw.value == 200_000_000
    assert after.track("joint").grant_cap_krw.value == 500_000_000
    assert [track.grant_cap_krw.value for track in today.tracks] == [1_400_000_000, 700_000_000, 200_000_000]
    assert (before.panel.unit.value, after.panel.unit.value) == ("complex", "region")
    assert (before.track("single").joint.value, after.track("joint").joint.value) == ("none", "first")
    assert after.panel.other_regions_min_share.value == Decimal("0.5")
    assert (after.eligibility.complex_asked_of.value, today.eligibility.complex_asked_of.value) == ("every_firm", "lead")
    assert [(track.for_profit_firms_min.value, track.firms_in_all_min.value) for track in today.tracks] == [
        (3, 4),
        (3, 3),
        (2, 2),
    ]
    assert len(today.required_documents.value) == 15
    sme = today.funding.share_of("sme")
    assert (sme.public_max, sme.cash_min, sme.crisis_public_max) == (Decimal("0.75"), Decimal("0.4"), Decimal("0.8"))


def test_the_announcement_is_what_marks_the_reform():
    document = read_rulebook(shipped("2010"))
    marked = [
        document.track("joint").grant_cap_krw,
        document.track("joint").joint,
        document.panel.unit,
        document.eligibility.complexes,
    ]
    assert {value.source for value in marked} == {Source.ANNOUNCEMENT}


def problems(document: dict) -> list[tuple[str, str]]:
    with pytest.raises(RulebookErrors) as caught:
        read_rulebook(document)
    return caught.value.problems


def test_criteria_must_sum_to_one_hundred(reform):
    reform["tracks"][0]["criteria"]["value"][0]["points"] = "14"
    assert problems(reform) == [("tracks.0", "the criteria of track 'joint' add up to 99, not 100")]


def test_sub_items_must_sum_to_their_criterion():
    today = shipped("2026")
    today["tracks"][0]["criteria"]["value"][0]["items"][0]["points"] = "9"
    assert problems(today) == [("tracks.0.criteria.value.0", "the sub-items of 'cooperation' add up to 14, not 15")]


def test_a_tie_break_names_a_criterion_of_its_track(reform):
    reform["tracks"][0]["tie_breaks"]["value"][0]["criterion"] = "charm"
    assert problems(reform) == [("tracks.0", "the tie-break names 'charm', which is no criterion of track 'joint'")]


def test_a_choice_without_a_reason_is_refused(reform):
    del reform["choosing"]["mode"]["note"]
    assert problems(reform) == [("choosing.mode", "a choice of the portal must say why in its note")]


def test_a_source_must_be_listed(reform):
    reform["panel"]["unit"]["ref"] = ["hearsay"]
    assert ("", "'ref' names sources that are not listed: hearsay") in problems(reform)


def test_a_fractional_number_must_be_written_as_text(reform):
    reform["scoring"]["pass_line"]["value"] = 70.5
    assert problems(reform) == [("scoring.pass_line.value", 'write the number as text, for example "0.75"')]


def test_money_is_whole_won(reform):
    reform["tracks"][0]["grant_cap_krw"]["value"] = "500000000"
    assert problems(reform)[0][0] == "tracks.0.grant_cap_krw.value"


def test_trimming_must_leave_something(reform):
    reform["scoring"]["trimming"]["value"]["from_sheets"] = 2
    assert problems(reform) == [("scoring.trimming.value", "trimming would drop every sheet: raise from_sheets")]


def test_every_kind_of_organisation_has_its_share(reform):
    del reform["funding"]["shares"]["value"][0]
    assert problems(reform) == [("funding", "no funding share for: large")]


def test_a_word_nobody_knows_is_refused(reform):
    reform["scoring"]["generosity"] = 1
    assert problems(reform) == [("scoring.generosity", "Extra inputs are not permitted")]


@pytest.mark.parametrize("text", ["{", "", "[" * 100_000, "1" * 5000])
def test_text_that_is_no_json_is_said_so(text):
    with pytest.raises(RulebookErrors, match="not JSON"):
        read_rulebook(text)


@pytest.mark.parametrize("text", ["[]", "5", "null", '"2010"'])
def test_json_that_is_no_document_is_refused(text):
    with pytest.raises(RulebookErrors):
        read_rulebook(text)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title.ko", "가" * 121),
        ("title.en", ""),
        ("summary.ko", "NUL \x00"),
        ("tracks.0.grant_cap_krw.value", 10**15 + 1),
        ("clocks.appeal.value.amount", 100_000),
    ],
)
def test_what_no_row_could_keep_is_refused(reform, path, value):
    *parents, last = path.split(".")
    place = reform
    for name in parents:
        place = place[int(name) if name.isdecimal() else name]
    place[last] = value
    assert [place for place, _sentence in problems(reform)] == [path]


@pytest.mark.parametrize("code", CODES)
def test_the_page_leaves_no_value_out(code):
    document = read_rulebook(shipped(code))
    told = [value for _key, _title, rules in GROUPS for rule in rules for _track, value, _lines in rule.said_of(document)]
    assert sorted(map(id, told)) == sorted(map(id, sourced_values(document)))


@pytest.mark.parametrize("code", ["participant", "direct_interest", "sanctioned", "same_organisation"])
def test_what_no_law_waives_cannot_be_waived(reform, code):
    for rule in reform["conflicts"]["value"]:
        rule["waivable"] = rule["code"] == code
    assert problems(reform) == [(f"conflicts.value.{_place(reform, code)}", f"'{code}' cannot be waived: no law allows it")]


def _place(document: dict, code: str) -> int:
    return [rule["code"] for rule in document["conflicts"]["value"]].index(code)


def test_an_older_document_names_no_sectors_and_draws_one_alternate_for_each_member(reform):
    for name in ("sector_mix", "same_applicant_after_months", "alternates_per_member"):
        del reform["panel"][name]
    panel = read_rulebook(reform).panel
    assert (panel.sector_mix.value, panel.same_applicant_after_months.value, panel.alternates_per_member.value) == ((), None, 1)


def test_a_panel_cannot_hold_more_sectors_than_seats_or_one_twice(reform):
    reform["panel"]["sector_mix"]["value"] = ["industry", "industry"]
    assert problems(reform) == [("panel", "a sector is named twice")]
    reform["panel"]["sector_mix"]["value"] = ["industry", "academia", "research"]
    for size in ("size_min", "size_target"):
        reform["panel"][size]["value"] = 2
    assert problems(reform) == [("panel", "more sectors than the smallest panel has seats")]


def test_an_older_document_without_the_later_questions_asks_none_of_them(reform):
    for name in ("declares_again", "training_required", "confirmed_within_months"):
        del reform["panel"][name]
    panel = read_rulebook(reform).panel
    assert (panel.declares_again.value, panel.training_required.value, panel.confirmed_within_months.value) == (
        False,
        False,
        None,
    )
