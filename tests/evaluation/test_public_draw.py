"""A public draw from its notice to the alternate who takes a free seat."""

import datetime as dt
import io
import itertools
import json
import zipfile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady
from evaluation.actions.announce_draw import DRAWN_WITHIN, PublicValue, announce_draw
from evaluation.actions.carry_out_draw import carry_out_draw
from evaluation.actions.change_panel import change_panel
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.decide_objection import decide_objection
from evaluation.actions.decline_invitation import decline_invitation
from evaluation.actions.enter_public_value import enter_public_value
from evaluation.actions.invite_panel import invite_panel
from evaluation.actions.object_to_evaluator import object_to_evaluator
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.plan_round import Loads, plan_round
from evaluation.actions.propose_panel import propose_panel
from evaluation.actions.release_round import release_round
from evaluation.actions.tally_round import tally_round
from evaluation.actions.void_draw import void_draw, void_overdue_draws
from evaluation.draws.check import differences
from evaluation.draws.commitments import pseudonym
from evaluation.draws.walk import walk
from evaluation.models import Draw, DrawTurn, PanelMember, Round, Section
from evaluation.panels import PanelImpossible
from evaluation.public_values import quicknet_round
from evaluation.queries import pool
from evaluation.queries.draws import draw_plan, expert_name, people, snapshot
from evaluation.states import DrawStatus, MemberStatus, RoundStatus
from programme.rulebook import read_rulebook
from tests.evaluation.packets import bent_csv, bent_json, export, verifier
from tests.factories.evaluation import (
    DAY,
    NOW,
    SCORING_CLOSES,
    SCORING_OPENS,
    declare_everybody_again,
    enter,
    give_budget,
    head_of,
    make_closed_call,
    make_closed_round,
    make_eligible,
    make_expert,
    make_pool,
    make_round,
    operator_of,
    seal_all,
    summarise,
)
from tests.factories.programme import shipped_document
from tests.factories.projects import make_region

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
ANNOUNCED = NOW - 12 * HOUR
VALUE_AT = ANNOUNCED + HOUR
VALUE = PublicValue("lottery", VALUE_AT, "제1200회 시연용 복권 당첨번호, 오름차순", "다음 회차 당첨번호")
WORDS, PROOF = "3 11 15 29 35 44", "https://example.kr/1200"


def announce(round, **given) -> Draw:
    return announce_draw(round, by=operator_of(), value=VALUE, at=ANNOUNCED, **given)


def draw(round, **given) -> Draw:
    announced = announce(round, **given)
    enter_public_value(announced, by=operator_of(), value=WORDS, proof_url=PROOF, at=VALUE_AT)
    return carry_out_draw(announced, by=operator_of(), at=VALUE_AT)


def make_waiting(home=8, away=12, **round):
    made = make_round(**round)
    make_pool(home=home, away=away)
    return made


def test_a_notice_commits_to_pool_rules_code_and_secret_and_names_nobody():
    round = make_waiting()
    announced = announce(round)
    record = announced.as_record()
    assert differences(record, announced.code.contents) == []
    assert "secret" not in record
    assert announced.secret_sha256 not in announced.sealed_secret
    assert record["pool_size"] == len(record["pool"]) == 20
    assert not PanelMember.objects.exists()
    event = Event.objects.get(stream=round.stream, verb="draw-announced")
    assert event.data["notice_sha256"] == announced.notice_sha256


def test_the_draw_seats_members_and_alternates_as_anyone_can_recompute():
    round = make_waiting()
    done = draw(round)
    assert (done.status, differences(done.as_record(), done.code.contents)) == (DrawStatus.DRAWN, [])
    members = PanelMember.objects.filter(round=round)
    assert members.filter(status=MemberStatus.PROPOSED, how="drawn").count() == 7
    assert sorted(members.filter(status=MemberStatus.ALTERNATE).values_list("alternate_number", flat=True)) == [*range(1, 8)]
    assert members.filter(status=MemberStatus.PROPOSED).exclude(region="capital").count() >= 4
    drawn = {row["id"] for row in done.outcome if row["role"] == "member"}
    salt = Draw.objects.get().salt
    seated = members.filter(status=MemberStatus.PROPOSED).values_list("expert", flat=True)
    assert {pseudonym(salt, expert_name(pk)) for pk in seated} == drawn
    assert len(invite_panel(round, by=operator_of(), at=SCORING_OPENS)) == 7


