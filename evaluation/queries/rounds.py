"""What the headquarters' pages are made of: lists, the panel, and the monitor (who has sealed how much, by when; no score)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from accounts.models import HQ_ROLES, Role
from cluster_portal.shared.paging import Page, keyset_page
from clusters.models import Region
from documents.models import StoredFile
from evaluation import access
from evaluation.evidence_files import EVIDENCE
from evaluation.models import Assignment, ConflictDeclaration, OpinionSummary, PanelMember, Round, RoundProposal, Section, Sheet
from evaluation.models.sheet import SheetQuerySet
from evaluation.panel_words import panel_sentences
from evaluation.panels import panel_problems
from evaluation.queries import pool
from evaluation.queries.blind import cover, cover_for
from evaluation.queries.duties import panels
from evaluation.states import SEATED, ApprovalResult, MemberStatus, RoundStatus, SheetStatus
from projects.models import Call, StatusCount
from projects.states import CallStatus, ProposalStatus

WAITING = (ProposalStatus.SUBMITTED, ProposalStatus.RETURNED)


def round_list(user: Any, *, cursor: str | None = None, status: str = "", region: str = "", size: int = 50) -> Page:
    """Rounds the person may see, newest first; progress is on the row. One statement."""
    rounds = Round.objects.visible_to(user).joined()
    if status:
        rounds = rounds.filter(status=status)
    if region:
        rounds = rounds.filter(region=region)
    return keyset_page(rounds, order=("-pk",), cursor=cursor, size=size)


@dataclass(frozen=True, slots=True)
class Plannable:
    """A closed call and a region with eligible proposals but without an open round."""

    call: Call
    region: Region
    eligible: int
    waiting: int  # for screening: a round can be planned when this is 0


def plannable(user: Any) -> list[Plannable]:
    """What the person could plan a round on now. Three statements over the kept counts."""
    regions = None if user.has_role(Role.CENTRAL) else user.region_codes(*HQ_ROLES)
    counts = StatusCount.objects.filter(
        call__status=CallStatus.CLOSED, status__in=[ProposalStatus.ELIGIBLE, *WAITING], number__gt=0
    )
    if regions is not None:
        counts = counts.filter(region__in=regions)
    taken = set(Round.objects.filter(appeal_of=None).exclude(status=RoundStatus.RELEASED).values_list("call", "region"))
    found: dict[tuple[int, str], list[StatusCount]] = {}
    for count in counts.select_related("call", "region").order_by("-call__closes_at", "region__order"):
        if (count.call_id, count.region_id) not in taken:
            found.setdefault((count.call_id, count.region_id), []).append(count)
    return [
        Plannable(
            rows[0].call,
            rows[0].region,
            eligible=sum(row.number for row in rows if row.status == ProposalStatus.ELIGIBLE),
            waiting=sum(row.number for row in rows if row.status != ProposalStatus.ELIGIBLE),
        )
        for rows in found.values()
    ]


def panel(round: Round) -> list[PanelMember]:
    """Everyone who has or had a seat, with name and affiliation. One statement."""
    return list(PanelMember.objects.filter(round=round).joined().order_by("seat"))


@dataclass(frozen=True, slots=True)
class PanelCheck:
    """How a panel stands against the rulebook."""

    size: int
    size_min: int
    size_target: int
    size_max: int
    others: int
    others_needed: int
    problems: list[str]  # sentences

    @property
    def is_sound(self) -> bool:
        return not self.problems


def panel_check(round: Round, members: list[PanelMember], *, accepted_only: bool = False) -> PanelCheck:
    """Over those seated, or over those who accepted. No statement."""
    counted = [one for one in members if (one.status == MemberStatus.ACCEPTED if accepted_only else one.status in SEATED)]
    rules = pool.panel_rules(round.rules)
    seatable = [one.as_seatable() for one in counted]
    problems = panel_problems(seatable, rules, home=round.region_id)
    return PanelCheck(
        size=len(counted),
        size_min=rules.size_min,
        size_target=rules.size_target,
        size_max=rules.size_max,
        others=sum(one.region != round.region_id for one in seatable),
        others_needed=rules.others_needed(max(len(counted), rules.size_min)),
        problems=panel_sentences(problems, rules, region=round.region.name, size=len(counted)),
    )


def panel_checks(
    round: Round, members: list[PanelMember], *, accepted_only: bool = False
) -> list[tuple[Section, list[PanelMember], PanelCheck]]:
    """Each section with those seated in it and how they stand. One statement."""
    return [
        (section, [one for one in sitting if one.is_seated], panel_check(round, sitting, accepted_only=accepted_only))
        for section, sitting in panels(round, members)
    ]


def panel_candidates(round: Round) -> list[pool.Candidate]:
    """Everyone who could be appointed by hand, the fittest and freest of conflicts first."""
    return sorted(
        pool.candidates(round), key=lambda one: (bool(one.barred), -one.fitness, one.served, one.expert.name, one.expert.pk)
    )


@dataclass(frozen=True, slots=True)
class Monitor:
    """The round's progress: per evaluator from kept counters, per proposal a page of rows with its sheets' states."""

    members: list[PanelMember]
    entries: Page
    ties: set[tuple[int, int]]  # (member, proposal) with a declared conflict, on this page
    assigned: set[tuple[int, int]]  # (member, entry) on this page, where proposals have their own evaluators


def monitor(round: Round, *, cursor: str | None = None, missing_only: bool = False, size: int = 50) -> Monitor:
    """Four statements (five where proposals have their own evaluators), whatever the number of sheets. Sheets come without points, comments and totals."""
    members = list(round.members.filter(status=MemberStatus.ACCEPTED).joined().order_by("seat"))
    states = (
        Sheet.objects.filter(round=round, member__status=MemberStatus.ACCEPTED)
        .only("pk", "status", "saved_at", "sealed_at", "proposal_id", "member_id", "member__seat")
        .select_related("member")
        .order_by("member__seat")
    )
    entries = RoundProposal.objects.filter(round=round).select_related("proposal__lead")
    if missing_only:
        entries = entries.filter(sealed_count__lt=F("sheet_count"))
    page = keyset_page(
        entries.prefetch_related(Prefetch("proposal__sheets", states, to_attr="round_sheets")),
        order=("pk",),
        cursor=cursor,
        size=size,
    )
    ties = ConflictDeclaration.objects.filter(
        has_conflict=True, member__in=members, proposal__in=[entry.proposal_id for entry in page]
    )
    assigned = (
        Assignment.objects.filter(entry__in=list(page), ended_at__isnull=True)
        if round.is_individual
        else Assignment.objects.none()
    )
    return Monitor(members, page, set(ties.values_list("member", "proposal")), set(assigned.values_list("member", "entry")))


def sheet_to_reopen(round: Round, pk: int) -> Sheet:
    """For HQ's reopening, which shows no score. Raises Sheet.DoesNotExist."""
    reopenable = Q(status=SheetStatus.SEALED) | Q(status=SheetStatus.ABSTAINED)
    return (
        Sheet.objects.defer("points", "comments", "overall", "total")
        .filter(reopenable, round=round)
        .select_related("round")
        .get(pk=pk)
    )


