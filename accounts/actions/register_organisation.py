from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import business_number
from accounts.models import Grant, Organisation, Role, User
from audit.record import record
from cluster_portal.shared.errors import DomainError, InvalidInput


class AlreadyRegistered(DomainError):
    """The number is taken; `organisation` is who has it, and can be asked to let the person in."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            _("%(name)s is already registered under this number. Ask its owner to let you in.") % {"name": organisation.name},
            code="already-registered",
            field="brn",
        )
        self.organisation = organisation


def register_organisation(*, by: User, brn: str, name_ko: str, kind: str, **facts: Any) -> Organisation:
    """Enter a legal entity; who does so becomes its owner here.

    Raises:
        InvalidInput: the number's check digit is wrong (RULES.md §3.5).
        AlreadyRegistered: the number is taken.
    """
    number = business_number.digits(brn)
    try:
        business_number.validate(number)
    except ValidationError as wrong:
        raise InvalidInput({"brn": wrong.messages[0]}) from wrong
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(brn=number, name_ko=name_ko.strip(), kind=kind, **facts)
            Grant.objects.create(user=by, role=Role.COMPANY_OWNER, organisation=organisation)
            record(stream=organisation.key, verb="registered", by=by, data={"brn": number, "name": name_ko, "kind": kind})
    except IntegrityError as clash:
        if existing := Organisation.objects.filter(brn=number).first():
            raise AlreadyRegistered(existing) from clash
        raise
    by.forget_grants()
    return organisation