def test_a_seats_number_tells_no_place_in_the_draw():
    """Seats stand beside published scores; the order of the draw is published too."""
    round = make_waiting(home=40, away=40)
    done = draw(round)
    salt = done.salt
    places = {row: place for place, row in enumerate(done.order)}
    by_seat = [places[pseudonym(salt, expert_name(one.expert_id))] for one in PanelMember.objects.order_by("seat")]
    assert by_seat != sorted(by_seat)


def test_drawing_again_changes_nothing():
    round = make_waiting()
    done = draw(round)
    assert carry_out_draw(done, by=operator_of(), at=VALUE_AT) == done
    assert PanelMember.objects.count() == 14
    assert Event.objects.filter(stream=round.stream, verb="drawn").count() == 1


def test_conflicts_and_limits_bar_with_their_reason():
    round = make_waiting()
    tied = make_expert(organisation=round.entries.first().proposal.lead)
    full = make_expert(yearly_cap=0)
    done = draw(round)
    ids = {name: pseudonym(done.salt, expert_name(one.pk)) for name, one in {"tied": tied, "full": full}.items()}
    reasons = {row["id"]: row["reason"] for row in done.barred}
    assert (reasons[ids["tied"]], reasons[ids["full"]]) == ("conflict", "yearly_cap")
    assert not PanelMember.objects.filter(expert__in=[tied, full]).exists()


def test_sections_are_drawn_one_after_the_other_and_nobody_sits_twice():
    round = make_round(proposals=4)
    second = Section.objects.create(round=round, number=2, name="자동차")
    for entry in round.entries.order_by("pk")[2:]:
        entry.section = second
        entry.save(update_fields=["section"])
    make_pool(home=14, away=20)
    tied = make_expert(organisation=second.entries.first().proposal.lead)
    done = draw(round)
    assert {"section": "2", "id": pseudonym(done.salt, expert_name(tied.pk)), "reason": "conflict"}.items() <= next(
        row for row in done.barred if row["section"] == "2"
    ).items()
    sizes = [one.members.filter(status=MemberStatus.PROPOSED).count() for one in round.sections.order_by("number")]
    assert sizes == [7, 7]
    assert not second.members.filter(expert=tied).exists()


def test_where_proposals_have_their_own_evaluators_a_pool_is_drawn():
    call = make_closed_call()
    for _ in range(3):
        make_eligible(call)
    round = plan_round(
        call, make_region("capital"), by=operator_of(), scoring_opens_at=SCORING_OPENS, scoring_closes_at=SCORING_CLOSES,
        loads=Loads(seats_each=5, load_min=1, load_max=3), at=SCORING_OPENS - 3 * DAY,
    )  # fmt: skip
    make_pool(home=10, away=10)
    done = draw(round, size=9)
    members = PanelMember.objects.filter(round=round, status=MemberStatus.PROPOSED)
    assert (members.count(), members.exclude(region="capital").count() >= 5) == (9, True)
    assert differences(done.as_record()) == []


def test_a_draw_that_cannot_succeed_is_not_announced():
    round = make_waiting(home=8, away=2)
    with pytest.raises(PanelImpossible) as refused:
        announce(round)
    assert (refused.value.rules, refused.value.missing) == (("other_regions",), 1)
    assert not Draw.objects.exists()


def test_sections_that_would_take_each_others_experts_are_found_out():
    round = make_round(proposals=4)
    Section.objects.create(round=round, number=2)
    entry = round.entries.first()
    entry.section = round.sections.get(number=2)
    entry.save(update_fields=["section"])
    make_pool(home=4, away=4)
    with pytest.raises(DomainError) as refused:
        announce(round)
    assert refused.value.code == "draw-may-fail"


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (PublicValue("lottery", ANNOUNCED, "제1회", "다음"), "value_at"), (PublicValue("lottery", VALUE_AT, " ", "다음"), "source_text"),
        (PublicValue("dice", VALUE_AT, "주사위", "다음"), "source"), (PublicValue("drand", VALUE_AT, "", ""), "fallback"),
    ],
)  # fmt: skip
def test_the_public_value_is_named_beforehand(value, field):
    with pytest.raises(InvalidInput) as refused:
        announce_draw(make_waiting(), by=operator_of(), value=value, at=ANNOUNCED)
    assert list(refused.value.errors) == [field]


