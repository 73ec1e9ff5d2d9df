"""A released list as it stands now: who is still selected, who waits, what is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cluster_portal.shared.errors import DomainError
from cluster_portal.shared.paging import Page, keyset_page, list_page
from evaluation.afterwards import Waiting, carried, next_up
from evaluation.models import ListChange, Round, Standing
from evaluation.queries.addenda import waiting_by_appeal
from evaluation.queries.ranking import available_budget, recommended
from evaluation.states import RoundStatus
from programme.actions.move_pool_money import pool_left
from programme.models import ProgrammeYear
from projects.states import ProposalStatus


def selected(round: Round) -> QuerySet[Standing]:
    """Who is selected now, by rank; also who moved up or won an appeal."""
    rows = Standing.objects.filter(round=round, proposal__status=ProposalStatus.SELECTED)
    return rows.select_related("proposal__lead").defer("trace", "tie").order_by("order")


def reserve(rounds: Iterable[Round]) -> QuerySet[Standing]:
    """Who waits now: by the release, or by an upheld appeal since."""
    rows = Standing.objects.filter(round__in=list(rounds), proposal__status=ProposalStatus.RESERVE)
    return rows.select_related("proposal__lead").defer("trace", "tie").order_by("round", "reserve_number", "pk")


def waiting(round: Round, standings: Iterable[Standing]) -> list[Waiting]:
    """In their order, with what each would be granted: no more than was asked, recommended by the panel and allowed by the track.
    Of one number, whom an appeal put there stands before whom the release did."""
    added = {one.proposal_id: one for one in waiting_by_appeal(round)}
    cuts, rules = recommended(round), round.rules
    for addendum in added.values():
        if addendum.appeal.review is not None:
            cuts |= recommended(addendum.appeal.review)
    found = []
    for one in standings:
        by_appeal = added.get(one.proposal_id)
        found.append(
            Waiting(
                key=one.proposal_id, list_key=round.pk, mode=rules.choosing.mode.value,
                number=(by_appeal.reserve_number if by_appeal else one.reserve_number) or 0,
                turn=by_appeal.number - AFTER_ALL if by_appeal else 0,
                amount_krw=min(
                    one.asked_krw, cuts.get(one.proposal_id, one.asked_krw),
                    _cap(rules.track(one.proposal.track).grant_cap_krw.value, one.asked_krw),
                ),
                total=(by_appeal.total if by_appeal else one.total) or Decimal(0),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.order)


AFTER_ALL = 1_000_000  # more addenda than a round has


def _cap(cap_krw: int | None, asked_krw: int) -> int:
    return asked_krw if cap_krw is None else cap_krw


LISTS = ("waiting", "selected", "changes")  # of the page after a release; each can be looked at alone
SOME, MANY = 20, 100  # rows of a list among others, and alone


@dataclass(frozen=True, slots=True)
class Afterwards:
    """For the page after a release: the first of each list, or one list page by page."""

    selected: Page
    selected_count: int
    waiting: Page  # of (standing, its turn)
    waiting_count: int
    changes: Page
    left_krw: int
    next_up: Waiting | None


def afterwards(round: Round, *, show: str = "", cursor: str | None = None) -> Afterwards:
    standings = {one.proposal_id: one for one in reserve([round])}
    known = waiting(round, standings.values())
    waits = [(standings[one.key], one) for one in known]
    left, chosen = left_of(round), selected(round)
    asked: dict[str, dict[str, Any]] = {
        name: {"cursor": cursor if show == name else None, "size": MANY if show == name else SOME} for name in LISTS
    }
    changes = ListChange.objects.filter(round=round).select_related("proposal__lead", "by")
    return Afterwards(
        selected=keyset_page(chosen, order=("order", "pk"), **asked["selected"]),
        selected_count=chosen.count(),
        waiting=list_page(waits, key=lambda pair: pair[0].pk, **asked["waiting"]),
        waiting_count=len(known),
        changes=keyset_page(changes, order=("-pk",), **asked["changes"]),
        left_krw=left,
        next_up=next_up(known, left),
    )


@dataclass(frozen=True, slots=True)
class Pool:
    """The central pool of a year: whom it would carry, with their standing."""

    year: ProgrammeYear
    left_krw: int
    waiting: int
    rows: list[tuple[Waiting, Standing]]


def pool(year: ProgrammeYear) -> Pool:
    everybody, standings = all_waiting(year)
    left = pool_left(year)
    return Pool(year, left, len(everybody), [(one, standings[one.key]) for one in carried(everybody, left)])


def left_of(round: Round) -> int:
    """What the region can still grant in won; nothing where it has no budget."""
    try:
        return available_budget(round)
    except DomainError:
        return 0


def released_rounds_of(year: ProgrammeYear) -> list[Round]:
    rounds = Round.objects.filter(status=RoundStatus.RELEASED, call__year=year, appeal_of__isnull=True).joined()  # no reviews
    return list(rounds.order_by("region__order", "pk"))


def all_waiting(year: ProgrammeYear) -> tuple[list[Waiting], dict[int, Standing]]:
    """Everybody on a reserve list of the year, over all regions."""
    rounds = {round.pk: round for round in released_rounds_of(year)}
    standings = list(reserve(rounds.values()))
    by_round: dict[int, list[Any]] = {}
    for one in standings:
        one.round = rounds[one.round_id]
        by_round.setdefault(one.round_id, []).append(one)
    found = [one for pk, own in by_round.items() for one in waiting(rounds[pk], own)]
    return found, {one.proposal_id: one for one in standings}
