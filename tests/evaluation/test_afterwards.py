"""After the release: a selected project falls away, the next of the reserve list moves up, a central pool carries the rest."""

import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from evaluation.actions.drop_out import drop_out
from evaluation.actions.fund_from_pool import fund_from_pool
from evaluation.actions.give_rest_to_pool import give_rest_to_pool
from evaluation.actions.promote_reserve import promote_reserve
from evaluation.actions.release_round import release_round
from evaluation.afterwards import Waiting, carried, next_up
from evaluation.models import ListChange, Packet, Round, Standing
from evaluation.queries import afterwards as queries
from evaluation.queries.packet import packet_contents
from notifications.models import Message
from programme.actions.move_pool_money import pool_left
from programme.models import PoolTransfer, RegionalBudget
from projects.states import ProposalStatus
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    NOW,
    give_budget,
    head_of,
    make_closed_call,
    make_confirmed_round,
    make_eligible,
    operator_of,
)
from tests.factories.projects import make_region

PRICE = 300_000_000

waiters = st.lists(
    st.builds(
        lambda list_key, amount, mode, total: (list_key, amount, mode, Decimal(total)),
        st.integers(1, 3), st.integers(1, 9), st.sampled_from(["stop", "skip_fill"]), st.integers(70, 74),
    ),
    max_size=12,
)  # fmt: skip


@given(waiters, st.integers(0, 30))
def test_a_pool_keeps_every_lists_order_and_never_spends_more_than_it_holds(rows, left):
    mode_of = {list_key: mode for list_key, _amount, mode, _total in rows}
    everybody = [
        Waiting(key, list_key, key, amount, mode_of[list_key], total)
        for key, (list_key, amount, _mode, total) in enumerate(rows, start=1)
    ]
    found = carried(everybody, left)
    assert sum(one.amount_krw for one in found) <= left
    for list_key, mode in mode_of.items():
        own = [one for one in everybody if one.list_key == list_key]
        taken = [one for one in found if one.list_key == list_key]
        assert [one.number for one in taken] == sorted(one.number for one in taken)
        if mode == "stop":
            assert taken == own[: len(taken)]
    rest = left - sum(one.amount_krw for one in found)
    skipping = [one for one in everybody if one not in found and one.mode == "skip_fill"]
    assert all(one.amount_krw > rest for one in skipping)


def test_on_one_list_the_first_moves_up_or_under_stop_nobody():
    first, second = Waiting(1, 1, 1, 9, "stop"), Waiting(2, 1, 2, 3, "stop")
    assert next_up([second, first], 9) == first
    assert next_up([second, first], 8) is None
    skipping = [Waiting(1, 1, 1, 9, "skip_fill"), Waiting(2, 1, 2, 3, "skip_fill")]
    assert next_up(skipping, 8) == skipping[1]
    assert next_up([], 8) is None


def test_whom_an_appeal_put_on_the_list_stands_before_the_released_one_of_that_number():
    by_release, by_appeal = Waiting(1, 1, 1, 5, "stop"), Waiting(2, 1, 1, 5, "stop", turn=-9)
    assert next_up([by_release, by_appeal], 5) == by_appeal
    assert carried([by_release, by_appeal], 5) == [by_appeal]


def released(*, budget_krw: int = PRICE, proposals: int = 3) -> Round:
    """One selected, the others on the reserve list."""
    call = make_closed_call()
    made = [make_eligible(call, requested_krw=PRICE) for _ in range(proposals)]
    totals = {one.pk: [90 - 2 * place] * 5 for place, one in enumerate(made)}
    round = make_confirmed_round(call, members=5, totals=totals, budget_krw=budget_krw)
    release_round(round, by=head_of())
    return Round.objects.joined().get(pk=round.pk)


def first_selected(round: Round) -> Standing:
    return Standing.objects.select_related("proposal", "round").get(round=round, proposal__status=ProposalStatus.SELECTED)


def budget_of(round: Round) -> RegionalBudget:
    return RegionalBudget.objects.get(year=round.call.year_id, region=round.region)


