"""What is handed in, as canonical JSON: the same proposal always gives the same text, and so the same hash.

People are named by key only ("user/5"): a snapshot can never be changed, so it holds no personal data.
The sections of the content bear the names of the steps; a correction is held against them.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from projects.dossier import Dossier
    from projects.models import Partner, Submission

FORM = "cluster-proposal/1"
Content = dict[str, Any]


def content_of(dossier: Dossier) -> Content:
    """Everything but the consents and the circumstances of handing in. Amounts in whole won."""
    proposal, lead = dossier.proposal, dossier.lead_partner
    call, whole = proposal.call, dossier.budget.whole
    return {
        "call": {
            "ref": call.ref,
            "title_ko": call.title_ko,
            "title_en": call.title_en,
            "rulebook": {"code": call.rulebook.ref, "sha256": call.rulebook.sha256},
        },
        "proposal": proposal.ref,
        "firm": {"organisation": _organisation(lead), "plant": _plant(lead)},
        "project": {
            "title": proposal.title,
            "track": proposal.track,
            "answers": {field.code: dossier.text(field.code) for field in dossier.fields},
        },
        "partners": [_partner(partner, is_lead=partner is lead) for partner in dossier.partners],
        "budget": sorted(
            ({"partner": r.partner, "item": r.item, "source": r.source, "amount_krw": r.amount_krw} for r in dossier.rows),
            key=lambda row: (row["partner"], row["item"], row["source"]),
        ),
        "sums": {
            "requested_krw": whole.public,
            "own_cash_krw": whole.own_cash,
            "own_in_kind_krw": whole.own_in_kind,
            "total_krw": whole.total,
        },
        "files": [
            {
                "document": f.document,
                "partner": f.partner_id,
                "file": f.file_id,
                "name": f.name,
                "size": f.size,
                "sha256": f.sha256,
            }
            for f in dossier.files
        ],
    }


def snapshot_of(
    dossier: Dossier, *, number: str, seq: int, submitted_at: dt.datetime, by: str, consents: list[dict[str, Any]]
) -> Content:
    return {
        "form": FORM,
        "submission": {"number": number, "seq": seq, "submitted_at": submitted_at, "by": by},
        **dossier.content,
        "consents": consents,
    }


def read(submission: Submission) -> Content:
    return json.loads(submission.snapshot)


def changed_sections(old: Content, new: Content) -> set[str]:
    """The steps in which two contents differ. Money and files are compared for the partners that are in both."""
    stayed = {p["id"] for p in old["partners"]} & {p["id"] for p in new["partners"]} | {None}
    changed = {section for section in ("firm", "project", "partners") if old[section] != new[section]}
    for section in ("budget", "files"):
        before, after = ([row for row in content[section] if row["partner"] in stayed] for content in (old, new))
        if before != after:
            changed.add(section)
    return changed


def _organisation(partner: Partner) -> Content | None:
    organisation = partner.organisation
    if organisation is None:
        return None
    names = ("brn", "name_ko", "name_en", "kind", "family")
    return {"id": organisation.pk, **{name: getattr(organisation, name) for name in names}}


def _plant(partner: Partner) -> Content | None:
    plant = partner.plant
    if plant is None:
        return None
    return {
        "id": plant.pk,
        "name": plant.name,
        "address": plant.address,
        "complex": plant.complex_id,
        "region": plant.complex.region_id if plant.complex else None,
        "main_industry": plant.main_industry_id,
    }


def _partner(partner: Partner, *, is_lead: bool) -> Content:
    """The lead's plant is the firm step's matter and stands there."""
    return {
        "id": partner.pk,
        "organisation": _organisation(partner),
        "role": partner.role,
        "task": partner.task.strip(),
        "plant": None if is_lead else _plant(partner),
    }
