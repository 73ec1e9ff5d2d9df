"""Everything one proposal consists of, as loaded at one moment by `queries.proposals.dossier`.

Pages, the readiness board, the snapshot and the API all read from here; nothing here asks the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cluster_portal.shared.canonical import canonical_json, sha256_hex
from clusters.eligibility import Eligibility
from projects import snapshot, terms
from projects.budgeting import Budget, BudgetPartner, BudgetRow, BudgetRules, add_up
from projects.sections import AskedDocument, TextField, asked_documents, text_fields
from projects.states import PartnerStatus

if TYPE_CHECKING:
    from programme.rulebook import RulebookDocument, Track
    from projects.models import Partner, Proposal


@dataclass(frozen=True, slots=True)
class AnswerText:
    """The text of one field; version 0 while nobody has written."""

    field: str
    text: str = ""
    version: int = 0
    by_name: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A standing file; `partner_id` None when it is the whole proposal's. `size` in bytes, `file_id` as in addresses."""

    id: int
    document: str
    partner_id: int | None
    file_id: str
    name: str
    size: int
    sha256: str


@dataclass
class Dossier:
    """`partners` are those not removed, the lead first; rows and files name them by id."""

    proposal: Proposal
    partners: list[Partner]
    answers: Mapping[str, AnswerText]
    rows: list[BudgetRow]
    files: list[FileFacts]
    eligibility: Mapping[int, Eligibility]

    @property
    def document(self) -> RulebookDocument:
        return self.proposal.call.rulebook.rules

    @property
    def track(self) -> Track:
        return self.document.track(self.proposal.track)

    @property
    def fields(self) -> tuple[TextField, ...]:
        return text_fields(self.track)

    @property
    def lead_partner(self) -> Partner:
        return self.partners[0]

    def partner(self, partner_id: int) -> Partner:
        """Raises KeyError for somebody who is not (or no longer) a partner."""
        for partner in self.partners:
            if partner.pk == partner_id:
                return partner
        raise KeyError(partner_id)

    def answer(self, field: str) -> AnswerText:
        return self.answers.get(field) or AnswerText(field)

    def text(self, field: str) -> str:
        return self.answer(field).text

    # --- Money -----------------------------------------------------------------

    def rows_of(self, partner_id: int) -> list[BudgetRow]:
        return [row for row in self.rows if row.partner == partner_id]

    @property
    def budget_partners(self) -> list[BudgetPartner]:
        return [budget_partner(partner) for partner in self.partners]

    @cached_property
    def budget_rules(self) -> BudgetRules:
        return BudgetRules.of(self.document, self.proposal.track)

    @cached_property
    def budget(self) -> Budget:
        return add_up(self.rows, self.budget_partners, self.budget_rules)

    # --- Consent ----------------------------------------------------------------

    def terms(self, partner: Partner) -> terms.Terms:
        return terms_of_partner(self.proposal, partner, self.rows_of(partner.pk))

    def terms_digest(self, partner: Partner) -> str:
        return terms.digest_of(self.terms(partner))

    def consent_stands(self, partner: Partner) -> bool:
        """Given, and to the terms as they are now. The lead's is given by handing in."""
        return partner.status == PartnerStatus.CONSENTED and partner.consent_digest == self.terms_digest(partner)

    # --- Files ------------------------------------------------------------------

    @cached_property
    def asked_documents(self) -> list[AskedDocument]:
        return asked_documents(self.document, [(partner.pk, partner.kind) for partner in self.partners])

    def file_for(self, asked: AskedDocument) -> FileFacts | None:
        for file in self.files:
            if (file.document, file.partner_id) == (asked.code, asked.partner_id):
                return file
        return None

    # --- The whole ---------------------------------------------------------------

    @cached_property
    def content(self) -> dict[str, Any]:
        """What would be handed in now, without the consents and the receipt."""
        return snapshot.content_of(self)

    @cached_property
    def digest(self) -> str:
        """Of the content: the check page shows one, and only that one is handed in."""
        return sha256_hex(canonical_json(self.content))


def budget_partner(partner: Partner) -> BudgetPartner:
    """Until somebody has taken the place, its money is judged by the strictest shares: a large company's."""
    organisation = partner.organisation
    if organisation is None:
        return BudgetPartner(partner.pk, "large")
    return BudgetPartner(partner.pk, organisation.kind, organisation.in_crisis_area)


def terms_of_partner(proposal: Proposal, partner: Partner, rows: list[BudgetRow]) -> terms.Terms:
    return terms.terms_of(
        proposal=proposal.ref,
        organisation=partner.organisation_id,
        role=partner.role,
        task=partner.task,
        plant=partner.plant_id,
        rows=rows,
    )
