"""Who judges what: the one answer for sheets, declarations and reading."""

from django.db.models import QuerySet

from evaluation.models import PanelMember, Round, RoundProposal, Section


def duties(member: PanelMember) -> QuerySet[RoundProposal]:
    """The proposals a member is to judge: all of the own section, or those assigned one by one."""
    if member.section_id is not None:
        return RoundProposal.objects.filter(section=member.section_id)
    return RoundProposal.objects.filter(assignments__member=member, assignments__ended_at__isnull=True)


def undeclared(member: PanelMember) -> QuerySet[RoundProposal]:
    """Those the member has not yet said anything about."""
    return duties(member).exclude(proposal__conflict_declarations__member=member)


def panels(round: Round, members: list[PanelMember]) -> list[tuple[Section, list[PanelMember]]]:
    """Each section with those of `members` who sit in it. None where proposals have their own evaluators."""
    return [(section, [one for one in members if one.section_id == section.pk]) for section in round.sections.all()]
