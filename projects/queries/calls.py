"""Reads about calls: the public list, one call, who is still writing."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import COMPANY_ROLES, Organisation, Role, User
from clusters.eligibility import Eligibility
from clusters.models import Plant
from programme.models import Rulebook
from programme.models.rulebook import parsed
from programme.rulebook import RulebookDocument
from projects import access
from projects.models import Answer, Call, Partner, Proposal, ProposalFile
from projects.queries.plants import plants_of, verdicts_on
from projects.sections import text_fields
from projects.states import CallStatus, PartnerRole, PartnerStatus

# --- The list -----------------------------------------------------------------------

TABS = {
    "open": _("Open"),
    "upcoming": _("Upcoming"),
    "closed": _("Closed"),
    "drafts": _("Being prepared"),
}
ORDERS = {
    "open": ("closes_at", "id"),
    "upcoming": ("opens_at", "id"),
    "closed": ("-closes_at", "-id"),
    "drafts": ("-id",),
}


def in_tab(tab: str, at: dt.datetime) -> Q:
    """Told by the clock: a call whose last second is over is closed, whether or not the beat has been there."""
    out = ~Q(status=CallStatus.DRAFT)
    return {
        "open": out & Q(opens_at__lte=at, closes_at__gte=at),
        "upcoming": out & Q(opens_at__gt=at),
        "closed": out & Q(closes_at__lt=at),
        "drafts": Q(status=CallStatus.DRAFT),
    }[tab]


def listed_calls(user: Any) -> QuerySet[Call]:
    """What the person may see, with what a list shows; the rulebook's document stays where it is."""
    return Call.objects.visible_to(user).select_related("region", "rulebook").defer("rulebook__document", "body_ko", "body_en")


def matching(calls: QuerySet[Call], words: str) -> QuerySet[Call]:
    for word in words.split():
        calls = calls.filter(
            Q(title_ko__icontains=word) | Q(title_en__icontains=word) | Q(summary_ko__icontains=word) | Q(ref__icontains=word)
        )
    return calls


def tab_counts(calls: QuerySet[Call], at: dt.datetime) -> dict[str, int]:
    """How many calls each tab holds. One statement."""
    return calls.aggregate(**{tab: Count("pk", filter=in_tab(tab, at)) for tab in TABS})


@dataclass(frozen=True, slots=True)
class TrackLine:
    code: str
    name_ko: str
    name_en: str
    grant_cap_krw: int

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_ko


_TRACK_LINES: dict[str, dict[str, TrackLine]] = {}  # by the digest of the rulebook: one digest says one thing


def track_lines(calls: Iterable[Call]) -> dict[int, list[TrackLine]]:
    """By call id: its tracks with their caps. Asks only for rulebooks that this process has not read yet."""
    calls = list(calls)
    unread = {call.rulebook.sha256 for call in calls} - _TRACK_LINES.keys()
    if unread:
        for sha256, document in Rulebook.objects.filter(sha256__in=unread).values_list("sha256", "document"):
            tracks = parsed(sha256, document).tracks
            _TRACK_LINES[sha256] = {t.code: TrackLine(t.code, t.name.ko, t.name.en, t.grant_cap_krw.value) for t in tracks}
    return {call.pk: [line for code, line in _TRACK_LINES[call.rulebook.sha256].items() if code in call.tracks] for call in calls}


# --- Own plants against a call ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlantCheck:
    """Whether a firm could lead a proposal from this plant, with the reasons."""

    plant: Plant
    verdict: Eligibility
    may_lead: bool  # its organisation's kind may lead in one of the call's tracks at least

    @property
    def eligible(self) -> bool:
        return self.may_lead and self.verdict.eligible


def own_plants_checked(user: User, call: Call) -> list[PlantCheck]:
    """Every plant in use of the firms this person acts for, held against the call; the eligible first. Four statements."""
    plants = plants_of(user.organisation_ids(*COMPANY_ROLES))
    verdicts = verdicts_on(plants, call, is_lead=True)
    document = call.rulebook.rules
    checks = [PlantCheck(plant, verdicts[plant.pk], may_lead(plant.organisation, document, call.tracks)) for plant in plants]
    return sorted(checks, key=lambda check: not check.eligible)


def may_lead(organisation: Organisation, document: RulebookDocument, tracks: Iterable[str]) -> bool:
    return any(organisation.kind in document.track(code).lead_kinds.value for code in tracks)


def own_proposals(user: User, call: Call) -> QuerySet[Proposal]:
    """What the person's firms lead in this call."""
    return Proposal.objects.filter(call=call, lead__in=user.organisation_ids(*COMPANY_ROLES)).order_by("-id")


# --- Before publishing ------------------------------------------------------------------


def newer_rulebook(call: Call) -> Rulebook | None:
    """A later version of the rulebook a draft call names, if somebody has written one meanwhile."""
    newest = Rulebook.objects.newest(call.rulebook.code)
    return newest if newest.version > call.rulebook.version else None


def owners_in_reach(call: Call) -> QuerySet[User]:
    """Owners of firms with a plant in use in the call's region; in any complex, for a national call."""
    where: dict[str, Any] = {"grants__organisation__plants__is_active": True}
    if call.region_id:
        where["grants__organisation__plants__complex__region"] = call.region_id
    else:
        where["grants__organisation__plants__complex__isnull"] = False
    return User.objects.filter(is_active=True, grants__role=Role.COMPANY_OWNER, grants__ended_at__isnull=True, **where).distinct()


# --- Who is at work on a proposal for it ----------------------------------------------------


def at_work_on(call: Call) -> list[User | str]:
    """People of the organisations that lead or take part in a proposal for the call; addresses still invited."""
    partners = Partner.objects.filter(proposal__call=call).exclude(status__in=[PartnerStatus.REMOVED, PartnerStatus.DECLINED])
    organisations = Q(grants__organisation__in=partners.filter(organisation__isnull=False).values("organisation")) | Q(
        grants__organisation__in=Proposal.objects.filter(call=call).values("lead")
    )
    people = User.objects.filter(
        organisations, is_active=True, grants__role__in=COMPANY_ROLES, grants__ended_at__isnull=True
    ).distinct()
    invited = (
        partners.filter(organisation__isnull=True).exclude(invited_email="").values_list("invited_email", flat=True).distinct()
    )
    return [*people, *invited]


# --- Who has an unfinished draft ----------------------------------------------------------


def unfinished(user: User, call: Call) -> QuerySet[Proposal]:
    """Drafts of a call that the person may know of: whose, and how far; never what they say. One statement.

    Adds `texts` (of `required_texts()`), `consents` (of `partners_to_consent`) and `papers`.
    """
    answers = Answer.objects.filter(proposal=OuterRef("pk"), field__in=required_texts()).exclude(text="")
    consents = Partner.objects.filter(proposal=OuterRef("pk"), status=PartnerStatus.CONSENTED).exclude(role=PartnerRole.LEAD)
    papers = ProposalFile.objects.filter(proposal=OuterRef("pk"), removed_at__isnull=True)
    return (
        Proposal.objects.filter(access.drafts_counted_for(user), call=call)
        .select_related("lead", "complex", "region")
        .annotate(
            texts=_number(answers), consents=_number(consents), partners_to_consent=F("partner_count") - 1, papers=_number(papers)
        )
        .defer("search_text", "title")
    )


def required_texts() -> list[str]:
    return [field.code for field in text_fields() if field.required]


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("proposal").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def can_start(user: Any) -> TypeGuard[User]:
    return user.is_authenticated and user.has_role(Role.COMPANY_OWNER, Role.COMPANY_WRITER, Role.OUTSIDE_WRITER)
