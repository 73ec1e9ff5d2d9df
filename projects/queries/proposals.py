"""Reads about proposals: the whole of one, lists, and how it came to be."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, QuerySet, When
from django.db.models.functions import JSONObject

from accounts.models import Role, User
from audit.models import Event
from clusters.eligibility import Eligibility, Named, Specialisation
from clusters.models import Industry
from clusters.queries import specialisations_of
from projects.budgeting import BudgetRow
from projects.dossier import AnswerText, Dossier, FileFacts
from projects.eligibility import Site, partner_eligibility
from projects.models import Answer, AnswerRevision, BudgetLine, Partner, Proposal, ProposalFile, Submission
from projects.models.proposal import ProposalQuerySet
from projects.states import PartnerRole, PartnerStatus, ProposalStatus

# --- The whole of one proposal -------------------------------------------------------

LEFT_BEHIND = ("call__rulebook__document", "call__body_ko", "call__body_en", "search_text")  # long, and nothing here asks for it


def dossier(proposal: Proposal | QuerySet[Proposal]) -> Dossier:
    """Everything one proposal consists of, in three statements whatever its size.

    Takes the proposal, or a queryset that holds just it (`Proposal.objects.visible_to(user).filter(ref=ref)`).

    Raises:
        Proposal.DoesNotExist: when the queryset holds none.
    """
    found = Proposal.objects.filter(pk=proposal.pk) if isinstance(proposal, Proposal) else proposal
    joined = found.select_related("call__rulebook", "call__region", "complex", "region").defer(*LEFT_BEHIND)
    loaded = joined.annotate(answers_as_json=ArraySubquery(_answers()), files_as_json=ArraySubquery(_files())).get()
    partners = list(_partners(loaded))
    for partner in partners:
        partner.proposal = loaded
    loaded.plant = partners[0].plant
    if partners[0].organisation:  # always: the lead began it
        loaded.lead = partners[0].organisation
    return Dossier(
        proposal=loaded,
        partners=partners,
        answers={row["field"]: _answer(row) for row in loaded.answers_as_json},
        rows=[BudgetRow(p.pk, row["item"], row["source"], row["amount_krw"]) for p in partners for row in p.rows_as_json],  # type: ignore[attr-defined]
        files=[FileFacts(**row) for row in loaded.files_as_json],
        eligibility=_eligibility(loaded, partners),
    )


def rows_of(partner: Partner) -> list[BudgetRow]:
    """One partner's budget rows."""
    lines = BudgetLine.objects.filter(partner=partner).order_by("item", "source")
    return [BudgetRow(partner.pk, line.item, line.source, line.amount_krw) for line in lines]


def _answers() -> QuerySet:
    rows = Answer.objects.filter(proposal=OuterRef("pk")).order_by("pk")
    return rows.values(
        json=JSONObject(
            field="field", text="text", version="version", name="updated_by__name", email="updated_by__email", at="updated_at"
        )
    )


def _answer(row: Mapping[str, Any]) -> AnswerText:
    return AnswerText(
        row["field"], row["text"], row["version"], row["name"] or row["email"], dt.datetime.fromisoformat(row["at"])
    )


def _files() -> QuerySet:
    rows = ProposalFile.objects.filter(proposal=OuterRef("pk"), removed_at__isnull=True).order_by("pk")
    return rows.values(
        json=JSONObject(
            id="id", document="document", partner_id="partner_id", file_id="file_id",
            name="file__name", size="file__size", sha256="file__sha256",
        )
    )  # fmt: skip


def _partners(proposal: Proposal) -> QuerySet[Partner]:
    """The lead first, then in the order of invitation; those removed are not among them."""
    rows = BudgetLine.objects.filter(partner=OuterRef("pk")).order_by("item", "source")
    industries = Industry.objects.filter(plants=OuterRef("plant_id")).order_by("code")
    return (
        Partner.objects.filter(proposal=proposal)
        .exclude(status=PartnerStatus.REMOVED)
        .select_related("organisation", "plant__complex__region")
        .annotate(
            rows_as_json=ArraySubquery(rows.values(json=JSONObject(item="item", source="source", amount_krw="amount_krw"))),
            industries_as_json=ArraySubquery(
                industries.values(json=JSONObject(code="code", name_ko="name_ko", name_en="name_en"))
            ),
        )
        .order_by(Case(When(role=PartnerRole.LEAD, then=0), default=1), "pk")
    )


def _eligibility(proposal: Proposal, partners: Iterable[Partner]) -> dict[int, Eligibility]:
    complexes = {p.plant.complex_id: p.plant.complex for p in partners if p.plant and p.plant.complex}
    specialised = specialisations_of(complexes.values()) if complexes else {}
    region = proposal.call.region
    return {
        partner.pk: partner_eligibility(
            proposal.call.rulebook.rules.eligibility,
            kind=partner.kind,
            is_lead=partner.is_lead,
            site=_site(partner, specialised),
            only_region=region.as_named() if region else None,
        )
        for partner in partners
    }


def _site(partner: Partner, specialised: Mapping[str, list[Specialisation]]) -> Site | None:
    plant = partner.plant
    if plant is None:
        return None
    place = plant.complex
    return Site(
        complex=place.as_named() if place else None,
        region=place.region_id if place else None,
        is_pilot=bool(place and place.is_pilot),
        industries=tuple(Named(**row) for row in partner.industries_as_json),  # type: ignore[attr-defined]
        specialised=tuple(specialised.get(plant.complex_id or "", ())),
        is_active=plant.is_active,
    )


# --- Lists ----------------------------------------------------------------------------


def projects_list(user: User) -> ProposalQuerySet:
    """What the person may see, with what a list shows of it: one statement."""
    return Proposal.objects.visible_to(user).select_related("call", "lead", "region", "complex")


def invitations_for(user: User) -> QuerySet[Partner]:
    """Places in proposals that wait for the yes of an organisation this person owns."""
    return (
        Partner.objects.filter(
            organisation__in=user.organisation_ids(Role.COMPANY_OWNER),
            status=PartnerStatus.INVITED,
            proposal__status__in=(ProposalStatus.DRAFT, ProposalStatus.RETURNED),
        )
        .exclude(role=PartnerRole.LEAD)
        .select_related("organisation", "proposal__call", "proposal__lead")
        .order_by("-invited_at", "-pk")
    )


def standing_submission(proposal: Proposal) -> Submission | None:
    """What counts as handed in now."""
    return proposal.submissions.filter(withdrawn_at__isnull=True).select_related("by").first()


# --- How it came to be ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One deed in the life of a proposal; `verb` as in `projects.history_words`."""

    at: dt.datetime
    verb: str
    by_name: str
    data: Mapping[str, Any]


def history(proposal: Proposal) -> list[HistoryLine]:
    """Newest first. Two statements."""
    # A stored file shows as the document it was attached as.
    events = list(Event.objects.filter(stream=proposal.stream).exclude(verb="file-stored").order_by("-seq"))
    ids = {int(event.actor.removeprefix("user/")) for event in events if event.actor}
    names = {user.key: str(user) for user in User.objects.filter(pk__in=ids)}
    return [HistoryLine(event.at, event.verb, names.get(event.actor, ""), event.data) for event in events]


def revisions(proposal: Proposal, field: str) -> QuerySet[AnswerRevision]:
    """Every version of one field's text, newest first."""
    return AnswerRevision.objects.filter(answer__proposal=proposal, answer__field=field).select_related("by").order_by("-version")
