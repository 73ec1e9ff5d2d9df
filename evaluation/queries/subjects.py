"""What a declaration of conflicts asks about: proposals one by one; in a blind round the names of all who take part, from A to Z, so
that none is tied to a proposal on the page. Which proposals a name stands behind, the portal knows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cluster_portal.shared.canonical import sha256_hex
from evaluation.conflicts import OBJECTION, Hit
from evaluation.models import PanelMember, Researcher, RoundProposal, Sheet
from evaluation.queries.duties import duties, undeclared
from evaluation.queries.pool import conflicts_of
from evaluation.states import SheetStatus
from projects.models import Partner, Proposal


@dataclass(frozen=True, slots=True)
class Subject:
    """One line of a declaration. `proposals`: those a tie to it is a tie to."""

    key: str
    heading: str
    words: list[str]
    proposals: tuple[int, ...]
    hits: list[Hit] = field(default_factory=list)  # what the rules found already


def declarations_due(member: PanelMember) -> list[Subject]:
    """What the member has still to speak of, with what the rules already found. A constant number of statements."""
    due = list(undeclared(member).values_list("proposal", flat=True))
    return _names(member, due, _found(member)) if member.round.is_blind else _proposals(due, _found(member))


def judged_by(member: PanelMember) -> list[Subject]:
    """The same after the scoring, over every proposal the member sealed a sheet on."""
    judged = Sheet.objects.filter(member=member, status=SheetStatus.SEALED).values_list("proposal", flat=True)
    return _names(member, list(judged), {}) if member.round.is_blind else _proposals(list(judged), {})


def _found(member: PanelMember) -> dict[int, list[Hit]]:
    hits: dict[int, list[Hit]] = defaultdict(list)
    for hit in conflicts_of(member.round, [member.expert]).get(member.expert_id, []):
        if hit.rule != OBJECTION:  # what an applicant said of the person is not the person's to read
            hits[hit.proposal].append(hit)
    return hits


def _proposals(due: Iterable[int], hits: dict[int, list[Hit]]) -> list[Subject]:
    """By title and organisations only."""
    proposals = Proposal.objects.filter(pk__in=list(due)).select_related("lead").order_by("pk")
    return [
        Subject(
            str(one.pk), one.title,
            [str(one.lead), *(str(p.organisation) for p in one.partners.all() if p.organisation_id and p.organisation_id != one.lead_id)],
            (one.pk,), hits.get(one.pk, []),
        )
        for one in proposals.prefetch_related("partners__organisation")
    ]  # fmt: skip


def _names(member: PanelMember, due: list[int], hits: dict[int, list[Hit]]) -> list[Subject]:
    """Of the panel's proposals; where each has its own evaluators, of the whole round's, so that the list says nothing of who
    judges what. Nothing is asked of who has nothing to declare about."""
    if not due:
        return []
    asked = duties(member) if member.section_id else RoundProposal.objects.filter(round=member.round_id)
    proposals = list(asked.values_list("proposal", flat=True))
    organisations: dict[int, tuple[str, str]] = {}
    behind: dict[int, set[int]] = defaultdict(set)
    leads = Proposal.objects.filter(pk__in=proposals).values_list("pk", "lead", "lead__name_ko", "lead__representative")
    partners = Partner.objects.filter(proposal__in=proposals, organisation__isnull=False)
    columns = ("proposal", "organisation", "organisation__name_ko", "organisation__representative")
    for proposal, organisation, name, head in (*leads, *partners.values_list(*columns)):
        organisations[organisation] = (name, head)
        behind[organisation].add(proposal)
    found = [
        Subject(
            f"o{pk}", name, [_("Representative: %(name)s") % {"name": head}] if head else [], _within(due, behind[pk]),
            [hit for proposal in _within(due, behind[pk]) for hit in hits.get(proposal, []) if pk in hit.organisations],
        )
        for pk, (name, head) in organisations.items()
    ]  # fmt: skip
    return sorted([*found, *_people(proposals, due)], key=lambda one: (one.heading, one.key))


def _people(proposals: list[int], due: list[int]) -> list[Subject]:
    named: dict[tuple[str, str], set[int]] = defaultdict(set)
    rows = Researcher.objects.standing().filter(proposal__in=proposals)
    for proposal, name, organisation in rows.values_list("proposal", "name", "organisation__name_ko"):
        named[name, organisation].add(proposal)
    return [
        Subject(f"p{sha256_hex(f'{name}/{organisation}')[:16]}", f"{name} ({organisation})", [], _within(due, behind))
        for (name, organisation), behind in named.items()
    ]


def _within(due: list[int], behind: set[int]) -> tuple[int, ...]:
    return tuple(sorted(behind.intersection(due)))
