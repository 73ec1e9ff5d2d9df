"""Who may see which plant, and who may change it. Regions, complexes, industries and indicators are public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.roles import COMPANY_ROLES, HQ_ROLES, Role

if TYPE_CHECKING:
    from accounts.models import Organisation, User
    from clusters.models import Plant

SEES_ALL_PLANTS = (Role.CENTRAL, Role.MINISTRY, Role.AUDITOR, Role.SYSTEM)
WRITES_FOR_A_COMPANY = (Role.COMPANY_OWNER, Role.COMPANY_WRITER)


def plants_visible_to(user: User) -> Q:
    """A company sees its own plants, a regional HQ those in its region, the overseers all."""
    if user.has_role(*SEES_ALL_PLANTS):
        return Q()
    return Q(organisation__in=user.organisation_ids(*COMPANY_ROLES)) | Q(complex__region__in=user.region_codes(*HQ_ROLES))


def may_register_plant(user: User, organisation: Organisation) -> bool:
    return user.has_role(*WRITES_FOR_A_COMPANY, organisation=organisation)


def may_change_plant(user: User, plant: Plant) -> bool:
    """Only while the plant is in use: a closed one is history."""
    return plant.is_active and user.has_role(*WRITES_FOR_A_COMPANY, organisation=plant.organisation_id)
