"""Users, organisations, what each user may be, and invitations."""

from accounts.models.grant import Grant
from accounts.models.invitation import Invitation
from accounts.models.join_request import JoinRequest
from accounts.models.organisation import Organisation
from accounts.models.user import User
from accounts.roles import COMPANY_ROLES, FOR_PROFIT_KINDS, HQ_ROLES, OrganisationKind, Role

__all__ = [
    "COMPANY_ROLES",
    "FOR_PROFIT_KINDS",
    "HQ_ROLES",
    "Grant",
    "Invitation",
    "JoinRequest",
    "Organisation",
    "OrganisationKind",
    "Role",
    "User",
]
