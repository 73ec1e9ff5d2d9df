"""Dividing a round's proposals into sections: by field, balanced, at most so many each; then by hand, until anybody is seated."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from clusters.models import Industry
from evaluation.actions.form_sections import form_sections
from evaluation.actions.move_proposals import move_proposals
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.rename_section import rename_section
from evaluation.models import PanelMember, Section
from evaluation.sectioning import group_by_field
from tests.factories.evaluation import SCORING_OPENS, make_pool, make_round, operator_of

AT = SCORING_OPENS

# --- The grouping ------------------------------------------------------------------------------

FIELDS = st.lists(st.sampled_from(["10", "13", "20", "24", "25", "26", "29", "30", ""]), max_size=60)


@given(FIELDS, st.integers(1, 12), st.randoms())
def test_every_proposal_is_in_one_section_of_the_right_size(fields, at_most, shuffle):
    proposals = list(enumerate(fields))
    groups = group_by_field(proposals, at_most=at_most)
    assert sorted(key for group in groups for key in group.proposals) == list(range(len(fields)))
    assert all(1 <= len(group.proposals) <= at_most for group in groups)
    for group in groups:
        assert {fields[key] for key in group.proposals} == set(group.fields)
    shuffle.shuffle(proposals)
    assert group_by_field(proposals, at_most=at_most) == groups


@given(FIELDS, st.integers(1, 12))
def test_a_field_is_split_only_where_it_is_too_large_and_then_evenly(fields, at_most):
    groups = group_by_field(list(enumerate(fields)), at_most=at_most)
    for field in set(fields):
        sizes = [len(group.proposals) for group in groups if field in group.fields]
        if fields.count(field) <= at_most:
            assert len(sizes) == 1
        else:
            assert max(sizes) - min(sizes) <= 1
            assert len(sizes) == -(-fields.count(field) // at_most)


def sizes(fields: list[str], at_most: int) -> list[int]:
    return [len(group.proposals) for group in group_by_field(list(enumerate(fields)), at_most=at_most)]


def test_neighbours_share_a_section_so_that_the_largest_is_small():
    """Greedily it would be 4 and 2; three and three is as few and more even."""
    assert sizes(["10"] * 2 + ["11"] + ["12"] + ["13"] * 2, 4) == [3, 3]


def test_a_large_field_stands_alone_between_small_ones():
    assert sizes(["10"] + ["24"] * 7 + ["29"], 3) == [1, 3, 2, 2, 1]


# --- The round -------------------------------------------------------------------------------------


@pytest.fixture
def round(db):
    """Six proposals: four of machinery, one of metals, one of cars."""
    made = make_round(proposals=6)
    industries = {}
    for code, name in {"24": "1차 금속 제조업", "29": "기타 기계 및 장비 제조업", "30": "자동차 및 트레일러 제조업"}.items():
        top, _ = Industry.objects.get_or_create(code="C", defaults={"level": 1, "name_ko": "제조업", "source": "시험"})
        Industry.objects.get_or_create(code=code, defaults={"level": 2, "name_ko": name, "parent": top, "source": "시험"})
        industries[code], _ = Industry.objects.get_or_create(
            code=f"{code}999", defaults={"level": 5, "name_ko": name, "parent_id": code, "source": "시험"}
        )
    for entry, code in zip(made.entries.order_by("pk"), ["24", "29", "29", "29", "29", "30"], strict=True):
        plant = entry.proposal.plant
        plant.main_industry = industries[code]
        plant.save(update_fields=["main_industry"])
    return made


def layout(round) -> list[tuple[int, str, int]]:
    return [(one.number, one.name, one.entries.count()) for one in round.sections.order_by("number")]


def test_a_round_is_divided_by_field_and_sections_are_named_after_it(round):
    form_sections(round, by=operator_of(), at_most=4, at=AT)
    names = dict(Industry.objects.filter(level=2).values_list("code", "name_ko"))
    assert layout(round) == [(1, names["24"], 1), (2, names["29"], 4), (3, names["30"], 1)]
    assert Event.objects.get(stream=round.stream, verb="sections-formed").data["sizes"] == [1, 4, 1]


def test_dividing_again_makes_them_anew(round):
    operator = operator_of()
    form_sections(round, by=operator, at_most=1, at=AT)
    assert len(layout(round)) == 6
    form_sections(round, by=operator, at_most=30, at=AT)
    assert [size for _number, _name, size in layout(round)] == [6]
    assert not round.entries.filter(section=None).exists()


def test_proposals_are_moved_by_hand_and_an_empty_section_goes(round):
    operator = operator_of()
    first, *_rest = form_sections(round, by=operator, at_most=4, at=AT)
    alone = list(first.entries.all())
    second = round.sections.get(number=2)
    move_proposals(round, alone, to=second, by=operator, at=AT)
    assert [(number, size) for number, _name, size in layout(round)] == [(2, 5), (3, 1)]
    new = move_proposals(round, list(second.entries.all()[:2]), to=None, by=operator, at=AT)
    assert [(number, size) for number, _name, size in layout(round)] == [(2, 3), (3, 1), (4, 2)]
    assert new.number == 4


def test_moving_to_where_they_are_changes_nothing(round):
    section = round.sections.get()
    move_proposals(round, list(round.entries.all()), to=section, by=operator_of(), at=AT)
    assert not Event.objects.filter(stream=round.stream, verb="proposals-moved").exists()


def test_a_section_is_renamed(round):
    section = rename_section(round.sections.get(), by=operator_of(), name="  로봇   부품 ", at=AT)
    assert section.name == "로봇 부품"


def test_strangers_are_refused(round):
    with pytest.raises(NotAllowed):
        form_sections(round, by=operator_of("honam"), at_most=3, at=AT)
    other = make_round()
    for entries, to in (
        (list(other.entries.all()), None),
        (list(round.entries.all()), other.sections.get()),
    ):
        with pytest.raises(InvalidInput):
            move_proposals(round, entries, to=to, by=operator_of(), at=AT)
    with pytest.raises(InvalidInput):
        form_sections(round, by=operator_of(), at_most=0, at=AT)


def test_once_anybody_is_seated_sections_stay(round):
    operator = operator_of()
    make_pool(home=4, away=6)
    propose_panel(round, by=operator, at=AT)
    section = Section.objects.get(round=round)
    for deed in (
        lambda: form_sections(round, by=operator, at_most=3, at=AT),
        lambda: rename_section(section, by=operator, name="다른 이름", at=AT),
        lambda: move_proposals(round, [round.entries.first()], to=None, by=operator, at=AT),
    ):
        with pytest.raises(DomainError) as refused:
            deed()
        assert refused.value.code == "has-panel"
    assert PanelMember.objects.seated().count() == 7


# --- The page ------------------------------------------------------------------------------------------


def test_the_page_divides_renames_and_moves(round):
    client = Client()
    client.force_login(operator_of(), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = reverse("evaluation:round-sections", args=[round.ref])
    assert client.post(reverse("evaluation:section-form", args=[round.ref]), {"at_most": "4"}).status_code == 302
    assert client.get(page).context["sections"][1].proposals == 4
    client.post(reverse("evaluation:section-rename", args=[round.ref, 2]), {"name": "기계"})
    entry = round.entries.order_by("pk").first()
    client.post(
        reverse("evaluation:section-move", args=[round.ref]), {"entry": [entry.pk], "to": round.sections.get(number=2).pk}
    )
    assert [(number, name, size) for number, name, size in layout(round) if number == 2] == [(2, "기계", 5)]
    refused = client.post(reverse("evaluation:section-form", args=[round.ref]), {"at_most": "0"})
    assert (refused.status_code, "at_most" in refused.context["form"].errors) == (422, True)


def test_the_page_asks_as_much_for_one_proposal_as_for_many(db):
    client = Client()
    client.force_login(operator_of(), backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = []
    for number in (1, 3):
        made = make_round(proposals=number)
        path = reverse("evaluation:round-sections", args=[made.ref])
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        asked.append(len(caught))
    assert asked[0] == asked[1]
