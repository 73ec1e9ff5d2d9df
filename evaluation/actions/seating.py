"""The common ground of what changes a panel: giving seats, leaving them, and saying which rule stands in the way."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import F, Max
from django.utils.translation import gettext as _

from cluster_portal.shared.errors import DomainError
from consultants.models import Expert
from evaluation.history_words import seat_words
from evaluation.models import PanelMember, Round, RoundProposal, Section
from evaluation.panel_words import panel_sentences
from evaluation.panels import Seatable, panel_problems
from evaluation.queries import pool
from evaluation.queries.draws import live_draw
from evaluation.states import Appointment, RoundStatus


def require_staffing(round: Round, at: dt.datetime) -> None:
    """
    Raises:
        DomainError: code "panel-closed" once scoring has closed.
    """
    if not round.is_staffing or (round.status == RoundStatus.SCORING and at >= round.scoring_closes_at):
        raise DomainError(_("The panel cannot change any more: scoring has closed."), code="panel-closed")


def seat(
    round: Round, experts: Iterable[Expert], *, section: Section | None, how: Appointment, at: dt.datetime, reason: str = ""
) -> list[PanelMember]:
    """Give each a new seat, in a section's panel where the round has sections. The round is locked, so numbers do not clash."""
    last = PanelMember.objects.filter(round=round).aggregate(last=Max("seat"))["last"] or 0
    members = [
        PanelMember(
            round=round, section=section, expert=expert, seat=number, region=expert.region, organisation=expert.organisation,
            how=how, reason=reason, proposed_at=at,
        )
        for number, expert in enumerate(experts, start=last + 1)
    ]  # fmt: skip
    return PanelMember.objects.bulk_create(members)


def require_no_draw(round: Round) -> None:
    """A public draw, announced or carried out, is the only way onto the panel.

    Raises:
        DomainError: code "public-draw".
    """
    if live_draw(round) is not None:
        raise DomainError(_("This panel is formed by a public draw."), code="public-draw")


def seated(round: Round, section: Section | None = None) -> list[PanelMember]:
    """Of the whole round, or of one section."""
    members = PanelMember.objects.seated().filter(round=round)
    return list((members.filter(section=section) if section else members).joined().order_by("seat"))


def require_never_sealed(member: PanelMember) -> None:
    """Whoever has signed a sheet stays: nobody may remove a score by removing its evaluator.

    Raises:
        DomainError: code "has-sealed".
    """
    if member.has_sealed:
        raise DomainError(
            _("%(seat)s has sealed sheets and stays on the panel. Sheets still open can be abstained from.")
            % {"seat": seat_words(member.seat_name)},
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


def require_rules_kept(round: Round, panel: Sequence[Seatable], *, complete: bool) -> None:
    """
    Raises:
        DomainError: code of the first broken rule, naming all of them.
    """
    rules = pool.panel_rules(round.rules)
    problems = panel_problems(panel, rules, home=round.region_id, complete=complete)
    if problems:
        words = panel_sentences(problems, rules, region=round.region.name, size=len(panel))
        raise DomainError(" ".join(words), code=problems[0].replace("_", "-"))
