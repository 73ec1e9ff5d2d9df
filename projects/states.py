"""Where a call, a proposal and a partner can stand, and from where to where they may move."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CallStatus(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")


CALL_MOVES = {
    CallStatus.DRAFT: {CallStatus.PUBLISHED},
    CallStatus.PUBLISHED: {CallStatus.CLOSED},
}


class ProposalStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for correction")
    ELIGIBLE = "eligible", _("Eligible")
    INELIGIBLE = "ineligible", _("Not eligible")
    UNDER_EVALUATION = "under_evaluation", _("Under evaluation")
    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    REJECTED = "rejected", _("Not selected")
    DROPPED_OUT = "dropped_out", _("Dropped out")


PROPOSAL_MOVES = {
    ProposalStatus.DRAFT: {ProposalStatus.SUBMITTED},
    # Back to draft: withdrawn by the lead before the call closes.
    ProposalStatus.SUBMITTED: {
        ProposalStatus.DRAFT,
        ProposalStatus.RETURNED,
        ProposalStatus.ELIGIBLE,
        ProposalStatus.INELIGIBLE,
    },
    ProposalStatus.RETURNED: {ProposalStatus.SUBMITTED, ProposalStatus.INELIGIBLE},
    ProposalStatus.ELIGIBLE: {ProposalStatus.UNDER_EVALUATION, ProposalStatus.INELIGIBLE},
    ProposalStatus.UNDER_EVALUATION: {ProposalStatus.SELECTED, ProposalStatus.RESERVE, ProposalStatus.REJECTED},
    ProposalStatus.RESERVE: {ProposalStatus.SELECTED, ProposalStatus.REJECTED},
    # After an upheld appeal.
    ProposalStatus.REJECTED: {ProposalStatus.SELECTED, ProposalStatus.RESERVE},
    ProposalStatus.SELECTED: {ProposalStatus.DROPPED_OUT},  # after the release: given up, or not agreed in time
}

# Handed in and not taken back: what counts as an application.
HANDED_IN = frozenset(ProposalStatus.values) - {ProposalStatus.DRAFT}
DECIDED = frozenset({ProposalStatus.SELECTED, ProposalStatus.RESERVE, ProposalStatus.REJECTED, ProposalStatus.DROPPED_OUT})


class PartnerRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    PARTICIPANT = "participant", _("Participant")
    DEMAND = "demand", _("Demand company")


class PartnerStatus(models.TextChoices):
    INVITED = "invited", pgettext_lazy("partner", "Invited")
    CONSENTED = "consented", pgettext_lazy("partner", "Consented")
    DECLINED = "declined", pgettext_lazy("partner", "Declined")
    REMOVED = "removed", pgettext_lazy("partner", "Removed")


PARTNER_MOVES = {
    # Back to invited: what was consented to has changed.
    PartnerStatus.INVITED: {PartnerStatus.CONSENTED, PartnerStatus.DECLINED, PartnerStatus.REMOVED},
    PartnerStatus.CONSENTED: {PartnerStatus.INVITED, PartnerStatus.DECLINED, PartnerStatus.REMOVED},
    PartnerStatus.DECLINED: {PartnerStatus.INVITED, PartnerStatus.REMOVED},
}


# How a state looks beside its words (docs/ui.md §3).
CALL_TONES = {CallStatus.DRAFT: "neutral", CallStatus.PUBLISHED: "ok", CallStatus.CLOSED: "neutral"}
PROPOSAL_TONES = {
    ProposalStatus.DRAFT: "neutral",
    ProposalStatus.SUBMITTED: "info",
    ProposalStatus.RETURNED: "warn",
    ProposalStatus.ELIGIBLE: "ok",
    ProposalStatus.INELIGIBLE: "danger",
    ProposalStatus.UNDER_EVALUATION: "progress",
    ProposalStatus.SELECTED: "ok",
    ProposalStatus.RESERVE: "warn",
    ProposalStatus.REJECTED: "danger",
    ProposalStatus.DROPPED_OUT: "neutral",
}
PARTNER_TONES = {
    PartnerStatus.INVITED: "warn",
    PartnerStatus.CONSENTED: "ok",
    PartnerStatus.DECLINED: "danger",
    PartnerStatus.REMOVED: "neutral",
}


class BudgetSource(models.TextChoices):
    """Who pays (RULES.md §3.4): the public share, and the firm's own share in cash or in kind."""

    PUBLIC = "public", _("Public share")
    OWN_CASH = "own_cash", _("Own share, cash")
    OWN_IN_KIND = "own_in_kind", _("Own share, in kind")
