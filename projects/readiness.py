"""May this proposal be handed in? Partner by partner and for the whole, each answer with its reason. Plain values.

Handing in asks the same questions again under the lock; the board shows them while there is time to mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import OrganisationKind
from programme.rulebook import FOR_PROFIT, Track
from projects.budget_words import breach_sentence
from projects.dossier import Dossier
from projects.models import Partner
from projects.states import PartnerRole, PartnerStatus

BIG = (OrganisationKind.LARGE, OrganisationKind.MIDSIZE)


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer. `step` is where to mend it; `who` names the partner it is about."""

    code: str
    ok: bool
    text: str
    step: str
    partner_id: int | None = None
    who: str = ""

    def __str__(self) -> str:
        """As it stands in a list: with the partner's name before it."""
        return f"{self.who}: {self.text}" if self.who and self.who not in self.text else self.text


@dataclass(frozen=True, slots=True)
class BoardRow:
    partner: Partner
    eligible: Check
    consent: Check
    cash: Check
    documents: Check

    @property
    def checks(self) -> tuple[Check, Check, Check, Check]:
        return self.eligible, self.consent, self.cash, self.documents

    @property
    def is_green(self) -> bool:
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True)
class Board:
    """`rows` by partner, the lead first; `items` of the whole proposal, in the order of the steps."""

    rows: tuple[BoardRow, ...]
    items: tuple[Check, ...]

    @property
    def problems(self) -> list[Check]:
        """What is still missing, in the order of the steps."""
        return [c for c in self.items if not c.ok] + [c for row in self.rows for c in row.checks if not c.ok]

    @property
    def is_ready(self) -> bool:
        return not self.problems

    def of_step(self, step: str) -> list[Check]:
        """What is missing in one step: the task list's marks."""
        return [check for check in self.problems if check.step == step]


def board(dossier: Dossier) -> Board:
    return Board(
        rows=tuple(
            BoardRow(p, _eligible(dossier, p), _consent(dossier, p), _money(dossier, p), _papers(dossier, p))
            for p in dossier.partners
        ),
        items=(*_texts(dossier), *_consortium(dossier), *_whole_budget(dossier), *_whole_papers(dossier)),
    )


def problems(dossier: Dossier) -> list[Check]:
    return board(dossier).problems


# --- Partner by partner -------------------------------------------------------------


def _eligible(dossier: Dossier, partner: Partner) -> Check:
    verdict = dossier.eligibility[partner.pk]
    reasons = verdict.reasons if verdict.eligible else verdict.blocking
    text = " ".join(str(reason) for reason in reasons)
    return _of_partner("eligible", verdict.eligible, text, "firm" if partner.is_lead else "partners", partner)


def _consent(dossier: Dossier, partner: Partner) -> Check:
    if partner.is_lead:
        ok, text = True, _("The lead consents by handing in.")
    elif dossier.consent_stands(partner):
        ok, text = True, _("Consented to its role, work and money.")
    elif partner.status == PartnerStatus.DECLINED:
        ok, text = False, _("Declined. Take it out of the proposal or ask again.")
    elif partner.consented_at is not None:
        ok, text = False, _("What it consented to has changed since; it has been asked again.")
    else:
        ok, text = False, _("Has not consented yet.")
    return _of_partner("consent", ok, text, "partners", partner)


def _money(dossier: Dossier, partner: Partner) -> Check:
    sums = dossier.budget.of_partner(partner.pk)
    breaches = dossier.budget.breaches_of(partner.pk)
    if breaches:
        ok, text = False, " ".join(breach_sentence(breach, lambda _key: str(partner)) for breach in breaches)
    elif not sums.total and partner.role != PartnerRole.DEMAND:
        ok, text = False, _("No money has been entered for it yet.")
    elif not sums.own:
        ok, text = True, _("Nothing of its own is asked.")
    else:
        ok, text = True, _("₩%(cash)s of its own ₩%(own)s is cash.") % {"cash": f"{sums.own_cash:,}", "own": f"{sums.own:,}"}
    return _of_partner("cash", ok, text, "budget", partner)


def _papers(dossier: Dossier, partner: Partner) -> Check:
    wanted = [asked for asked in dossier.asked_documents if asked.partner_id == partner.pk and asked.required]
    missing = [asked.label for asked in wanted if dossier.file_for(asked) is None]
    if missing:
        ok, text = False, _("Missing: %(documents)s.") % {"documents": ", ".join(missing)}
    else:
        ok, text = True, _("All there.") if wanted else _("None asked.")
    return _of_partner("documents", ok, text, "files", partner)


