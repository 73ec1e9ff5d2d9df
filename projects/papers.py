"""The receipt and the printable proposal, from what was handed in (or from a draft as it stands)."""

from typing import Any, cast

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.business_number import dashed
from accounts.models import Organisation
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from clusters.models import Complex, Region
from documents.rendering import BudgetRow, Language, PartnerRow, ProposalData, ReceiptData, render_pdf
from notifications.attachments import Attachment
from projects import snapshot
from projects.budgeting import SOURCES, MoneySource
from projects.models import Proposal, Submission
from projects.queries.proposals import dossier, standing_submission
from projects.sections import text_fields
from projects.states import PartnerRole

COLUMNS = {MoneySource.PUBLIC: "public_krw", MoneySource.OWN_CASH: "cash_krw", MoneySource.OWN_IN_KIND: "in_kind_krw"}


def receipt_attachment(submission_id: str) -> Attachment:
    """What the mail about a submission carries; made when the mail goes out. In Korean, the language of record."""
    submission = Submission.objects.select_related("proposal__call__rulebook", "by").get(pk=submission_id)
    return Attachment(f"{submission.number}.pdf", receipt_pdf(submission, "ko"), "application/pdf")


def receipt_pdf(submission: Submission, language: str) -> bytes:
    """The receipt (접수증) of one submission, also of one that was withdrawn since."""
    with translation.override(language):
        content, proposal = snapshot.read(submission), submission.proposal
        region = _region(content)
        data: ReceiptData = {
            **_paper(proposal, content, region),  # type: ignore[typeddict-item]
            "sha256": submission.sha256,
            "receipt_number": submission.number,
            "region": str(region or ""),
            "submitted_by": str(submission.by),
            "submitted_at": submission.submitted_at,
            "partners": _partners(content),
            "requested_krw": content["sums"]["requested_krw"],
            "total_krw": content["sums"]["total_krw"],
        }
        return render_pdf("receipt", data)


def proposal_pdf(proposal: Proposal, language: str) -> bytes:
    """The printable proposal: as handed in, or the draft as it stands."""
    submission = standing_submission(proposal)
    content = snapshot.read(submission) if submission else dossier(proposal).content
    with translation.override(language):
        return render_pdf("proposal", _proposal_data(proposal, submission, content))


def content_pdf(proposal: Proposal, content: snapshot.Content, language: str) -> bytes:
    """The same for somebody who judges it, from what they are given to read: without receipt number and time."""
    with translation.override(language):
        data = _proposal_data(proposal, None, content)
        data["receipt_number"], data["verify_url"] = _("Copy for evaluators"), settings.SITE_URL
        return render_pdf("proposal", data)


def _proposal_data(proposal: Proposal, submission: Submission | None, content: snapshot.Content) -> ProposalData:
    region = _region(content)
    track = proposal.call.rulebook.rules.track(content["project"]["track"])
    return {
        **_paper(proposal, content, region),  # type: ignore[typeddict-item]
        "sha256": submission.sha256 if submission else sha256_hex(canonical_json(content)),
        "region": str(region or ""),
        "receipt_number": submission.number if submission else None,
        "submitted_at": submission.submitted_at if submission else None,
        "overview": _overview(content, track.name.in_language(translation.get_language() or "ko")),
        "partners": _partners(content),
        "sections": [
            {"heading": str(field.label), "body": content["project"]["answers"].get(field.code, "")}
            for field in text_fields(track)
            if field.required or content["project"]["answers"].get(field.code)
        ],
        "budget": _budget(proposal, content),
        "files": _files(proposal, content),
    }


