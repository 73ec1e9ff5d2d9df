"""Who may read and add the files of a proposal; `documents` asks here.

Evaluators see a proposal through their round, which lies above: it says so by `also_readable`.
"""

from collections.abc import Callable
from typing import Any

from accounts.models import COMPANY_ROLES, User
from documents.access import Visitor
from documents.models import StoredFile
from projects import access
from projects.models import Partner, Proposal, Submission

_also: list[Callable[[User, int], bool]] = []
_why_not: list[Callable[[User], Any]] = []


def also_readable(rule: Callable[[User, int], bool]) -> None:
    """`rule(user, proposal id)` opens the files of a proposal to further readers. Called from an AppConfig.ready."""
    _also.append(rule)


def refused_with(rule: Callable[[User], Any]) -> None:
    """`rule(user)` says in words why files of proposals are closed to this person, or None. Called from an AppConfig.ready."""
    _why_not.append(rule)


def why_not(user: User) -> Any:
    return next((words for rule in _why_not if (words := rule(user))), None)


def may_read(user: Visitor, file: StoredFile) -> bool:
    if not user.is_authenticated:
        return False
    proposal = Proposal.objects.filter(pk=file.about_id).first()
    if proposal is None:
        return False
    return access.may_see_text(user, proposal) or _is_of_own_partner(user, file) or any(rule(user, proposal.pk) for rule in _also)


def may_read_removed(user: Visitor, file: StoredFile) -> bool:
    """A file that was handed in stays readable with its submission."""
    handed_in = Submission.objects.filter(proposal_id=file.about_id, snapshot__contains=str(file.pk))
    return may_read(user, file) and handed_in.exists()


def may_write(user: User, proposal_id: str) -> bool:
    """Whoever writes for the lead or for a partner; the action says which document of whom."""
    proposal = Proposal.objects.filter(pk=proposal_id).first()
    if proposal is None:
        return False
    return access.may_edit(user, proposal) or any(access.may_edit_part(user, partner) for partner in _own_places(user, proposal))


def whose(user: Visitor, file: StoredFile) -> str | None:
    """Papers name people. Whoever reads another organisation's is written down; one's own are one's own."""
    own = user.organisation_ids(*COMPANY_ROLES) if user.is_authenticated else []
    takes_part = Partner.objects.filter(proposal_id=file.about_id, organisation__in=own).exists()
    return None if takes_part else f"proposal/{file.about_id}"


def _is_of_own_partner(user: User, file: StoredFile) -> bool:
    """A partner that has not consented yet may still look at what it uploaded itself."""
    own = user.organisation_ids(*COMPANY_ROLES)
    return (
        bool(own)
        and file.uploaded_by_id == user.pk
        and Partner.objects.filter(proposal_id=file.about_id, organisation__in=own).exists()
    )


def _own_places(user: User, proposal: Proposal) -> list[Partner]:
    places = list(Partner.objects.filter(proposal=proposal, organisation__in=user.organisation_ids(*COMPANY_ROLES)))
    for place in places:
        place.proposal = proposal
    return places
