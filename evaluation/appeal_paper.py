"""The receipt of an appeal (이의신청 접수증) as a PDF, from what was filed."""

import json
from typing import cast

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from documents.rendering import AppealReceiptData, Language, render_pdf
from evaluation.appeal_clock import last_moment
from evaluation.models import Appeal
from notifications.attachments import Attachment


def receipt_attachment(appeal_id: str) -> Attachment:
    """What the mail about a filed appeal carries; made when the mail goes out. In Korean, the language of record."""
    appeal = Appeal.objects.joined().select_related("filed_by").get(pk=appeal_id)
    return Attachment(f"{appeal.number}.pdf", receipt_pdf(appeal, "ko"), "application/pdf")


def receipt_pdf(appeal: Appeal, language: str) -> bytes:
    """Also of one that was withdrawn or answered since."""
    with translation.override(language):
        return render_pdf("appeal_receipt", _data(appeal, language))


def _data(appeal: Appeal, language: str) -> AppealReceiptData:
    content = json.loads(appeal.content)
    round, proposal, ground = appeal.round, appeal.proposal, appeal.asked_ground
    assert appeal.filed_at is not None and appeal.due_at is not None
    return {
        "language": cast(Language, "en" if language.startswith("en") else "ko"),
        "site_name": _("Industrial Complex Cluster Portal"),
        "issuer": round.region.hq_ko
        if round.region.hq_ko and language == "ko"
        else _("KICOX, headquarters of %(region)s") % {"region": round.region.name},
        "demo": round.is_demo,
        "sha256": appeal.sha256,
        "verify_url": settings.SITE_URL + reverse("evaluation:appeal-content", args=[appeal.pk]),
        "receipt_number": appeal.number,
        "round_title": round.title,
        "proposal_title": proposal.title,
        "proposal_number": proposal.ref,
        "lead": str(proposal.lead),
        "result": str(appeal.standing.get_decision_display()),
        "ground": ground.name.in_language(language) if ground else appeal.ground,
        "text": content["text"],
        "files": [
            {"name": file["name"], "purpose": "", "size": file["size"], "sha256": file["sha256"]} for file in content["files"]
        ],
        "filed_by": str(appeal.filed_by),
        "filed_at": appeal.filed_at,
        "answer_due": last_moment(appeal.due_at),
    }
