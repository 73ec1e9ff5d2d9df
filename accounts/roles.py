"""What a person can be. Scope: an organisation for companies, a region for HQs, the whole country for the rest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COMPANY_OWNER = "company_owner", _("Company owner")
    COMPANY_WRITER = "company_writer", _("Company writer")
    OUTSIDE_WRITER = "outside_writer", _("Outside writer")
    HQ_OPERATOR = "hq_operator", _("Regional HQ officer")
    HQ_HEAD = "hq_head", _("Head of regional HQ")
    CENTRAL = "central", _("Programme office")
    EVALUATOR = "evaluator", _("Evaluator")
    DOCTOR = "doctor", _("Company doctor")
    SECRETARY = "secretary", _("Mini-cluster secretary")
    MINISTRY = "ministry", _("Ministry official")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("System administrator")
    SYSTEM = "system", _("The portal itself")


COMPANY_ROLES = frozenset({Role.COMPANY_OWNER, Role.COMPANY_WRITER, Role.OUTSIDE_WRITER})
HQ_ROLES = frozenset({Role.HQ_OPERATOR, Role.HQ_HEAD})


class OrganisationKind(models.TextChoices):
    LARGE = "large", _("Large company")
    MIDSIZE = "midsize", _("Mid-size company")
    SME = "sme", _("Small or medium company")
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    ASSOCIATION = "association", _("Association")
    PUBLIC = "public", _("Public body")


FOR_PROFIT_KINDS = frozenset({OrganisationKind.LARGE, OrganisationKind.MIDSIZE, OrganisationKind.SME})
