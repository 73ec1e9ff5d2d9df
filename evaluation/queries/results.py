"""What a release makes known: the applicant's disclosure, and the public's list."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from cluster_portal.shared.paging import Page, keyset_page
from evaluation import access
from evaluation.appeal_clock import filed_until
from evaluation.disclosure import criterion_scores, grade_of, without_names
from evaluation.models import OpinionSummary, PanelCut, PanelMember, Release, Round, RoundProposal, Sheet, Standing
from evaluation.sheet_words import item_names
from evaluation.states import MemberStatus, RoundStatus, SheetStatus
from programme.queries import holiday_calendar
from projects.models import Proposal

MAKING = ("trace", "tie")  # long, and not for the public


def my_result(user: Any, proposal_ref: str) -> Standing:
    """The latest released result of a proposal (not of a review on appeal), if the person may see it. Raises Standing.DoesNotExist."""
    rows = Standing.objects.visible_to(user).filter(
        round__status=RoundStatus.RELEASED, round__appeal_of=None, proposal__ref=proposal_ref
    )
    found = rows.select_related("round__call", "round__region", "round__rulebook", "proposal__lead").order_by("-pk").first()
    if found is None:
        raise Standing.DoesNotExist
    return found


@dataclass(frozen=True, slots=True)
class CriterionScore:
    code: str
    name: str
    maximum: Decimal
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class ItemComments:
    """What evaluators wrote on one line of the sheet, in no order of theirs."""

    name: str
    comments: list[str]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What the rulebook lets the applicant see; what it does not is None or empty."""

    standing: Standing
    total: Decimal | None
    grade: str
    place: int | None
    ranked: int
    pass_line: Decimal
    criteria: list[CriterionScore]
    steps: dict[str, Any]
    opinion: OpinionSummary | None
    cut: PanelCut | None
    comments: list[ItemComments]
    evaluators: list[tuple[str, str]] | None  # (name, affiliation) by name: never beside a score
    release: Release
    appeal_until: dt.datetime  # exclusive


def disclosure(standing: Standing) -> Disclosure:
    """For a standing fetched by `my_result`. Names and scores are never put side by side, and seats are not shown."""
    round = standing.round
    document = round.rules
    shown, language = document.disclosure, (get_language() or "ko")[:2]
    track = document.track(standing.proposal.track)
    grades = {grade.code: grade.share for grade in document.scoring.grades.value}
    grade_names = {grade.code: grade.name.in_language(language) for grade in document.scoring.grades.value}
    means = criterion_scores(standing.trace)
    with_score = shown.score.value
    return Disclosure(
        standing=standing,
        total=standing.total if with_score else None,
        grade=grade_names.get(grade_of(standing.total, grades), "") if with_score else "",
        place=standing.place if with_score else None,
        ranked=round.proposal_count,
        pass_line=Decimal(document.scoring.pass_line.value),
        criteria=[
            CriterionScore(one.code, one.name.in_language(language), one.points, means.get(one.code))
            for one in track.criteria.value
        ]
        if with_score
        else [],
        steps=_steps(standing) if with_score else {},
        opinion=OpinionSummary.objects.filter(round=round, proposal=standing.proposal_id).first()
        if shown.summary_opinion.value
        else None,
        cut=PanelCut.objects.filter(entry__round=round, entry__proposal=standing.proposal_id).first(),
        comments=_comments(standing, language) if shown.anonymous_comments.value else [],
        evaluators=evaluators_of(round) if shown.evaluator_list.value else None,
        release=round.release,
        appeal_until=filed_until(round.release.at, document, holiday_calendar()),
    )


def _steps(standing: Standing) -> dict[str, Any]:
    """The making of the score without anybody's single sheet: the totals by size alone."""
    trace = standing.trace
    return {
        "sheets": len(trace["sheets"]),
        "totals": [(Decimal(line["total"]), line["fate"] != "counted") for line in trace["sheets"]],  # by size: no seat, no name
        "dropped": sum(line["fate"] != "counted" for line in trace["sheets"]),
        "mean": standing.mean,
        "bonuses": trace["bonuses"],
        "bonus": standing.bonus,
        "penalties": trace["penalties"],
        "penalty": standing.penalty,
        "total": standing.total,
        "flags": trace["flags"],
    }


def _comments(standing: Standing, language: str) -> list[ItemComments]:
    return anonymous_comments(standing.round, standing.proposal, language, seed=str(standing.pk))


def anonymous_comments(round: Round, proposal: Proposal, language: str, *, seed: str) -> list[ItemComments]:
    """What sealed sheets say on each line of the table, in an order that tells nothing of the seats. One statement."""
    sheets = Sheet.objects.filter(round=round, proposal=proposal, status=SheetStatus.SEALED)
    by_item: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for seat, comments, overall in sheets.values_list("member__seat", "comments", "overall"):
        by_item[""].append((seat, overall))
        for code, text in comments.items():
            by_item[code].append((seat, text))
    names = item_names(round.rules.track(proposal.track), language)
    return [
        ItemComments(names.get(code, ""), texts)
        for code in ["", *names]
        if (texts := without_names(by_item[code], seed=f"{seed}/{code}"))
    ]


def evaluators_of(round: Round) -> list[tuple[str, str]]:
    """Those whose sheets count, by name."""
    served = PanelMember.objects.filter(round=round, status=MemberStatus.ACCEPTED, sealed_count__gt=0).joined()
    return sorted((member.name, member.affiliation) for member in served)


def code_of(standing: Standing) -> str:
    """What stands for the proposal in the public packet; its applicant may know it."""
    return RoundProposal.objects.select_related("proposal").get(round=standing.round_id, proposal=standing.proposal_id).code


def released_rounds() -> QuerySet[Round]:
    """Newest first, for the public."""
    return (
        Round.objects.filter(status=RoundStatus.RELEASED, appeal_of=None)
        .joined()
        .select_related("release")
        .order_by("-released_at", "-pk")
    )


def released_round(ref: str) -> Round:
    """Raises Round.DoesNotExist for one that is not released."""
    return released_rounds().get(ref=ref)


def public_results(round: Round, *, cursor: str | None = None, size: int = 50) -> Page:
    """The selected and the reserve list of a released round, in its order, with lead and complex joined. One statement."""
    rows = (
        Standing.objects.filter(access.public_standings(), round=round)
        .select_related("proposal__lead", "proposal__complex")
        .defer(*MAKING)
    )
    return keyset_page(rows, order=("position",), cursor=cursor, size=size)


def public_rows() -> QuerySet[Standing]:
    """Every published standing, for search, open data and the API."""
    joined = Standing.objects.filter(access.public_standings()).select_related(
        "round__call", "round__region", "proposal__lead", "proposal__complex"
    )
    return joined.defer(*MAKING)
