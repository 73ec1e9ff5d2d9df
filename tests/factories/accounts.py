"""People and organisations for tests. Plain functions; every default is ordinary."""

from itertools import count
from typing import Any

from accounts.business_number import check_digit
from accounts.models import Grant, Organisation, OrganisationKind, Role, User

_numbers = count(1)
PASSWORD = "demo-password-1"


def make_brn(serial: int | None = None) -> str:
    """A business number with a right check digit."""
    first_nine = f"{(serial or next(_numbers)) % 10**9:09d}"
    return f"{first_nine}{check_digit(first_nine)}"


def make_organisation(name: str = "", *, kind: str = OrganisationKind.SME, **fields: Any) -> Organisation:
    serial = next(_numbers)
    return Organisation.objects.create(
        brn=fields.pop("brn", None) or make_brn(serial),
        name_ko=name or f"시험기업{serial}",
        name_en=f"Test Firm {serial}",
        kind=kind,
        **fields,
    )


def make_user(*roles: str, organisation: Organisation | None = None, region: str = "", **fields: Any) -> User:
    """A person holding `roles`; company roles get `organisation` (made if absent), HQ roles get `region` ("capital" if absent)."""
    serial = next(_numbers)
    user = User(email=fields.pop("email", f"person{serial}@example.kr"), name=fields.pop("name", f"사람{serial}"), **fields)
    user.set_password(PASSWORD)
    user.save()
    for role in roles:
        give_role(user, role, organisation=organisation, region=region)
    return user


def give_role(user: User, role: str, *, organisation: Organisation | None = None, region: str = "") -> Grant:
    company = role in {Role.COMPANY_OWNER, Role.COMPANY_WRITER, Role.OUTSIDE_WRITER}
    hq = role in {Role.HQ_OPERATOR, Role.HQ_HEAD}
    user.forget_grants()
    return Grant.objects.create(
        user=user, role=role,
        organisation=(organisation or make_organisation()) if company else organisation,
        region=(region or "capital") if hq else region,
    )  # fmt: skip
