"""The common ground of what gives and takes single proposals: rows, sheets, counters, and the rules named."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from cluster_portal.shared.errors import DomainError
from evaluation.assignment.check import check
from evaluation.assignment_words import BINDING, rule_name
from evaluation.models import Assignment, ConflictDeclaration, PanelMember, Round, RoundProposal, Sheet
from evaluation.queries.assignment_input import RoundInput, rules_of
from evaluation.queries.service import GIVEN_UP
from evaluation.states import Appointment, SheetStatus

AT_ONCE = 2000  # rows per statement
NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody is to judge a proposal. Ids of the entry and the member."""

    entry: int
    member: int
    suitability: int = 0
    how: str = Appointment.AUTOMATIC
    reason: str = ""
    is_pinned: bool = False


def give(round: Round, duties: Iterable[Duty], *, at: dt.datetime) -> list[Assignment]:
    """New assignments. Who had the proposal before, and had said there is no tie, goes on where the sheet stood."""
    rows = Assignment.objects.bulk_create(
        [
            Assignment(
                entry_id=one.entry, member_id=one.member, suitability=one.suitability, how=one.how, reason=one.reason,
                is_pinned=one.is_pinned, at=at,
            )
            for one in duties
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    pairs = {(row.entry_id, row.member_id) for row in rows}
    proposals = dict(RoundProposal.objects.filter(pk__in={entry for entry, _member in pairs}).values_list("proposal", "pk"))
    declared = ConflictDeclaration.objects.filter(
        member__in={member for _entry, member in pairs}, proposal__in=proposals, has_conflict=False
    ).values_list("proposal", "member")
    back = [(proposal, member) for proposal, member in declared if (proposals[proposal], member) in pairs]
    if back:
        _sheets_again(round, back)
    return rows


def _sheets_again(round: Round, pairs: list[tuple[int, int]]) -> None:
    wanted = set(pairs)
    earlier = Sheet.objects.filter(round=round, proposal__in={pair[0] for pair in pairs}, member__in={pair[1] for pair in pairs})
    states = {(sheet.proposal_id, sheet.member_id): sheet for sheet in earlier if (sheet.proposal_id, sheet.member_id) in wanted}
    voided = [sheet.pk for sheet in states.values() if sheet.status == SheetStatus.VOID]
    Sheet.objects.filter(pk__in=voided).revive()
    fresh = [pair for pair in pairs if pair not in states]
    Sheet.objects.bulk_create([Sheet(round=round, proposal_id=one, member_id=who) for one, who in fresh], batch_size=AT_ONCE)
    count_sheets(round, [*fresh, *(pair for pair, sheet in states.items() if sheet.pk in set(voided))], by=1)


def take(round: Round, assignments: Collection[Assignment], *, at: dt.datetime) -> None:
    """End assignments. Their unsealed sheets no longer count or are waited for.

    Raises:
        DomainError: code "has-sealed" if somebody has signed the sheet: no score goes by taking its evaluator away.
    """
    if not assignments:
        return
    pairs = {(one.entry.proposal_id, one.member_id) for one in assignments}
    found = Sheet.objects.filter(
        round=round, proposal__in={pair[0] for pair in pairs}, member__in={pair[1] for pair in pairs}
    ).select_related("member", "proposal")
    sheets = [sheet for sheet in found if (sheet.proposal_id, sheet.member_id) in pairs]
    for sheet in sheets:
        if sheet.seal and sheet.status not in GIVEN_UP:
            raise DomainError(
                _("%(name)s has signed the sheet on “%(proposal)s” and stays its evaluator.")
                % {"name": sheet.member.name, "proposal": sheet.proposal.title},
                code="has-sealed",
            )
    Assignment.objects.filter(pk__in=[one.pk for one in assignments]).update(ended_at=at)
    open_sheets = [sheet for sheet in sheets if sheet.is_writable]
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in open_sheets]).void_unsealed()
    count_sheets(round, [(sheet.proposal_id, sheet.member_id) for sheet in open_sheets], by=-1)


def count_sheets(round: Round, pairs: Sequence[tuple[int, int]], *, by: int) -> None:
    """Keep the counters of round, proposals and members: `by` for each (proposal, member). A statement for each number."""
    if not pairs:
        return
    Round.objects.filter(pk=round.pk).update(sheet_count=F("sheet_count") + by * len(pairs))
    for rows, field in ((RoundProposal.objects.filter(round=round), "proposal"), (PanelMember.objects.filter(round=round), "pk")):
        numbers = defaultdict(list)
        for key, number in Counter(pair[0 if field == "proposal" else 1] for pair in pairs).items():
            numbers[number].append(key)
        for number, keys in numbers.items():
            rows.filter(**{f"{field}__in": keys}).update(sheet_count=F("sheet_count") + by * number)


def require_kept(given: RoundInput, pairs: Sequence[tuple[int, int]], *, size_min: int, each_sector: bool = False) -> None:
    """
    Raises:
        DomainError: code of the first binding rule that (entry, member) pairs break, naming rule and proposals.
    """
    broken = binding_breaches(given, pairs, size_min=size_min, each_sector=each_sector)
    if broken:
        rule, places = next(iter(broken.items()))
        titles = [given.entries[place].proposal.title for place in places[:NAMED_AT_MOST]]
        more = _(" and %(n)d more") % {"n": len(places) - NAMED_AT_MOST} if len(places) > NAMED_AT_MOST else ""
        message = _("Rule broken: %(rule)s.") % {"rule": rule_name(rule)}
        raise DomainError(f"{message} {', '.join(titles)}{more}".strip(), code=f"rule-{rule}")


def binding_breaches(
    given: RoundInput, pairs: Sequence[tuple[int, int]], *, size_min: int, each_sector: bool = False
) -> dict[str, list[int]]:
    """{rule: places of proposals} of what may not be; somebody over the limit is named without a proposal."""
    instance = given.instance
    places = given.places_of(pairs)
    found = check(instance, rules_of(given.round, each_sector=each_sector), places)
    broken: dict[str, list[int]] = {}
    for breach in found.breaches:
        if breach.rule in BINDING:
            broken.setdefault(breach.rule, []).extend([] if breach.proposal is None else [breach.proposal])
    sizes = Counter(row for row, _column in places)
    small = [place for place in range(instance.proposals) if sizes[place] < size_min]
    if small:
        broken["size"] = small
    return broken