def _of_partner(code: str, ok: bool, text: str, step: str, partner: Partner) -> Check:
    return Check(code, ok, text, step, partner.pk, str(partner))


# --- The whole proposal -------------------------------------------------------------


def _texts(dossier: Dossier) -> Iterator[Check]:
    yield Check("title", bool(dossier.proposal.title), _said(_("Title"), bool(dossier.proposal.title)), "project")
    for field in dossier.fields:
        length = len(dossier.text(field.code))
        if length > field.max_length:
            text = _("“%(field)s” is %(length)s characters long; at most %(max)s are allowed.") % {
                "field": field.label, "length": f"{length:,}", "max": f"{field.max_length:,}",
            }  # fmt: skip
            yield Check(f"text:{field.code}", False, text, "project")
        elif field.required:
            yield Check(f"text:{field.code}", bool(length), _said(field.label, bool(length)), "project")


def _said(label: object, written: bool) -> str:
    return str(label) if written else _("“%(field)s” has not been written.") % {"field": label}


def _consortium(dossier: Dossier) -> Iterator[Check]:
    """The track's rule on who must be together (RULES.md §3.4), counted over those who did not decline."""
    track = dossier.track
    standing = [partner for partner in dossier.partners if partner.status != PartnerStatus.DECLINED]
    firms = [partner for partner in standing if partner.kind in FOR_PROFIT]
    yield _lead_kind(track, dossier.lead_partner)
    if track.joint.value == "none":
        yield Check("single", len(standing) == 1, _("This track is for a firm by itself, without partners."), "partners")
    elif track.joint.value == "required":
        yield Check("joint", len(standing) > 1, _("This track is for joint projects: at least two organisations."), "partners")
    funded = [partner for partner in firms if partner.role != PartnerRole.DEMAND]
    if (least := track.for_profit_firms_min.value) > 1:
        yield Check("for-profit-firms", len(funded) >= least, _at_least_firms(least, len(funded)), "partners")
    if (least := track.firms_in_all_min.value) > max(1, track.for_profit_firms_min.value):
        yield Check("firms-in-all", len(firms) >= least, _at_least_in_all(least, len(firms)), "partners")
    if track.needs_large_or_midsize.value:
        has_big = any(partner.kind in BIG for partner in firms)
        yield Check("large-or-midsize", has_big, _("At least one large or mid-size company takes part."), "partners")


def _lead_kind(track: Track, lead: Partner) -> Check:
    allowed = track.lead_kinds.value
    labels = ", ".join(str(OrganisationKind(kind.value).label) for kind in allowed)
    return Check("lead-kind", lead.kind in set(allowed), _("The lead is one of: %(kinds)s.") % {"kinds": labels}, "firm")


def _at_least_firms(least: int, found: int) -> str:
    return ngettext(
        "At least %(least)s firms work for profit and on the project; it is %(found)s now.",
        "At least %(least)s firms work for profit and on the project; there are %(found)s now.",
        found,
    ) % {"least": least, "found": found}


def _at_least_in_all(least: int, found: int) -> str:
    return ngettext(
        "At least %(least)s firms in all, demand companies counted in; it is %(found)s now.",
        "At least %(least)s firms in all, demand companies counted in; there are %(found)s now.",
        found,
    ) % {"least": least, "found": found}


def _whole_budget(dossier: Dossier) -> Iterator[Check]:
    breaches = dossier.budget.breaches_of(None)  # type: ignore[arg-type]
    for breach in breaches:
        yield Check(f"budget:{breach.code.value}", False, breach_sentence(breach, str), "budget")
    if not breaches:
        values = {"asked": f"{dossier.budget.whole.public:,}", "cap": f"{dossier.budget.grant_cap_krw:,}"}
        yield Check("budget", True, _("₩%(asked)s asked for, within the cap of ₩%(cap)s.") % values, "budget")


def _whole_papers(dossier: Dossier) -> Iterator[Check]:
    for asked in dossier.asked_documents:
        if asked.partner_id is None and asked.required:
            there = dossier.file_for(asked) is not None
            text = asked.label if there else _("Missing: %(documents)s.") % {"documents": asked.label}
            yield Check(f"document:{asked.code}", there, text, "files")
