"""Show an office the people behind proposals; every look is counted (개인정보보호법, RULES.md §3.7)."""

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record_access
from cluster_portal.shared.errors import InvalidInput, require
from projects import access
from projects.models import Proposal


@transaction.atomic
def disclose_contacts(of: Proposal | str, *, by: User, why: str, request: HttpRequest | None = None) -> None:
    """Note who sees the contacts of one proposal, or of an export (by its name), and why.

    Raises InvalidInput naming `reason` when an export gives none.
    """
    require(access.may_export(by))
    if isinstance(of, str) and not why.strip():
        raise InvalidInput({"reason": _("Please say why the contacts are needed.")})
    subject = of if isinstance(of, str) else f"proposal/{of.pk}"
    record_access(by=by, subject=subject, what="contacts of proposals", why=why.strip(), request=request)