def test_a_round_of_drand_is_named_by_its_number():
    announced = announce_draw(
        make_waiting(), by=operator_of(), value=PublicValue("drand", VALUE_AT, "", "다음 회차"), at=ANNOUNCED
    )
    assert f"round {quicknet_round(VALUE_AT)}," in announced.source_text
    with pytest.raises(InvalidInput):
        enter_public_value(announced, by=operator_of(), value="7", proof_url=PROOF, at=VALUE_AT)
    entered = enter_public_value(announced, by=operator_of(), value=f" {'ab' * 32}\n", proof_url=PROOF, at=VALUE_AT)
    assert entered.public_value == "ab" * 32


def test_quicknet_rounds_are_numbered_from_the_genesis():
    genesis = dt.datetime.fromtimestamp(1_692_803_367, dt.UTC)
    assert [quicknet_round(genesis + dt.timedelta(seconds=s)) for s in (0, 1, 3, 4)] == [1, 2, 2, 3]


def test_the_value_is_entered_only_after_its_time():
    announced = announce(make_waiting())
    with pytest.raises(DomainError) as refused:
        enter_public_value(announced, by=operator_of(), value=WORDS, proof_url=PROOF, at=VALUE_AT - dt.timedelta(seconds=1))
    assert refused.value.code == "too-early"
    with pytest.raises(DomainError) as refused:
        carry_out_draw(announced, by=operator_of(), at=VALUE_AT)
    assert refused.value.code == "no-public-value"


def test_a_slip_of_the_pen_is_corrected_and_both_stay_in_the_history():
    round = make_waiting()
    announced = announce(round)
    for value in ("3 11", WORDS, WORDS):
        enter_public_value(announced, by=operator_of(), value=value, proof_url=PROOF, at=VALUE_AT)
    verbs = Event.objects.filter(stream=round.stream, verb__startswith="public-value").order_by("seq")
    assert [(one.verb, one.data["value"]) for one in verbs] == [
        ("public-value-entered", "3 11"),
        ("public-value-corrected", WORDS),
    ]
    assert verbs.last().data["before"] == "3 11"


def test_a_withheld_secret_voids_the_draw_by_rule():
    round = make_waiting()
    announced = announce(round)
    assert void_overdue_draws(at=VALUE_AT + DRAWN_WITHIN - HOUR) == []
    assert void_overdue_draws(at=VALUE_AT + DRAWN_WITHIN) == [announced.pk]
    assert void_overdue_draws(at=VALUE_AT + DRAWN_WITHIN) == []
    with pytest.raises(DomainError) as refused:
        carry_out_draw(announced, by=operator_of(), at=VALUE_AT + DRAWN_WITHIN)
    assert refused.value.code == "draw-not-open"
    again = announce(round)
    assert (again.number, again.ref) == (2, f"{round.ref}-draw2")


def test_who_voids_a_draw_says_why_and_shows_what_it_would_have_given():
    announced = announce(make_waiting())
    enter_public_value(announced, by=operator_of(), value=WORDS, proof_url=PROOF, at=VALUE_AT)
    with pytest.raises(NotAllowed):
        void_draw(announced, by=operator_of(), reason="오류", at=VALUE_AT)
    with pytest.raises(InvalidInput):
        void_draw(announced, by=head_of(), reason=" ", at=VALUE_AT)
    void = void_draw(announced, by=head_of(), reason="공고에 오류가 있습니다.", at=VALUE_AT)
    assert (void.status, bool(void.secret), len(void.order)) == (DrawStatus.VOID, True, 20)
    assert differences(void.as_record()) == []
    assert not PanelMember.objects.exists()


def test_a_key_that_changed_loses_the_secret_unless_the_old_one_is_kept(settings):
    announced = announce(make_waiting())
    enter_public_value(announced, by=operator_of(), value=WORDS, proof_url=PROOF, at=VALUE_AT)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key altogether"
    with pytest.raises(DomainError) as refused:
        carry_out_draw(announced, by=operator_of(), at=VALUE_AT)
    assert refused.value.code == "secret-lost"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert carry_out_draw(announced, by=operator_of(), at=VALUE_AT).status == DrawStatus.DRAWN


def test_a_lost_secret_voids_its_draw_when_the_time_is_up(settings):
    announced = announce(make_waiting())
    settings.SECRET_KEY = "another key altogether"
    assert void_overdue_draws(at=announced.draw_by) == [announced.pk]
    assert Draw.objects.get().secret == ""


