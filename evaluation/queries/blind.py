"""A proposal of a blind round as its evaluators know it: made here alone, for every page, paper, letter and answer they get."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import COMPANY_ROLES, Grant, Organisation
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from cluster_portal.shared.paging import Page, keyset_page
from evaluation import access
from evaluation.blinding import Behind, Content, blacken, blind_content
from evaluation.models import BlindCopy, BlindFile, BlindProposal, Researcher, Round, RoundProposal
from projects import snapshot
from projects.models import Partner, Proposal, ProposalFile, Submission

TELLING = 4  # letters of a plant's name that tell whose it is; "본사" tells nothing
KEPT = ("id", "track", "status", "requested_krw", "total_krw", "is_demo")  # of a proposal: says nothing of anybody
Thing = TypeVar("Thing")  # a sheet, an entry, a note: whatever has a proposal


def named(name: str) -> Q:
    """For what has a round and a proposal: the proposal its evaluators call so, by its reference or, in a blind round, its code
    name alone."""
    called = RoundProposal.objects.filter(round=OuterRef("round"), proposal=OuterRef("proposal"), code_name=name)
    return Q(round__is_blind=False, proposal__ref=name) | Q(Exists(called), round__is_blind=True)


def cover(round: Round, things: Iterable[Thing]) -> list[Thing]:
    """The same things; in a blind round with their proposals as evaluators know them. One statement, none in other rounds."""
    found = list(things)
    if round.is_blind and found:
        known = as_known(round, [thing.proposal for thing in found])  # type: ignore[attr-defined]
        for thing in found:
            thing.proposal = known[thing.proposal_id]  # type: ignore[attr-defined]
    return found


def cover_for(reader: Any, round: Round, things: Iterable[Thing]) -> list[Thing]:
    """The same on pages that evaluators share with the offices."""
    return cover(round, things) if access.names_are_hidden(reader, round) else list(things)


def as_known(round: Round, proposals: Sequence[Proposal]) -> dict[int, Proposal]:
    """{id: the proposal, in a blind round under its code name}. The title is there once its copy is checked."""
    if not round.is_blind:
        return {one.pk: one for one in proposals}
    entries = RoundProposal.objects.filter(round=round, proposal__in=[one.pk for one in proposals])
    rows = entries.values_list("proposal", "code_name", "blind_copy__title", "blind_copy__checked_at")
    known = {pk: (code, title if checked_at else "") for pk, code, title, checked_at in rows}
    return {one.pk: _blind(one, *known[one.pk]) for one in proposals}


def _blind(proposal: Proposal, code_name: str, title: str) -> BlindProposal:
    loaded = {name: getattr(proposal, name) for name in KEPT if name not in proposal.get_deferred_fields()}
    words = title or _("Proposal %(code)s") % {"code": code_name}
    return BlindProposal(ref=code_name, title=words, lead=nobody(), **loaded)


def nobody() -> Organisation:
    """In the place of a lead."""
    return Organisation(name_ko="기관 비공개", name_en="Organisation not shown")


# --- The copy ------------------------------------------------------------------------------


def handed_in(proposal: int) -> Content | None:
    submission = Submission.objects.filter(proposal=proposal, withdrawn_at__isnull=True).first()
    return snapshot.read(submission) if submission else None


def behind(entry: RoundProposal, content: Content | None) -> Behind:
    """Everybody and every place that could tell whose proposal it is. Five statements."""
    partners = Partner.objects.filter(proposal=entry.proposal_id, organisation__isnull=False)
    organisations = {one.organisation for one in partners.select_related("organisation") if one.organisation}
    organisations.add(entry.proposal.lead)
    parts = [*(content["partners"] if content else []), *([content["firm"]] if content else [])]
    then = [part["organisation"] for part in parts if part["organisation"]]
    plants = [part["plant"] for part in parts if part["plant"]]
    keys = [one.pk for one in organisations]
    people = Grant.objects.filter(organisation__in=keys, role__in=COMPANY_ROLES, ended_at__isnull=True)
    copy = BlindCopy.objects.filter(entry=entry).first()
    return Behind(
        organisations=frozenset(
            name
            for name in (
                *(name for one in organisations for name in (one.name_ko, one.name_en, one.family)),
                *(one[name] for one in then for name in ("name_ko", "name_en", "family")),
            )
            if name
        ),
        addresses=frozenset(
            address for address in (*(one.address for one in organisations), *(one["address"] for one in plants)) if address
        ),
        words=frozenset(
            word
            for word in (
                *(word for one in organisations for word in (one.brn, one.representative)),
                *(one["brn"] for one in then),
                *(one["name"] for one in plants if len(one["name"]) >= TELLING),
                *people.values_list("user__name", flat=True),
                *Researcher.objects.filter(proposal=entry.proposal_id).values_list("name", flat=True),
                *(copy.words if copy else []),
            )
            if word
        ),
    )


def made_now(entry: RoundProposal) -> tuple[str, Content | None, str]:
    """Title, content and digest of the blind copy as it would be checked now."""
    content = handed_in(entry.proposal_id)
    terms = behind(entry, content).terms()
    title = blacken(content["project"]["title"] if content else entry.proposal.title, terms)
    blind = blind_content(content, terms, entry.code_name) if content else None
    return title, blind, sha256_hex(canonical_json({"title": title, "content": blind}))


def unchecked(round: Round) -> QuerySet[RoundProposal]:
    """Proposals of a blind round whose copy the headquarters has not looked through yet; none in other rounds."""
    if not round.is_blind:
        return RoundProposal.objects.none()
    return RoundProposal.objects.filter(round=round).exclude(blind_copy__checked_at__isnull=False)


def blind_files(entry: int) -> QuerySet[BlindFile]:
    return BlindFile.objects.filter(entry=entry).select_related("file", "original").order_by("original")


def originals(entry: RoundProposal) -> QuerySet[ProposalFile]:
    """The standing files of a proposal."""
    return _standing(entry.proposal_id).select_related("file", "partner__organisation").order_by("pk")


def _standing(proposal: Any) -> QuerySet[ProposalFile]:
    return ProposalFile.objects.filter(proposal=proposal, removed_at__isnull=True)


def copies(round: Round, *, cursor: str | None = None, size: int = 50) -> Page:
    """The proposals of a blind round with their copies, and `missing`, how many files have no blackened copy. One statement."""
    copied = BlindFile.objects.filter(entry=OuterRef(OuterRef("pk")), original=OuterRef("pk"))
    without = _standing(OuterRef("proposal")).exclude(Exists(copied)).order_by().values("proposal")
    missing = Coalesce(Subquery(without.annotate(number=Count("pk")).values("number")), 0)
    entries = RoundProposal.objects.filter(round=round).select_related("proposal__lead", "blind_copy")
    return keyset_page(entries.annotate(missing=missing), order=("pk",), cursor=cursor, size=size)
