import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput, require
from consultants.models import Expert
from evaluation import access
from evaluation.conflicts import Hit
from evaluation.models import ConflictRuling, Round
from evaluation.queries.conflict_facts import conflict_rules
from evaluation.queries.conflicts import Key, RoundConflicts, conflicts_in
from evaluation.states import AFTER_CLOSE, RulingOutcome

# Facts of the portal's own making or of a public decision: whoever doubts them corrects them where they stand.
CERTAIN = frozenset({"participant", "cross_evaluation", "agency_staff", "sanctioned"})


@transaction.atomic
def rule_on_conflicts(
    round: Round, *, by: User, keys: Iterable[Key], outcome: str, reason: str, at: dt.datetime | None = None
) -> list[ConflictRuling]:
    """Decide on conflicts that were found, all of `keys` alike, with a reason. They are remembered for their facts.

    What is decided so already stays, so a second press changes nothing. A waiver is the law's alone: for scarce expertise,
    never for the project's own researchers, a direct interest or a sanction.

    Raises:
        InvalidInput: nothing chosen, no reason, or an outcome that a rule does not allow.
        DomainError: code "facts-changed" when a conflict is no longer found by these facts; "panel-closed" after the close.
    """
    at = at or timezone.now()
    wanted = sorted(set(keys))
    if not wanted:
        raise InvalidInput({"keys": _("Choose at least one.")})
    if not reason.strip():
        raise InvalidInput({"reason": _("Please give the reason.")})
    round = Round.objects.locked(round)
    require(access.may_rule_on_conflicts(by, round))
    if round.status in AFTER_CLOSE:
        raise DomainError(_("Scoring has closed; conflicts found now are declared, not ruled on."), code="panel-closed")
    experts = Expert.objects.filter(pk__in={key[0] for key in wanted}).select_related("organisation")
    conflicts = conflicts_in(round, experts, own_declarations=True)
    hits = _found(conflicts, wanted)
    _require_allowed(round, hits, RulingOutcome(outcome))
    rulings = [conflicts.ruling_on(hit) for hit in hits]
    news = [hit for hit, ruling in zip(hits, rulings, strict=True) if ruling is None or ruling.outcome != outcome]
    made = ConflictRuling.objects.bulk_create(
        ConflictRuling(
            expert_id=hit.person, proposal_id=hit.proposal, rule=hit.rule, digest=hit.digest,
            facts=[fact.as_plain() | ({"day": fact.day.isoformat()} if fact.day else {}) for fact in hit.facts],
            outcome=outcome, reason=reason.strip(), round=round, by=by, at=at,
        )
        for hit in news
    )  # fmt: skip
    if made:
        record(
            stream=round.stream, verb="conflicts-ruled", by=by, at=at,
            data={
                "outcome": outcome, "reason": reason.strip(), "number": len(made),
                "on": [[f"expert/{one.expert_id}", f"proposal/{one.proposal_id}", one.rule, one.digest] for one in made],
            },
        )  # fmt: skip
    return made


def _found(conflicts: RoundConflicts, wanted: list[Key]) -> list[Hit]:
    """The hit behind each key, as it is found now."""
    by_pair: dict[tuple[int, int], dict[tuple[str, str], Hit]] = defaultdict(dict)
    for expert, proposal in {key[:2] for key in wanted}:
        by_pair[expert, proposal] = {(hit.rule, hit.digest): hit for hit in conflicts.findings.hits_on(expert, proposal)}
    hits = [by_pair[expert, proposal].get((rule, digest)) for expert, proposal, rule, digest in wanted]
    if gone := sum(hit is None for hit in hits):
        message = ngettext(
            "The facts of %(n)d conflict have changed meanwhile. Please look again.",
            "The facts of %(n)d conflicts have changed meanwhile. Please look again.",
            gone,
        )
        raise DomainError(message % {"n": gone}, code="facts-changed")
    return [hit for hit in hits if hit is not None]


def _require_allowed(round: Round, hits: list[Hit], outcome: RulingOutcome) -> None:
    settings = conflict_rules(round.rules).settings
    if outcome == RulingOutcome.WAIVED and any(not settings[hit.rule].waivable for hit in hits):
        raise InvalidInput(
            {"outcome": _("No law allows one of these to be waived: only relatives, departments, cross-evaluation and staff.")}
        )
    if outcome == RulingOutcome.NO_CONFLICT and any(hit.rule in CERTAIN for hit in hits):
        raise InvalidInput(
            {
                "outcome": _(
                    "Taking part, an office and a sanction are certain facts. If one is wrong, correct it where it is written."
                )
            }
        )