@pytest.mark.django_db
def test_who_falls_away_frees_the_money_and_the_next_moves_up():
    round, head = released(), head_of()
    before = packet_contents(round, salt="a", at=round.released_at)
    gone = first_selected(round)
    with pytest.raises(InvalidInput):
        drop_out(gone, by=head, reason="  ")
    change = drop_out(gone, by=head, reason="참여기업의 사업 포기")
    assert drop_out(gone, by=head, reason="다시").pk == change.pk
    gone.proposal.refresh_from_db()
    assert (gone.proposal.status, gone.proposal.granted_krw, change.amount_krw) == (ProposalStatus.DROPPED_OUT, None, PRICE)
    assert budget_of(round).committed_krw == 0
    moved = promote_reserve(round, by=head)
    assert (moved.number, moved.amount_krw, moved.proposal.status) == (1, PRICE, ProposalStatus.RESERVE)
    moved.proposal.refresh_from_db()
    assert (moved.proposal.status, moved.proposal.granted_krw) == (ProposalStatus.SELECTED, PRICE)
    assert budget_of(round).committed_krw == PRICE
    with pytest.raises(DomainError) as nothing_left:
        promote_reserve(round, by=head)
    assert nothing_left.value.code == "nobody-moves-up"
    told = set(Message.objects.values_list("kind", flat=True))
    assert {"evaluation/dropped-out", "evaluation/place-free", "evaluation/reserve-promoted"} <= told
    verbs = Event.objects.filter(stream=round.stream).values_list("verb", flat=True)
    assert list(verbs.order_by("seq"))[-2:] == ["dropped-out", "promoted"]
    after = packet_contents(round, salt="a", at=round.released_at)
    tables = [{name: [list(row) for row in table.rows] for name, table in one.tables.items()} for one in (before, after)]
    assert tables[0]["selection.csv"] == tables[1]["selection.csv"]
    assert Packet.objects.filter(round=round).count() == 1


@pytest.mark.django_db
def test_only_the_head_of_the_region_changes_a_released_list():
    round = released()
    for other in (operator_of(), head_of("dongnam"), make_user(Role.CENTRAL)):
        for deed in (
            lambda by=other: drop_out(first_selected(round), by=by, reason="포기"),
            lambda by=other: promote_reserve(round, by=by),
            lambda by=other: give_rest_to_pool(round, by=by),
        ):
            with pytest.raises(NotAllowed):
                deed()
    with pytest.raises(NotAllowed):
        fund_from_pool(round.call.year, by=head_of())


@pytest.mark.django_db
def test_a_list_changes_only_after_its_release():
    round = make_confirmed_round(proposals=2, members=5)
    for deed in (promote_reserve, give_rest_to_pool):
        with pytest.raises(DomainError) as early:
            deed(round, by=head_of())
        assert early.value.code == "not-released"
    with pytest.raises(DomainError) as early:
        drop_out(round.standings.first(), by=head_of(), reason="포기")
    assert early.value.code == "not-released"


@pytest.mark.django_db
def test_the_rest_of_a_region_goes_to_the_pool_and_carries_the_reserve_list():
    round, head, central = released(), head_of(), make_user(Role.CENTRAL)
    year = round.call.year
    give_budget(round, PRICE + 700_000_000)
    transfer = give_rest_to_pool(round, by=head)
    assert transfer.amount_krw == 700_000_000 == pool_left(year)
    assert budget_of(round).left_krw == 0
    with pytest.raises(DomainError) as empty:
        give_rest_to_pool(round, by=head)
    assert empty.value.code == "nothing-left"
    changes = fund_from_pool(year, by=central)
    assert [one.number for one in changes] == [1, 2]
    assert all(one.from_pool for one in changes)
    assert pool_left(year) == 100_000_000
    assert budget_of(round).left_krw == 0
    assert budget_of(round).committed_krw == 3 * PRICE
    assert fund_from_pool(year, by=central) == []
    assert PoolTransfer.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_promote_one_each_and_never_more_than_the_money():
    round, head = released(), head_of()
    drop_out(first_selected(round), by=head, reason="포기")
    together, ends = threading.Barrier(2), []

    def press() -> None:
        try:
            together.wait()
            promote_reserve(Round.objects.get(pk=round.pk), by=head)
            ends.append("done")
        except DomainError as refused:
            ends.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["done", "nobody-moves-up"]
    assert budget_of(round).committed_krw == PRICE


