"""The common ground of what changes a panel: giving seats, leaving them, and saying which rule stands in the way."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from cluster_portal.shared.errors import DomainError
from consultants.models import Expert
from evaluation.conflicts import Hit
from evaluation.models import PanelMember, Round, RoundProposal
from evaluation.panels import PanelRules, Seatable, panel_problems
from evaluation.queries import pool
from evaluation.states import Appointment, RoundStatus


def require_staffing(round: Round, at: dt.datetime) -> None:
    """
    Raises:
        DomainError: code "panel-closed" once scoring has closed.
    """
    if not round.is_staffing or (round.status == RoundStatus.SCORING and at >= round.scoring_closes_at):
        raise DomainError(_("The panel cannot change any more: scoring has closed."), code="panel-closed")


def seat(
    round: Round, experts: Iterable[Expert], *, how: Appointment, at: dt.datetime, reason: str = ""
) -> list[PanelMember]:
    """Give each a new seat. The round is locked, so numbers do not clash."""
    last = PanelMember.objects.filter(round=round).aggregate(last=Max("seat"))["last"] or 0
    members = [
        PanelMember(
            round=round, expert=expert, seat=number, region=expert.region, organisation=expert.organisation,
            how=how, reason=reason, proposed_at=at,
        )
        for number, expert in enumerate(experts, start=last + 1)
    ]  # fmt: skip
    return PanelMember.objects.bulk_create(members)


def as_seatable(member: PanelMember, barred: str = "") -> Seatable:
    return Seatable(member.expert_id, member.region_id, member.organisation_id, barred=barred)


def seated(round: Round) -> list[PanelMember]:
    return list(PanelMember.objects.seated().filter(round=round).joined().order_by("seat"))


def require_never_sealed(member: PanelMember) -> None:
    """Whoever has signed a sheet stays: nobody may remove a score by removing its evaluator.

    Raises:
        DomainError: code "has-sealed".
    """
    if member.sealed_count:
        raise DomainError(
            _("%(seat)s has sealed sheets and stays on the panel. Sheets still open can be abstained from.") % {"seat": member.seat_name},
            code="has-sealed",
        )


def give_up_sheets(round: Round, member: PanelMember) -> None:
    """A leaving member's sheets no longer count or are waited for."""
    open_sheets = member.sheets.unsealed()
    proposals = list(open_sheets.values_list("proposal", flat=True))
    if proposals:
        RoundProposal.objects.filter(round=round, proposal__in=proposals).update(sheet_count=F("sheet_count") - 1)
        Round.objects.filter(pk=round.pk).update(sheet_count=F("sheet_count") - len(proposals))
        open_sheets.void_unsealed()
    member.sheet_count = 0


def sentences(problems: Sequence[str], rules: PanelRules, round: Round, size: int) -> list[str]:
    """What a panel breaks, in words."""
    needed = rules.others_needed(max(size, rules.size_min))
    words = {
        "too_small": _("A panel has at least %(size)d members.") % {"size": rules.size_min},
        "too_large": _("A panel has at most %(size)d members.") % {"size": rules.size_max},
        "other_regions": _("At least %(needed)d members must come from other regions than %(region)s.")
        % {"needed": needed, "region": round.region.name},
        "one_per_organisation": _("At most one member may come from one organisation."),
        "conflict": _("A member has a conflict of interest."),
    }
    return [words[code] for code in problems]


def require_rules_kept(round: Round, panel: Sequence[Seatable], *, complete: bool) -> None:
    """
    Raises:
        DomainError: code of the first broken rule, naming all of them.
    """
    rules = pool.panel_rules(round.rules)
    problems = panel_problems(panel, rules, home=round.region_id, complete=complete)
    if problems:
        raise DomainError(" ".join(sentences(problems, rules, round, len(panel))), code=problems[0].replace("_", "-"))


def conflict_sentence(hits: Sequence[Hit], round: Round) -> str:
    """Which rule, and which organisation it speaks of."""
    names = pool.rule_names(round.rules, (get_language() or "ko")[:2])
    organisations = Organisation.objects.in_bulk(pool.organisations_named(hits))

    def facts(hit: Hit) -> Any:
        return organisations[hit.organisation].name if hit.organisation in organisations else hit.family

    found = sorted({(names.get(hit.rule, hit.rule), str(facts(hit) or "")) for hit in hits})
    return "; ".join(f"{rule}: {fact}" if fact else rule for rule, fact in found)