def test_before_its_value_a_void_draw_keeps_its_secret():
    void = void_draw(announce(make_waiting()), by=head_of(), reason="일정 변경", at=ANNOUNCED)
    assert (void.secret, void.order) == ("", [])


def test_a_drawn_panel_is_not_made_by_hand():
    round = make_waiting()
    outsider = make_expert()
    announce(round)
    for deed in (
        lambda: propose_panel(round, by=operator_of(), at=ANNOUNCED),
        lambda: change_panel(round, by=operator_of(), add=outsider, reason="추천", at=ANNOUNCED),
    ):
        with pytest.raises(DomainError) as refused:
            deed()
        assert refused.value.code == "public-draw"


def test_a_draw_is_announced_only_for_an_empty_panel():
    round = make_waiting()
    propose_panel(round, by=operator_of(), at=SCORING_OPENS)
    with pytest.raises(DomainError) as refused:
        announce(round)
    assert refused.value.code == "has-panel"


def test_applicants_object_before_the_draw_and_are_answered_first():
    round = make_waiting()
    proposal = round.entries.first().proposal
    objection = object_to_evaluator(proposal, by=proposal.created_by, name="홍길동", reason="경쟁사 자문", at=ANNOUNCED)
    with pytest.raises(NotReady):
        announce(round)
    decide_objection(objection, by=operator_of(), follow=False, reason="근거 없음", at=ANNOUNCED)
    announce(round)
    with pytest.raises(DomainError) as refused:
        object_to_evaluator(proposal, by=proposal.created_by, name="임꺽정", reason="동종 업계", at=ANNOUNCED)
    assert refused.value.code == "objections-closed"


def test_only_the_regions_own_office_announces():
    with pytest.raises(NotAllowed):
        announce_draw(make_waiting(), by=operator_of("honam"), value=VALUE, at=ANNOUNCED)


def under(round, **changes):
    """The round under its rulebook with other values: the shipped ones are frozen."""
    round.rulebook.__dict__["rules"] = read_rulebook(shipped_document("2010", **changes))
    return round


def test_who_judged_the_same_applicant_lately_is_passed_over_where_the_rulebook_says_so():
    earlier = make_closed_call()
    lead = make_eligible(earlier).lead
    judged = make_closed_round(earlier, proposals=1)
    round = under(make_round(), panel__same_applicant_after_months=24)
    for entry in round.entries.select_related("proposal")[:1]:
        entry.proposal.lead = lead
        entry.proposal.save(update_fields=["lead"])
    asked = {one.expert.pk: one.barred for one in pool.candidates(round, section=round.sections.get())}
    served = set(judged.members.values_list("expert", flat=True))
    assert served
    assert {asked[pk] for pk in served} == {"repeat_service"}
    under(round, panel__same_applicant_after_months=None)
    assert "repeat_service" not in {one.barred for one in pool.candidates(round, section=round.sections.get())}


def test_sectors_asked_for_are_drawn_and_stand_in_the_pool():
    round = make_round()
    make_pool(home=8, away=8)
    for _ in range(2):
        make_expert("capital", sector="industry")
        make_expert("dongnam", sector="research")
    under(round, panel__sector_mix=["industry", "academia", "research"])
    plan = draw_plan(round)
    assert {seats.sectors for seats in plan.members} == {("industry", "academia", "research")}
    rows, barred = snapshot(round, plan, "5a" * 32)
    assert {row["stratum"] for row in rows} == {"industry", "academia", "research"}
    members = walk([row["id"] for row in rows], rows, barred, plan).taken("member")
    sectors = {row["id"]: row["stratum"] for row in rows}
    assert {sectors[one["id"]] for one in members} == {"industry", "academia", "research"}


# --- Alternates ------------------------------------------------------------------------------


@pytest.fixture
def invited():
    round = make_waiting()
    draw(round)
    invite_panel(round, by=operator_of(), at=SCORING_OPENS)
    return round


def first_invited(round, *, away: bool) -> PanelMember:
    members = round.members.filter(status=MemberStatus.INVITED).joined()
    return (members.exclude(region="capital") if away else members.filter(region="capital")).first()


def sits(round) -> tuple[int, int]:
    seated = PanelMember.objects.seated().filter(round=round)
    return seated.count(), seated.exclude(region="capital").count()