def unsealed(round: Round) -> list[PanelMember]:
    """Evaluators who still have sheets to seal, or whose sheets were not counted after the close."""
    late = round.members.filter(status=MemberStatus.ACCEPTED, sealed_count__lt=F("sheet_count"))
    return list(late.joined().order_by("seat"))


def waited_for(round: Round, at: dt.datetime) -> SheetQuerySet:
    """Unsealed sheets that the phase still lets be sealed, or will: all of them while scores are taken, after that those
    that were sealed and reopened."""
    unsealed = round.sheets.unsealed()
    return unsealed if at < round.scoring_closes_at else unsealed.exclude(seal="")


def late(round: Round, at: dt.datetime | None = None) -> dict[PanelMember, int]:
    """Who has how many unsealed sheets, in the order of seats; at a moment, only those waited for. Two statements."""
    sheets = round.sheets.unsealed() if at is None else waited_for(round, at)
    unsealed = dict(sheets.values_list("member").annotate(Count("pk")).order_by())
    return {member: unsealed[member.pk] for member in round.members.filter(pk__in=unsealed).joined()}


def short_of_sheets(round: Round) -> QuerySet[RoundProposal]:
    """Proposals whose sealed sheets are too few for a result, by the rulebook."""
    return RoundProposal.objects.filter(round=round, sealed_count__lt=round.rules.scoring.sheets_min.value)


def declared_conflicts(round: Round) -> QuerySet:
    """Every tie declared in the round, with who and what."""
    return ConflictDeclaration.objects.filter(member__round=round, has_conflict=True).select_related(
        "member__expert__user", "proposal"
    )


def entry(round: Round, proposal_ref: str) -> RoundProposal:
    """One proposal's place in the round, with bonus and penalty points. Raises RoundProposal.DoesNotExist."""
    return _entries(round).prefetch_related("adjustments").get(proposal__ref=proposal_ref)


def entry_called(reader: Any, round: Round, name: str) -> RoundProposal:
    """The same as the reader knows it: by its code name, where names are hidden from them."""
    if not access.names_are_hidden(reader, round):
        return entry(round, name)
    return cover(round, [_entries(round).exclude(code_name="").get(code_name=name)])[0]


def _entries(round: Round) -> QuerySet[RoundProposal]:
    return RoundProposal.objects.filter(round=round).select_related("round__region", "round__rulebook", "proposal__lead")


def evidence_of(entry: RoundProposal) -> QuerySet[StoredFile]:
    """The papers that prove its bonus and penalty points."""
    return StoredFile.objects.about(EVIDENCE, entry.pk).order_by("uploaded_at", "pk")


def evidence_in(round: Round) -> QuerySet[StoredFile]:
    """The same for every proposal of a round, each with the reference of its proposal. One statement."""
    keys = round.entries.annotate(key=Cast("pk", CharField())).values("key")
    entry = RoundProposal.objects.filter(pk=Cast(OuterRef("about_id"), BigIntegerField()))
    found = StoredFile.objects.filter(about_type=EVIDENCE, about_id__in=keys, removed_at=None)
    return found.annotate(proposal_ref=Subquery(entry.values("proposal__ref")))


def opinions_missing(round: Round) -> int:
    """Proposals still without a summary opinion; 0 where the rulebook discloses none."""
    if not round.rules.disclosure.summary_opinion.value or not round.is_closed:
        return 0
    return round.entries.exclude(proposal__opinions__round=round).count()


def waits_for_approval(round: Round) -> bool:
    return round.approvals.filter(result=ApprovalResult.WAITING).exists()


def entry_page(round: Round, reader: Any, *, cursor: str | None = None, size: int = 50) -> Page:
    """The round's proposals with their bonus and penalty points, and whether an opinion is written. Two statements; where names
    are hidden from the reader, in the order of code names."""
    written = OpinionSummary.objects.filter(round=round, proposal=OuterRef("proposal"))
    entries = RoundProposal.objects.filter(round=round).select_related("proposal__lead", "cut").prefetch_related("adjustments")
    order = ("code_name",) if access.names_are_hidden(reader, round) else ("pk",)
    page = keyset_page(entries.annotate(has_opinion=Exists(written)), order=order, cursor=cursor, size=size)
    cover_for(reader, round, page.items)
    return page
