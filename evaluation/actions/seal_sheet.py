import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import NotReady, require
from evaluation import access
from evaluation.actions.chaining import append_to_chain
from evaluation.actions.scoring_rights import language, require_taken, require_version, rules_of, sign, track_of
from evaluation.models import PanelMember, Round, RoundProposal, Sheet, SheetSeal
from evaluation.phases import Phase
from evaluation.scoring import check_sheet
from evaluation.seal_chain import SEALED
from evaluation.sheet_words import problem_sentences
from evaluation.states import SheetStatus


@transaction.atomic
def seal_sheet(sheet: Sheet, *, by: User, version: int, at: dt.datetime | None = None) -> SheetSeal:
    """Sign a complete sheet. From now on nobody changes it; the seal is the evaluator's receipt.

    The round is held while this happens, so a sheet is either sealed before the round closes or not at all. The round's
    history gains the seal (never the scores), the round's chain of seals a link. Sealing again what is sealed returns the same seal.

    Raises:
        NotReady: `problems` says what is missing, line by line.
        StaleVersion: when another device saved after the page was shown.
        DomainError: code "not-scoring", "sheet-abstained", "sheet-void".
    """
    at = at or timezone.now()
    round = Round.objects.locked(sheet.round)
    sheet = Sheet.objects.locked(sheet)
    sheet.round = round
    if sheet.status == SheetStatus.SEALED:
        require(access.may_score(by, sheet))
        return sheet.seals.get(seal=sheet.seal)
    require_taken(sheet, by, at)
    require_version(sheet, version)
    if problems := _problems(sheet):
        raise NotReady(problems)
    (seal,) = _seal([sheet], by=by, at=at)
    return seal


@dataclass(frozen=True, slots=True)
class SealedMany:
    """What one press sealed, and what still lacks something: (sheet, sentences)."""

    sealed: list[SheetSeal] = field(default_factory=list)
    not_ready: list[tuple[Sheet, list[str]]] = field(default_factory=list)


@transaction.atomic
def seal_sheets(member: PanelMember, *, by: User, at: dt.datetime | None = None) -> SealedMany:
    """Sign every complete draft of one evaluator at once; what lacks something stays a draft and is named. While sheets are
    adjusted, those that were never signed in time are passed over.

    Raises:
        NotAllowed; DomainError: code "not-scoring".
    """
    at = at or timezone.now()
    round = Round.objects.locked(member.round)
    drafts = Sheet.objects.select_for_update(no_key=True, of=("self",)).joined()
    ready, not_ready = [], []
    for sheet in drafts.filter(member=member, status=SheetStatus.DRAFT).order_by("pk"):
        sheet.round = round
        if round.phase(at) == Phase.ADJUST and not sheet.was_sealed:
            continue
        require_taken(sheet, by, at)
        if problems := _problems(sheet):
            not_ready.append((sheet, problems))
        else:
            ready.append(sheet)
    return SealedMany(_seal(ready, by=by, at=at), not_ready)


def _problems(sheet: Sheet) -> list[str]:
    problems = check_sheet(sheet.decimals, rules_of(sheet), comments=sheet.comments, overall=sheet.overall)
    return problem_sentences(problems, track_of(sheet), language())


def _seal(sheets: list[Sheet], *, by: User, at: dt.datetime) -> list[SheetSeal]:
    """Sign sheets of one member, all of them locked and complete. A few statements for any number."""
    if not sheets:
        return []
    member, round = sheets[0].member, sheets[0].round
    codes = RoundProposal.objects.filter(round=round, proposal__in=[sheet.proposal_id for sheet in sheets]).codes()
    seals = [sign(sheet, code=codes[sheet.proposal_id], at=at) for sheet in sheets]
    _number(seals)
    seals = SheetSeal.objects.bulk_create(seals, batch_size=1000)
    append_to_chain(round, SEALED, [(seal, codes[seal.sheet.proposal_id]) for seal in seals], at=at)
    if len(sheets) == 1:
        sheets[0].save(update_fields=["status", "sealed_at", "seal", "total"])
    else:
        Sheet.objects.bulk_update(sheets, ["status", "sealed_at", "seal", "total"], batch_size=1000)
    PanelMember.objects.filter(pk=member.pk).update(sealed_count=F("sealed_count") + len(sheets), last_sealed_at=at)
    Round.objects.filter(pk=round.pk).update(sealed_count=F("sealed_count") + len(sheets))
    proposals = [sheet.proposal_id for sheet in sheets]
    RoundProposal.objects.filter(round=round, proposal__in=proposals).update(sealed_count=F("sealed_count") + 1)
    sealed = {sheet.proposal.ref: sheet.seal for sheet in sheets}
    chain = {"length": round.chain_length, "head": round.chain_head}
    record(stream=round.stream, verb="sealed", by=by, at=at, data={"seat": member.seat_name, "seals": sealed, "chain": chain})
    return seals


def _number(seals: Iterable[SheetSeal]) -> None:
    """A reopened sheet's seal is its second, third …"""
    again = [seal for seal in seals if seal.replaces]
    if again:
        last = dict(SheetSeal.objects.filter(seal__in=[seal.replaces for seal in again]).values_list("seal", "number"))
        for seal in again:
            seal.number = last[seal.replaces] + 1