def test_who_declines_is_followed_by_the_first_alternate_that_keeps_the_rules(invited):
    leaving = first_invited(invited, away=True)
    alternates = invited.members.filter(status=MemberStatus.ALTERNATE).joined().order_by("alternate_number")
    short = PanelMember.objects.seated().filter(round=invited).exclude(region="capital").count() == 4
    expected = next(one for one in alternates if not short or one.region_id != "capital")
    came = decline_invitation(leaving, by=leaving.expert.user, reason="출장", at=SCORING_OPENS)
    assert came == expected
    assert (came.status, came.how) == (MemberStatus.PROPOSED, "drawn")
    assert sits(invited)[0] == 7
    assert sits(invited)[1] >= 4
    turn = DrawTurn.objects.get()
    salt = turn.draw.salt
    assert (turn.left, turn.taken) == tuple(pseudonym(salt, expert_name(one.expert_id)) for one in (leaving, came))
    assert turn.cause == "declined"


def test_who_is_taken_off_is_followed_too(invited):
    leaving = first_invited(invited, away=False)
    came = change_panel(invited, by=operator_of(), remove=leaving, reason="제재 확인", at=SCORING_OPENS)
    assert came.how == "drawn"
    assert sits(invited)[0] == 7
    assert DrawTurn.objects.get().cause == "removed"


def test_what_bars_an_alternate_now_counts(invited):
    alternate = invited.members.filter(status=MemberStatus.ALTERNATE).joined().order_by("alternate_number").first()
    alternate.expert.is_available = False
    alternate.expert.save(update_fields=["is_available"])
    leaving = first_invited(invited, away=True)
    came = decline_invitation(leaving, by=leaving.expert.user, reason="출장", at=SCORING_OPENS)
    assert came != alternate
    assert [
        pseudonym(DrawTurn.objects.get().draw.salt, expert_name(alternate.expert_id)),
        "not_available",
    ] in DrawTurn.objects.get().passed


def test_after_the_alternates_comes_the_rest_of_the_order_and_then_nobody():
    round = make_waiting(home=3, away=5)
    draw(round)
    invite_panel(round, by=operator_of(), at=SCORING_OPENS)
    for _ in range(2):
        leaving = first_invited(round, away=True)
        came = decline_invitation(leaving, by=leaving.expert.user, reason="출장", at=SCORING_OPENS)
    assert came is None
    turns = DrawTurn.objects.order_by("number")
    assert [bool(turn.taken) for turn in turns] == [True, False]
    late = make_expert()
    member = change_panel(round, by=operator_of(), add=late, reason="예비 순번 소진", at=SCORING_OPENS)
    assert member.how == "manual"


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=6))
def test_however_many_leave_the_panel_keeps_its_rules(leavers):
    with transaction.atomic():
        round = make_waiting(home=10, away=14)
        draw(round)
        for place in leavers:
            seated = list(PanelMember.objects.seated().filter(round=round).joined())
            change_panel(round, by=operator_of(), remove=seated[place % len(seated)], reason="시험", at=SCORING_OPENS)
            size, away = sits(round)
            assert (size, away >= 4) == (7, True)
        transaction.set_rollback(True)


# --- The packet -------------------------------------------------------------------------------------


def test_the_packet_of_a_released_round_draws_its_panel_again(tmp_path):
    """With a void draw before, and an alternate who came for somebody who declined."""
    round = make_waiting()
    void_draw(announce(round), by=head_of(), reason="공고에 오류가 있습니다.", at=ANNOUNCED)
    draw(round)
    first, *others = invite_panel(round, by=operator_of(), at=SCORING_OPENS)
    decline_invitation(first, by=first.expert.user, reason="출장", at=SCORING_OPENS)
    for member in [*others, *invite_panel(round, by=operator_of(), at=SCORING_OPENS)]:
        enter(member, at=SCORING_OPENS)
    open_scoring(round, by=operator_of(), at=SCORING_OPENS)
    seal_all(round)
    close_due_rounds(at=SCORING_CLOSES + DAY)
    declare_everybody_again(Round.objects.joined().get(pk=round.pk))
    tally_round(round, by=operator_of())
    give_budget(round, 10**10)
    summarise(Round.objects.joined().get(pk=round.pk))
    confirm_ranking(round, by=head_of())
    release_round(round, by=head_of())
    folder, check = export(round, tmp_path / "packet"), verifier()
    assert check.differences(folder, round.packet.sha256) == []
    assert json.loads((folder / "round.json").read_text())["draw"] == {"public": True, "panel": "drawn"}
    for name in ("draw-2.json", "turns.csv"):
        bend = bent_json if name.endswith("json") else bent_csv
        text = (folder / name).read_text(encoding="utf-8")
        for what, changed in itertools.islice(bend(text), 0, None, 7):
            (folder / name).write_text(changed, encoding="utf-8")
            assert check.differences(folder, round.packet.sha256), what
        (folder / name).write_text(text, encoding="utf-8")


