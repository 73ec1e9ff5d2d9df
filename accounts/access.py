"""Who may see whom, and who may let whom in."""

from django.db.models import Q

from accounts.models import COMPANY_ROLES, Grant, Organisation, Role, User

# Who may invite whom: an owner into the firm; the programme office and the administrator into the rest.
STAFF_ROLES = frozenset(
    {Role.HQ_OPERATOR, Role.HQ_HEAD, Role.CENTRAL, Role.EVALUATOR, Role.DOCTOR, Role.SECRETARY, Role.MINISTRY, Role.AUDITOR}
)
SEE_ALL = (Role.CENTRAL, Role.HQ_OPERATOR, Role.HQ_HEAD, Role.MINISTRY, Role.AUDITOR, Role.ADMIN)


def organisations_visible_to(user: User) -> Q:
    """Staff see every organisation; a company's people see their own."""
    return Q() if user.has_role(*SEE_ALL) else Q(pk__in=user.organisation_ids())


def may_manage(user: User, organisation: Organisation) -> bool:
    """Edit the organisation, let people in and out."""
    return user.has_role(Role.COMPANY_OWNER, organisation=organisation) or user.has_role(Role.ADMIN)


def may_grant(user: User, role: str, organisation: Organisation | None) -> bool:
    """Invite somebody as `role`."""
    if role in COMPANY_ROLES:
        return organisation is not None and may_manage(user, organisation)
    if role in STAFF_ROLES:
        return user.has_role(Role.ADMIN) or (
            user.has_role(Role.CENTRAL) and role in {Role.EVALUATOR, Role.DOCTOR, Role.SECRETARY}
        )
    return role == Role.ADMIN and user.has_role(Role.ADMIN)


def roles_to_invite(user: User) -> list[Role]:
    """The programme's own offices that `user` may fill."""
    return [role for role in Role if role not in COMPANY_ROLES and may_grant(user, role, None)]


def may_end(user: User, grant: Grant) -> bool:
    """Who may give a role may end it, and a person may always leave."""
    return user.pk == grant.user_id or may_grant(user, grant.role, grant.organisation)


def may_review_accesses(user: User) -> bool:
    """Sign off a month of looks at personal data: the auditor alone; who runs the portal does not review itself."""
    return user.has_role(Role.AUDITOR)
