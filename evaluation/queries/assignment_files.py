"""A table of who judges what, held against a round before anything is kept; and the same table out of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evaluation.assignment.best_panels import best_panels
from evaluation.assignment.check import Breach, Findings, check
from evaluation.assignment.rules import Rules
from evaluation.assignment_files import Fault, Lines
from evaluation.models import AssignmentRun, Round
from evaluation.queries.assignment_input import RoundInput, round_input, rules_of
from evaluation.queries.assignments import panels_of, standing

UNKNOWN_PROPOSAL, UNKNOWN_SEAT, OTHER_NAME = "unknown-proposal", "unknown-seat", "other-name"
RULES = {"each_sector": True}


@dataclass(frozen=True)
class Checked:
    """What a table says of a round: pairs as (entry id, member id), and all that stands against them."""

    given: RoundInput
    pairs: list[tuple[int, int]]
    faults: list[Fault]
    found: Findings
    new: int  # beside what is appointed now
    ended: int
    bound_total: int
    bound_worst: int

    @property
    def can_be_kept(self) -> bool:
        return not self.faults

    def places(self, breach: Breach) -> tuple[str, str]:
        """Title of the proposal and name of the evaluator a breach speaks of; empty where it speaks of none."""
        title = "" if breach.proposal is None else self.given.entries[breach.proposal].proposal.title
        return title, "" if breach.evaluator is None else self.given.members[breach.evaluator].name


def checked(round: Round, lines: Lines) -> Checked:
    """Nothing is written. Rules broken are found as for a computation; a line nobody can follow is a fault."""
    entries = dict(round.entries.values_list("proposal__ref", "pk"))
    plain = round_input(round)
    members = {member.seat: member for member in plain.members}
    faults, pairs = list(lines.faults), []
    for line in lines.lines:
        member = members.get(line.seat)
        if line.proposal not in entries:
            faults.append(Fault(line.number, UNKNOWN_PROPOSAL, line.proposal))
        elif member is None:
            faults.append(Fault(line.number, UNKNOWN_SEAT, str(line.seat)))
        elif line.name and line.name != member.name:
            faults.append(Fault(line.number, OTHER_NAME, line.name))
        else:
            pairs.append((entries[line.proposal], member.pk))
    given = plain.with_chosen(pairs)
    rules = rules_of(round, **RULES)
    found = check(given.instance, rules, given.places_of(pairs))
    bounds = _bounds(given, rules)
    now, wanted = set(standing(round).values_list("entry", "member")), set(pairs)
    return Checked(
        given, pairs, sorted(faults, key=lambda fault: fault.number), found, len(wanted - now), len(now - wanted),
        max(bounds[0], found.total), max(bounds[1], found.worst),
    )  # fmt: skip


def _bounds(given: RoundInput, rules: Rules) -> tuple[int, int]:
    """No total and no lowest panel is higher than if every proposal were alone."""
    alone = best_panels(given.instance, rules, given.instance.score).worth
    return int(alone.sum()), int(alone.min()) if len(alone) else 0


def exported(round: Round, run: AssignmentRun | None) -> Iterator[Sequence[Any]]:
    """A line for each seat, as a computation proposes it or as it is appointed."""
    for entry, seats in panels_of(round, run):
        for seat in seats:
            member = seat.member
            yield (
                entry.proposal.ref, entry.proposal.title, member.seat, member.name, member.affiliation, member.region.name,
                member.expert.get_sector_display(), seat.suitability, seat.how_words, seat.reason,
            )  # fmt: skip


def heads() -> list[str]:
    """Of the columns of an export; those that are read again are known in either language."""
    return [
        _("proposal"), _("title"), _("seat"), _("name"), _("affiliation"), _("region"), _("sector"), _("suitability"), _("appointed"), _("reason"),
    ]  # fmt: skip