def test_everybody_passed_over_has_a_reason_even_who_was_drawn_later():
    round = make_waiting(home=12, away=8)
    done = draw(round)
    passed = {row["id"] for row in done.outcome if row["role"] == "passed"}
    shown = {one.id: one for one in people(done, AnonymousUser())}
    assert all(shown[one].reasons for one in passed)
    later = {row["id"] for row in done.outcome if row["role"] == "alternate"} & passed
    assert all(shown[one].role == "alternate" for one in later)


def test_names_are_shown_by_phase_and_rulebook():
    """To the office at once; to everybody only after the release, and only where the rulebook discloses the list."""
    round = make_waiting()
    done = draw(round)
    assert {one.name for one in people(done, AnonymousUser())} == {""}
    assert sum(bool(one.name) for one in people(done, operator_of())) == 14
    assert {one.name for one in people(done, operator_of("honam"))} == {""}
    PanelMember.objects.seated().update(status=MemberStatus.ACCEPTED)
    done.round.status = RoundStatus.RELEASED
    disclosed = done.round.rules.disclosure.evaluator_list.value
    assert sum(bool(one.name) for one in people(done, AnonymousUser())) == (7 if disclosed else 0)


# --- The database has the last word ------------------------------------------------------------


@pytest.mark.parametrize("change", [{"secret_sha256": "0" * 64}, {"pool": []}, {"value_at": NOW}, {"rule_text": {}}])
def test_what_was_announced_stays(change):
    announced = announce(make_waiting())
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        Draw.objects.filter(pk=announced.pk).update(**change)


def test_what_was_drawn_stays(invited):
    for deed in (lambda: Draw.objects.update(outcome=[]), lambda: Draw.objects.all().delete()):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            deed()


# --- Pages ---------------------------------------------------------------------------------------


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_list_asks_as_much_for_one_draw_as_for_three(client):
    asked = []
    for _ in range(3):
        announce(make_waiting())
        asked.append(statements(client, reverse("evaluation:draw-list")))
    assert asked[0] == asked[2]


def test_a_draws_page_asks_as_much_for_a_small_pool_as_for_a_large_one(client):
    asked = []
    for number in (8, 16):
        done = draw(make_waiting(home=number, away=number))
        asked.append(statements(client, done.get_absolute_url()))
    assert asked[0] == asked[1]


def test_the_record_and_its_code_are_downloaded(client):
    done = draw(make_waiting())
    record = client.get(reverse("evaluation:draw-record", args=[done.ref])).json()
    assert differences(record, done.code.contents) == []
    answer = client.get(reverse("evaluation:draw-files", args=[done.ref]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert f"{done.ref}/evaluation/draws/walk.py" in archive.namelist()
        assert json.loads(archive.read(f"{done.ref}/draw.json")) == record


def test_a_page_of_a_draw_names_nobody_to_the_public(client):
    round = make_waiting()
    done = draw(round)
    names = [member.name for member in PanelMember.objects.filter(round=round).joined()]
    for path in (done.get_absolute_url(), reverse("evaluation:draw-record", args=[done.ref]), reverse("evaluation:draw-list")):
        text = client.get(path).content.decode()
        assert not [name for name in names if name in text]


def test_a_void_draw_says_why_and_what_it_would_have_given(client):
    announced = announce(make_waiting())
    enter_public_value(announced, by=operator_of(), value=WORDS, proof_url=PROOF, at=VALUE_AT)
    void_draw(announced, by=head_of(), reason="공고에 오류가 있습니다.", at=VALUE_AT)
    text = client.get(announced.get_absolute_url()).content.decode()
    assert "공고에 오류가 있습니다." in text
    assert Draw.objects.get().seed in text


def test_the_desk_puts_a_refusal_beside_its_field():
    round, client = make_waiting(), Client()
    client.force_login(operator_of(), backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("evaluation:draw-announce", args=[round.ref])
    sent = {"source": "lottery", "value_at": "2020-01-01T10:00", "fallback": "다음"}
    answer = client.post(path, sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"source_text", "value_at"}
    assert "다음" in answer.content.decode()