def _paper(proposal: Proposal, content: snapshot.Content, region: Region | None) -> dict[str, Any]:
    """What both papers say about themselves. Must run under the language of the paper."""
    language = "en" if (translation.get_language() or "ko").startswith("en") else "ko"
    return {
        "language": cast(Language, language),
        "site_name": _("Industrial Complex Cluster Portal"),
        "issuer": region.hq_ko if region and region.hq_ko and language == "ko" else _issuer(region),
        "demo": proposal.is_demo,
        "verify_url": settings.SITE_URL + reverse("projects:proposal-detail", args=[proposal.ref]),
        "programme": _("Industrial-complex cluster programme %(year)s") % {"year": proposal.call.year_id},
        "call_title": content["call"]["title_en"]
        if language == "en" and content["call"]["title_en"]
        else content["call"]["title_ko"],
        "proposal_title": content["project"]["title"],
        "proposal_number": content["proposal"],
        "lead": _name(content["firm"]["organisation"]),
    }


def _issuer(region: Region | None) -> str:
    return _("KICOX, headquarters of %(region)s") % {"region": region} if region else _("Korea Industrial Complex Corporation")


def _region(content: snapshot.Content) -> Region | None:
    plant = content["firm"]["plant"]
    return Region.objects.filter(pk=plant["region"]).first() if plant else None


def _name(organisation: dict[str, Any] | None) -> str:
    if organisation is None:
        return _("(has not joined yet)")
    return str(Organisation(name_ko=organisation["name_ko"], name_en=organisation["name_en"]))


def _partners(content: snapshot.Content) -> list[PartnerRow]:
    regions = {known.pk: str(known) for known in Region.objects.all()}
    rows: list[PartnerRow] = []
    for partner in content["partners"]:
        plant = partner["plant"] or (content["firm"]["plant"] if partner["role"] == PartnerRole.LEAD else None)
        own = [row for row in content["budget"] if row["partner"] == partner["id"]]
        rows.append(
            {
                "name": _name(partner["organisation"]),
                "role": str(PartnerRole(partner["role"]).label),
                "brn": dashed(partner["organisation"]["brn"]) if partner["organisation"] else "",
                "region": regions.get(plant["region"], "") if plant else "",
                **_sums(own),  # type: ignore[typeddict-item]
            }
        )
    return rows


def _sums(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {
        COLUMNS[MoneySource(paid_by)]: sum(row["amount_krw"] for row in rows if row["source"] == paid_by) for paid_by in SOURCES
    }


def _budget(proposal: Proposal, content: snapshot.Content) -> list[BudgetRow]:
    language = translation.get_language() or "ko"
    items = {item.code: item.name.in_language(language) for item in proposal.call.rulebook.rules.funding.cost_items.value}
    names = {partner["id"]: _name(partner["organisation"]) for partner in content["partners"]}
    rows: list[BudgetRow] = []
    for partner_id, name in names.items():
        for code, label in items.items():
            cell = [row for row in content["budget"] if (row["partner"], row["item"]) == (partner_id, code)]
            if cell:
                rows.append({"partner": name, "item": label, **_sums(cell)})  # type: ignore[typeddict-item]
    return rows


def _files(proposal: Proposal, content: snapshot.Content) -> list[Any]:
    language = translation.get_language() or "ko"
    labels = {paper.code: paper.name.in_language(language) for paper in proposal.call.rulebook.rules.required_documents.value}
    return [
        {
            "name": file["name"],
            "purpose": labels.get(file["document"], file["document"]),
            "size": file["size"],
            "sha256": file["sha256"],
        }
        for file in content["files"]
    ]


def _overview(content: snapshot.Content, track: str) -> list[tuple[str, str]]:
    plant, sums = content["firm"]["plant"], content["sums"]
    complex = Complex.objects.filter(pk=plant["complex"]).first() if plant and plant["complex"] else None
    return [
        (_("Track"), track),
        (_("Plant"), f"{plant['name']} ({plant['address']})" if plant else ""),
        (_("Industrial complex"), str(complex or "")),
        (_("Organisations"), str(len(content["partners"]))),
        (_("Public share asked for"), f"₩{sums['requested_krw']:,}"),
        (_("Own share, cash"), f"₩{sums['own_cash_krw']:,}"),
        (_("Own share, in kind"), f"₩{sums['own_in_kind_krw']:,}"),
        (_("Total cost"), f"₩{sums['total_krw']:,}"),
    ]
