"""A round in every region for the first two calls: panels of seven, four sheets to a proposal, signed as people sign."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from accounts.models import User
from cluster_portal.seeding.population import BATCH
from cluster_portal.seeding.proposals import TRACK
from clusters.models import Region
from consultants.models import Expert
from evaluation import merkle
from evaluation.actions.chaining import append_to_chain
from evaluation.actions.confirm_ranking import NeedsOrder, confirm_ranking
from evaluation.actions.release_round import release_round
from evaluation.actions.scoring_rights import sign
from evaluation.actions.tally_round import tally_round
from evaluation.models import OpinionSummary, PanelMember, Round, RoundProposal, Section, Sheet, SheetSeal
from evaluation.queries.seals import counted_seals
from evaluation.rulebook_rules import scoring_rules
from evaluation.seal_chain import SEALED
from evaluation.states import Appointment, MemberStatus, RoundStatus, SheetStatus
from projects.models import Call, Proposal
from projects.states import ProposalStatus

PANEL = 7
SHEETS_EACH = 4
SCORING_DAYS = 14
SCORING_NOW = "capital"  # the region whose round of the second call still takes scores
DAY = dt.timedelta(days=1)
COMMENT = "근거를 적은 충분히 긴 시연용 의견입니다."


def make_rounds(calls: Sequence[Call], experts: Sequence[Expert], heads: dict[str, User], now: dt.datetime) -> None:
    """The first call's rounds end released; of the second call one is being scored and the others are tallied."""
    seats = iter(experts)
    decided, scored = calls
    for call in calls:
        for region in Region.objects.order_by("order"):
            by = heads[region.pk]
            is_scoring = call is scored and region.pk == SCORING_NOW
            opens = now - 4 * DAY if is_scoring else call.closes_at + 10 * DAY
            round = _make_round(call, region, by, opens, is_scoring)
            members = _make_panel(round, list(islice(seats, PANEL)))
            _make_sheets(round, members)
            if not is_scoring:
                tally_round(round, by=by, at=round.closed_at)
            if call is decided:
                _release(round, by)


def _make_round(call: Call, region: Region, by: User, opens: dt.datetime, is_scoring: bool) -> Round:
    closes = opens + SCORING_DAYS * DAY
    return Round.objects.create(
        ref=f"{call.ref}-{region.pk}", call=call, region=region, rulebook=call.rulebook, created_by=by, is_demo=True,
        status=RoundStatus.SCORING if is_scoring else RoundStatus.CLOSED, scoring_opens_at=opens, scoring_closes_at=closes,
        closed_at=None if is_scoring else closes,
    )  # fmt: skip


def _make_panel(round: Round, experts: Sequence[Expert]) -> list[PanelMember]:
    at = round.scoring_opens_at - DAY
    section = Section.objects.create(round=round, number=1)
    return PanelMember.objects.bulk_create(
        PanelMember(
            round=round, section=section, expert=expert, seat=seat, region=expert.region, organisation=expert.organisation, how=Appointment.AUTOMATIC,
            status=MemberStatus.ACCEPTED, is_chair=seat == 1, proposed_at=at, invited_at=at, accepted_at=at, pledged_at=at, declared_at=at,
        )
        for seat, expert in enumerate(experts, start=1)
    )  # fmt: skip


def _make_sheets(round: Round, members: Sequence[PanelMember]) -> None:
    """Neighbouring seats score each proposal; in a round being scored the last of them has not begun."""
    proposals = list(
        Proposal.objects.filter(call=round.call, region=round.region, status=ProposalStatus.UNDER_EVALUATION).order_by("pk")
    )
    sealed_each = SHEETS_EACH - (round.status == RoundStatus.SCORING)
    RoundProposal.objects.bulk_create(
        (
            RoundProposal(
                round=round, proposal=one, section=members[0].section, sheet_count=SHEETS_EACH, sealed_count=sealed_each
            )
            for one in proposals
        ),
        batch_size=BATCH,
    )
    sheets = list(_sheets(round, members, proposals))
    codes = round.entries.codes()
    seals = [sign(sheet, code=codes[sheet.proposal_id], at=sheet.saved_at) for sheet in sheets if sheet.saved_at]
    Sheet.objects.bulk_create(sheets, batch_size=BATCH)
    SheetSeal.objects.bulk_create(seals, batch_size=BATCH)
    if seals:
        append_to_chain(round, SEALED, [(seal, codes[seal.sheet.proposal_id]) for seal in seals], at=seals[-1].signed_at)
        round.merkle_root = merkle.root(map(bytes.fromhex, counted_seals(round))).hex() if round.is_closed else ""
        round.save(update_fields=["merkle_root"])
    _keep_counts(round, members, sheets, len(proposals))


def _sheets(round: Round, members: Sequence[PanelMember], proposals: Sequence[Proposal]) -> Iterator[Sheet]:
    dice = random.Random(round.pk)  # noqa: S311  (the same scores every time)
    items = scoring_rules(round.rules, TRACK).items
    for number, proposal in enumerate(proposals):
        worth = dice.uniform(0.55, 0.95)
        for place in range(SHEETS_EACH):
            sheet = Sheet(round=round, member=members[(number + place) % len(members)], proposal=proposal)
            if place < SHEETS_EACH - 1 or round.is_closed:
                shares = [min(1.0, max(0.0, worth + dice.uniform(-0.1, 0.1))) for _item in items]
                sheet.points = {
                    item.code: str(Decimal(int(item.maximum * 2 * Decimal(share))) / 2)
                    for item, share in zip(items, shares, strict=True)
                }
                sheet.comments = {item.code: COMMENT for item in items}
                sheet.overall, sheet.version, sheet.saved_at = COMMENT, 1, round.scoring_opens_at + DAY
                sheet.become(SheetStatus.DRAFT)
            yield sheet


def _keep_counts(round: Round, members: Sequence[PanelMember], sheets: Sequence[Sheet], proposals: int) -> None:
    for member in members:
        own = [sheet for sheet in sheets if sheet.member is member]
        member.sheet_count = len(own)
        member.sealed_count = sum(sheet.status == SheetStatus.SEALED for sheet in own)
        member.last_sealed_at = round.scoring_opens_at + DAY
    PanelMember.objects.bulk_update(members, ["sheet_count", "sealed_count", "last_sealed_at"])
    round.proposal_count, round.member_count = proposals, len(members)
    round.sheet_count = len(sheets)
    round.sealed_count = sum(sheet.status == SheetStatus.SEALED for sheet in sheets)
    round.save(update_fields=["proposal_count", "member_count", "sheet_count", "sealed_count"])


def _release(round: Round, head: User) -> None:
    at = round.scoring_closes_at + 7 * DAY
    OpinionSummary.objects.bulk_create(
        (
            OpinionSummary(round=round, proposal_id=pk, strengths="협력이 뚜렷합니다. (시연)", improvements="판로 계획을 보완하십시오. (시연)", by=head, at=at)
            for pk in round.entries.values_list("proposal", flat=True)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    try:
        confirm_ranking(round, by=head, at=at)
    except NeedsOrder as tie:
        confirm_ranking(round, by=head, at=at, among_equals={pk: order for order, pk in enumerate(tie.proposals, start=1)})
    release_round(round, by=head, at=at)
