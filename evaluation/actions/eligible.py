"""Who may be put on a panel by hand: free of ties, of caps and of everything else that bars a person, as the facts stand now."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from cluster_portal.shared.errors import DomainError, InvalidInput
from consultants.models import Expert
from evaluation.models import PanelMember, Round, Section
from evaluation.panels import Seatable
from evaluation.queries import pool


def section_meant(round: Round, section: Section | None) -> Section | None:
    """The section whose panel is spoken of: the only one needs no saying; None where proposals have their own evaluators.

    Raises:
        InvalidInput: where there are several and none of them is said.
    """
    if round.is_individual:
        return None
    sections = list(round.sections.all())
    if section is None and len(sections) == 1:
        return sections[0]
    if section not in sections:
        raise InvalidInput({"section": _("Choose the section.")})
    return section


def require_eligible(round: Round, section: Section | None, experts: Sequence[Expert]) -> list[Seatable]:
    """The experts as they would sit. The number of statements does not grow with them.

    Raises:
        DomainError: of the first who may not: code on-panel, not-available, conflict, yearly-cap, repeat-service,
            untrained, unconfirmed.
    """
    if PanelMember.objects.seated().filter(round=round, expert__in=experts).exists():
        raise DomainError(_("This expert is on the panel already."), code="on-panel")
    chosen = [expert.pk for expert in experts]
    found = {one.expert.pk: one for one in pool.candidates(round, pool.evaluators().filter(pk__in=chosen), section=section)}
    for pk in chosen:
        if pk not in found:
            raise DomainError(_("This expert is not available as an evaluator."), code="not-available")
        _require_free(round, found[pk])
    return [found[pk].as_seatable() for pk in chosen]


def _require_free(round: Round, candidate: pool.Candidate) -> None:
    match candidate.barred:
        case pool.CONFLICT:
            facts = pool.conflict_sentence(candidate.hits, round)
            raise DomainError(_("Conflict of interest: %(facts)s") % {"facts": facts}, code="conflict")
        case pool.FIRST_PANEL:
            raise DomainError(_("This expert sat on the first panel. Nobody of it judges the appeal."), code="first-panel")
        case pool.YEARLY_CAP:
            words = _("This expert has served on %(served)d panels this year, which is their limit.")
            raise DomainError(words % {"served": candidate.served}, code="yearly-cap")
        case pool.REPEAT_SERVICE:
            raise DomainError(_("This expert has judged the same applicant too lately."), code="repeat-service")
        case pool.UNTRAINED:
            raise DomainError(_("This expert has no integrity training that is valid when scoring opens."), code="untrained")
        case pool.UNCONFIRMED:
            raise DomainError(_("This expert has not confirmed their profile in time."), code="unconfirmed")
