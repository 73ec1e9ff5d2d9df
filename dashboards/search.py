"""One box over everything a person may see: each kind through its own filter of sight, a few rows each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.access import organisations_visible_to
from accounts.business_number import digits
from accounts.models import Organisation
from cluster_portal.shared.audience import STAFF, admits
from clusters.models import Complex, Region
from evaluation.models import Round
from programme.models import Rulebook
from projects.models import Call, Proposal

SHOWN = 8
SHORTEST = 2  # characters; one syllable of Korean finds half of everything
BUSINESS_NUMBER = re.compile(r"[0-9][0-9-]+")  # its beginning at least; the digits of a name are none


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: Any
    hits: list[Hit]
    all_url: str = ""  # where the whole list of this kind is, with the same words


def search(user: Any, words: str) -> list[Group]:
    """Groups with at least one hit. One query a kind; kinds the person has no part in are not asked."""
    words = words.strip()
    if len(words) < SHORTEST:
        return []
    kinds: list[Callable[[Any, str], Group | None]] = [
        _proposals,
        _calls,
        _rounds,
        _organisations,
        _complexes,
        _regions,
        _rulebooks,
    ]
    return [group for kind in kinds if (group := kind(user, words)) and group.hits]


def _list_of(page: str, words: str) -> str:
    return f"{reverse(page)}?{urlencode({'q': words})}"


def _proposals(user: Any, words: str) -> Group | None:
    if not user.is_authenticated:
        return None
    found = Proposal.objects.visible_to(user).matching(words).select_related("lead").order_by("-pk")[:SHOWN]
    hits = [
        Hit(
            p.title or p.ref,
            reverse("projects:proposal-detail", args=[p.ref]),
            f"{p.ref} · {p.lead.name} · {p.get_status_display()}",
        )
        for p in found
    ]
    return Group(_("Proposals"), hits, _list_of("projects:proposal-list", words))


def _calls(user: Any, words: str) -> Group:
    found = Call.objects.visible_to(user).filter(
        Q(title_ko__icontains=words) | Q(title_en__icontains=words) | Q(ref__icontains=words)
    )
    hits = [
        Hit(c.title, reverse("projects:call-detail", args=[c.ref]), c.get_status_display())
        for c in found.order_by("-closes_at")[:SHOWN]
    ]
    return Group(_("Calls"), hits, _list_of("projects:call-list", words))


def _rounds(user: Any, words: str) -> Group | None:
    if not admits(STAFF, user):
        return None
    found = Round.objects.visible_to(user).filter(
        Q(ref__icontains=words)
        | Q(call__title_ko__icontains=words)
        | Q(call__title_en__icontains=words)
        | Q(region__name_ko__icontains=words)
        | Q(region__name_en__icontains=words)
    )
    hits = [
        Hit(r.title, reverse("evaluation:round-detail", args=[r.ref]), r.get_status_display())
        for r in found.select_related("call", "region").order_by("-pk")[:SHOWN]
    ]
    return Group(_("Rounds"), hits)


def _organisations(user: Any, words: str) -> Group | None:
    if not user.is_authenticated:
        return None
    named = Q(name_ko__icontains=words) | Q(name_en__icontains=words)
    if BUSINESS_NUMBER.fullmatch(words):
        named |= Q(brn__startswith=digits(words))
    found = Organisation.objects.filter(organisations_visible_to(user)).filter(named)
    hits = [
        Hit(o.name, reverse("accounts:organisation-detail", args=[o.pk]), o.get_kind_display())
        for o in found.order_by("name_ko")[:SHOWN]
    ]
    return Group(_("Organisations"), hits)


def _complexes(user: Any, words: str) -> Group:
    found = Complex.objects.matching(words).select_related("region").order_by("order")[:SHOWN]
    hits = [Hit(c.name, reverse("clusters:complex-detail", args=[c.code]), f"{c.region} · {c.get_role_display()}") for c in found]
    return Group(_("Industrial complexes"), hits, _list_of("clusters:complex-list", words))


def _regions(user: Any, words: str) -> Group:
    found = Region.objects.filter(
        Q(name_ko__icontains=words) | Q(name_en__icontains=words) | Q(vision_ko__icontains=words) | Q(vision_en__icontains=words)
    )
    return Group(_("Regions"), [Hit(str(r), reverse("clusters:region-detail", args=[r.code]), r.vision) for r in found])


def _rulebooks(user: Any, words: str) -> Group:
    found = Rulebook.objects.visible_to(user).filter(
        Q(code__icontains=words) | Q(title_ko__icontains=words) | Q(title_en__icontains=words)
    )
    hits = [Hit(r.title, reverse("programme:rulebook-detail", args=[r.ref]), r.ref) for r in found.defer("document")[:SHOWN]]
    return Group(_("Rulebooks"), hits)
