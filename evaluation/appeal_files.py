"""Who may read and add the papers of an appeal; `documents` asks here."""

from accounts.models import COMPANY_ROLES, User
from documents.access import Visitor
from documents.models import StoredFile
from evaluation import access
from evaluation.models import Appeal
from evaluation.states import AppealStatus


def may_read(user: Visitor, file: StoredFile) -> bool:
    return user.is_authenticated and Appeal.objects.visible_to(user).filter(pk=file.about_id).exists()


def may_write(user: User, appeal_id: str) -> bool:
    """While it is a draft; the time is the action's question."""
    appeal = Appeal.objects.select_related("proposal").filter(pk=appeal_id, status=AppealStatus.DRAFT).first()
    return appeal is not None and access.may_appeal(user, appeal.proposal)


def whose(user: Visitor, file: StoredFile) -> str | None:
    """Whoever reads another organisation's papers is written down."""
    own = user.organisation_ids(*COMPANY_ROLES) if user.is_authenticated else []
    is_own = Appeal.objects.filter(pk=file.about_id, proposal__lead__in=own).exists()
    return None if is_own else f"appeal/{file.about_id}"
