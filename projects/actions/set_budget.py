import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, StaleVersion, require
from projects import access
from projects.actions.void_consent import void_consent
from projects.budget_words import breach_sentence
from projects.budgeting import Breach, BreachCode, BudgetPartner, BudgetRow, BudgetRules, add_up
from projects.dossier import terms_of_partner
from projects.models import BudgetLine, Partner, Proposal
from projects.queries.proposals import rows_of

# What can never stand in the table; ratios may be wrong for a while and are the readiness board's matter.
NEVER = {
    BreachCode.NOT_WHOLE_WON, BreachCode.NEGATIVE, BreachCode.UNKNOWN_ITEM, BreachCode.UNKNOWN_SOURCE, BreachCode.OVER_CAP,
}  # fmt: skip
MOST_KRW = 10**13  # one cell; a slip of the keyboard, not a project
CAP_CONSTRAINT = "a_proposal_never_asks_for_more_than_its_cap"


def set_budget(
    partner: Partner,
    *,
    rows: Iterable[Mapping[str, Any]],
    by: User,
    base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Proposal:
    """Put these rows ({"item", "source", "amount_krw"}) in place of all rows of one partner; empty amounts are not kept.

    The grant of all partners together never passes the cap: asked here, and asked again by the database, with the
    same answer. A consent to other amounts is void. Returns the proposal with its new sums.

    Raises:
        NotAllowed, DomainError: code "not-writable".
        InvalidInput: beside "budget", with the amount and the cap where it is too much.
        StaleVersion: when the partner's part changed since `base_version` (of the partner).
    """
    wanted = [BudgetRow(partner.pk, str(row["item"]), str(row["source"]), row["amount_krw"]) for row in rows]
    try:
        return _set_budget(partner, wanted, by, base_version, at or timezone.now())
    except IntegrityError as refusal:
        if CAP_CONSTRAINT not in str(refusal):
            raise
        raise InvalidInput({"budget": _over_cap(partner, wanted)}) from refusal


@transaction.atomic
def _set_budget(partner: Partner, wanted: list[BudgetRow], by: User, base_version: int | None, at: dt.datetime) -> Proposal:
    proposal = Proposal.objects.lock(partner.proposal_id)
    partner = Partner.objects.standing(partner.pk, proposal)
    require(access.may_edit_part(by, partner))
    proposal.require_writable("budget", at)
    current = rows_of(partner)
    if base_version not in (None, partner.version):
        raise StaleVersion(current=[_plain(row) for row in current], version=partner.version)
    _check(wanted, partner)
    wanted = [row for row in wanted if row.amount_krw]
    if sorted(map(_key, wanted)) == sorted(map(_key, current)):
        return proposal
    before = terms_of_partner(proposal, partner, current)
    after = terms_of_partner(proposal, partner, wanted)
    BudgetLine.objects.filter(partner=partner).delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(proposal=proposal, partner=partner, item=row.item, source=row.source, amount_krw=row.amount_krw)
        for row in wanted
    )
    partner.version += 1
    partner.save(update_fields=["version"])
    record(
        stream=proposal.stream, verb="budget-set", by=by, at=at,
        data={"partner": partner.pk, "name": str(partner), "before": before["totals"], "after": after["totals"]},
    )  # fmt: skip
    void_consent(partner, before=before, after=after, by=by, at=at)
    proposal.refresh_from_db(fields=["requested_krw", "total_krw"])  # kept by the database
    return proposal


def _check(wanted: list[BudgetRow], partner: Partner) -> None:
    for row in wanted:
        if isinstance(row.amount_krw, int) and row.amount_krw > MOST_KRW:
            raise InvalidInput({"budget": _("₩%(amount)s in one cell is too much.") % {"amount": f"{row.amount_krw:,}"}})
    if len({(row.item, row.source) for row in wanted}) < len(wanted):
        raise InvalidInput({"budget": _("The same cost item and source stand there twice.")})
    for breach in _breaches(wanted, partner):
        if breach.code in NEVER:
            raise InvalidInput({"budget": breach_sentence(breach, str)})


def _breaches(wanted: list[BudgetRow], partner: Partner) -> tuple[Breach, ...]:
    """Of the whole budget as it would be. Shares are judged elsewhere, so every partner counts as an ordinary firm here."""
    others = [
        BudgetRow(line.partner_id, line.item, line.source, line.amount_krw)
        for line in BudgetLine.objects.filter(proposal=partner.proposal_id).exclude(partner=partner)
    ]
    keys = {partner.pk} | {row.partner for row in others}
    rules = BudgetRules.of(partner.proposal.call.rulebook.rules, partner.proposal.track)
    return add_up(wanted + others, [BudgetPartner(key, "sme") for key in keys], rules).breaches


def _over_cap(partner: Partner, wanted: list[BudgetRow]) -> str:
    """The database was the one to say no; say it in the same words."""
    breaches = _breaches(wanted, partner)
    return next(breach_sentence(breach, str) for breach in breaches if breach.code == BreachCode.OVER_CAP)


def _plain(row: BudgetRow) -> dict[str, Any]:
    return {"item": row.item, "source": row.source, "amount_krw": row.amount_krw}


def _key(row: BudgetRow) -> tuple[str, str, int]:
    return row.item, row.source, row.amount_krw