@pytest.mark.django_db
def test_the_page_lets_the_head_take_off_and_move_up(client):
    round, head = released(), head_of()
    client.force_login(head)
    page = reverse("evaluation:round-afterwards", args=[round.ref])
    assert client.get(page).status_code == 200
    gone = first_selected(round)
    form = reverse("evaluation:drop-out", args=[round.ref, gone.proposal.ref])
    assert client.post(form, {"reason": ""}).status_code == 422
    assert client.post(form, {"reason": "협약 미체결"}).headers["Location"] == page
    assert client.post(reverse("evaluation:reserve-promote", args=[round.ref])).headers["Location"] == page
    assert set(ListChange.objects.values_list("kind", flat=True)) == {"dropped_out", "promoted"}
    public = client.get(reverse("evaluation:result-round", args=[round.ref])).content.decode()
    assert "발표 이후 변경" in public
    assert "협약 미체결" not in public
    client.force_login(make_user(Role.CENTRAL))
    assert client.get(reverse("evaluation:pool", args=[round.call.year_id])).status_code == 200
    assert client.post(reverse("evaluation:pool-fund", args=[round.call.year_id])).status_code == 302


@pytest.mark.django_db
def test_the_pages_ask_as_much_for_one_as_for_three(client):
    few, many = released(proposals=2), released(proposals=4)
    client.force_login(head_of())
    counts = []
    for round in (few, few, many):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("evaluation:round-afterwards", args=[round.ref]))
        counts.append(len(asked))
    assert counts[1] == counts[2]


@pytest.mark.django_db
def test_a_long_list_is_looked_at_alone_page_by_page(client, monkeypatch):
    monkeypatch.setattr(queries, "SOME", 1)
    monkeypatch.setattr(queries, "MANY", 2)
    round = released(proposals=6)
    waits = [one.proposal.ref for one in Standing.objects.filter(round=round, decision="reserve").order_by("reserve_number")]
    client.force_login(head_of())
    page = reverse("evaluation:round-afterwards", args=[round.ref])
    first = client.get(page)
    assert [one.proposal.ref for one, _turn in first.context["found"].waiting] == waits[:1]
    assert "?show=waiting" in first.content.decode() and "?show=selected" not in first.content.decode()
    seen, cursor = [], ""
    while cursor is not None:
        shown = client.get(page, {"show": "waiting", "cursor": cursor})
        assert shown.context["found"].waiting_count == 5 and "now-selected" not in shown.content.decode()
        seen += [one.proposal.ref for one, _turn in shown.context["found"].waiting]
        cursor = shown.context["found"].waiting.next_cursor
    assert seen == waits
    give_money(round, 3 * PRICE)
    client.force_login(make_user(Role.CENTRAL))
    pool = reverse("evaluation:pool", args=[round.call.year_id])
    rows = client.get(pool).context["rows"]
    assert [standing.proposal.ref for _one, standing in rows] == waits[:2] and rows.next_cursor
    assert [standing.proposal.ref for _one, standing in client.get(pool, {"cursor": rows.next_cursor}).context["rows"]] == waits[
        2:3
    ]
    moved = client.get(pool, {"show": "transfers"})
    assert len(moved.context["transfers"]) == 1 and "carried" not in moved.content.decode()


def give_money(round: Round, amount_krw: int) -> None:
    """Of another region, in the pool."""
    PoolTransfer.objects.create(
        year=round.call.year, region=make_region("honam"), amount_krw=amount_krw, why="시험", by=make_user(Role.CENTRAL), at=NOW
    )
