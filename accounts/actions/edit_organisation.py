from typing import Any

from django.db import transaction

from accounts import access
from accounts.models import Organisation, User
from audit.record import record
from cluster_portal.shared.errors import require

EDITABLE = ("name_ko", "name_en", "kind", "family", "representative", "address", "in_crisis_area")


@transaction.atomic
def edit_organisation(organisation: Organisation, *, by: User, **facts: Any) -> Organisation:
    """Change its facts; the business number stays. History keeps what each said before."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    require(access.may_manage(by, organisation))
    changed = {}
    for field in EDITABLE:
        if field in facts and getattr(organisation, field) != facts[field]:
            changed[field] = [getattr(organisation, field), facts[field]]
            setattr(organisation, field, facts[field])
    if changed:
        organisation.save(update_fields=list(changed))
        record(stream=organisation.key, verb="edited", by=by, data=changed)
    return organisation
