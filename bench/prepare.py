"""In Django, on one seeded database: signs the visitors in, and counts what each page costs the database.

Run as `python -m bench.prepare`; prints the journeys as JSON.
"""

import dataclasses
import json
import os
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_portal.settings"

import django

CLIENTS = 8
DEEDS = 250  # proposals that can be handed in during one run, at most
WORD = "배터리팩"  # in one title of twenty


@dataclasses.dataclass
class Journey:
    """One page and its visitors. `shots` are (session, path, fields) of deeds that can be done once each."""

    name: str
    path: str
    sessions: list[str]
    writes: str = ""  # the field an autosave writes
    paths: list[str] = dataclasses.field(default_factory=list)  # one for each session, where they differ
    shots: list[tuple[str, str, dict[str, str]]] = dataclasses.field(default_factory=list)
    floor_session: str = ""  # somebody signed in to the bare site
    statements: int = 0
    rows: int = 0


def main() -> None:
    django.setup()
    from django.conf import settings

    settings.SAME_FOR_VISITORS = False  # what it takes to make a page is counted
    middle = _middle_proposal()
    journeys = [
        _public("Public call list", "projects:call-list", "?tab=closed"),
        _public("Public call list, asked by each in other words", "projects:call-list", "?tab=closed&turn={turn}"),
        _page("Proposal list, first page", _person("central"), "projects:proposal-list"),
        _page("Proposal list, text filter", _person("central"), "projects:proposal-list", query=f"?q={quote(WORD)}"),
        _page("Proposal page, staff", _person("central"), "projects:proposal-detail", middle, folded=_folded(middle)),
        _queue(),
        _autosave(),
        _submit(),
        _page("Ranking page", _person("central"), "evaluation:round-ranking", _tallied_round()),
        _page("Ministry dashboard", _person("ministry"), "dashboards:ministry"),
        _page("CSV of all proposals", _person("central"), "projects:proposal-export-csv"),
    ]
    for journey in journeys[2:]:  # the first two are public
        journey.floor_session = sign_in(_person("central"), FLOOR_BACKEND)
    print(json.dumps([dataclasses.asdict(journey) for journey in journeys]))


# --- Who goes where ----------------------------------------------------------------


def _public(name: str, url: str, query: str = "") -> Journey:
    path = _reverse(url) + query
    return _measured(Journey(name, path, [""] * CLIENTS), lambda client: client.get(path))


def _page(name: str, person: Any, url: str, *arguments: str, query: str = "", folded: int = 0) -> Journey:
    path = _reverse(url, *arguments) + query
    journey = Journey(name, path, [sign_in(person) for _client in range(CLIENTS)])
    return _measured(journey, lambda client: _read(client, path), folded=folded)


def _queue() -> Journey:
    member = _scoring_members()[0]
    return _page("Evaluator's queue", member.expert.user, "evaluation:my-round", member.round.ref)


def _autosave() -> Journey:
    """Each client writes points on a sheet of its own that has not been begun."""
    from evaluation.rulebook_rules import scoring_rules

    members = _scoring_members()
    seats = [members[number % len(members)] for number in range(CLIENTS + 1)]
    sheets = [
        member.sheets.filter(status="open").select_related("proposal", "round__rulebook").order_by("pk")[number]
        for number, member in enumerate(seats)
    ]
    item = scoring_rules(sheets[0].round.rules, sheets[0].proposal.track).items[0]
    name = f"points-{item.code}"
    paths = [_reverse("evaluation:sheet-autosave", sheet.round.ref, sheet.proposal.ref) for sheet in sheets]
    sessions = [sign_in(member.expert.user) for member in seats]
    journey = Journey("Score autosave", paths[0], sessions[:-1], writes=name, paths=paths[:-1])
    version = iter(range(100))
    return _measured(
        journey,
        lambda client: client.post(paths[-1], {"field": name, "value": "5", "version": next(version)}),
        session=sessions[-1],
    )


def _submit() -> Journey:
    """Each deed hands in another draft, all of them ready."""
    from projects.models import Proposal
    from projects.queries.proposals import dossier

    drafts = list(Proposal.objects.filter(status="draft", is_demo=True).select_related("created_by").order_by("pk")[:DEEDS])
    shots = [
        (sign_in(draft.created_by), _reverse("projects:proposal-submit", draft.ref), {"digest": dossier(draft).digest})
        for draft in drafts
    ]
    tried, shots = shots[:2], shots[2:]
    trials = iter(tried)

    def hand_in(client: Any) -> Any:
        session, path, fields = next(trials)
        client.cookies["sessionid"] = session
        answer = client.post(path, fields)
        assert answer.status_code == 302 and answer["Location"].endswith("/submitted/"), answer.content[:2000]
        return answer

    return _measured(Journey("Submit, the last POST", "", [], shots=shots), hand_in, folded=_folded(drafts[0].ref))


def _person(post: str) -> Any:
    from accounts.models import User

    return User.objects.get(email__endswith=f".{post}@seed.cluster.kr")


def _middle_proposal() -> str:
    from projects.models import Proposal

    found = Proposal.objects.filter(status="under_evaluation", partner_count=2)
    return found.order_by("pk")[found.count() // 2].ref


def _tallied_round() -> str:
    from evaluation.models import Round

    return Round.objects.filter(status="tallied").latest("proposal_count").ref


def _scoring_members() -> list[Any]:
    from evaluation.models import PanelMember

    return list(PanelMember.objects.filter(round__status="scoring").select_related("expert__user", "round").order_by("seat"))


# --- Means ----------------------------------------------------------------------------


def _reverse(url: str, *arguments: str) -> str:
    from django.urls import reverse

    return reverse(url, args=arguments)


PORTAL_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FLOOR_BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(person: Any, backend: str = PORTAL_BACKEND) -> str:
    """The key of a session of this person."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore

    from cluster_portal.sliding_session import RENEWED

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[RENEWED] = int(time.time())  # as for anybody who is at work
    session.save()
    return session.session_key or ""


def _read(client: Any, path: str) -> Any:
    answer = client.get(path)
    b"".join(answer)
    return answer


def _folded(ref: str) -> int:
    """Rows of a proposal that come to its page as arrays within one row: answers, files, budget lines, industries."""
    from django.db.models import Count

    from projects.models import Partner, Proposal

    parts = Proposal.objects.filter(ref=ref).annotate(
        a=Count("answers", distinct=True), f=Count("files", distinct=True), b=Count("budget_lines", distinct=True)
    )
    return sum(parts.values_list("a", "f", "b").get()) + Partner.objects.filter(proposal__ref=ref, plant__isnull=False).count()


def _measured(journey: Journey, visit: Callable, *, session: str = "", folded: int = 0) -> Journey:
    """The second visit is counted: the first fills what a process keeps for itself."""
    from django.test import Client

    from bench.counting import counted

    client = Client(headers={"host": "127.0.0.1"})
    if key := session or (journey.sessions[0] if journey.sessions else ""):
        client.cookies["sessionid"] = key
    visit(client)
    with counted() as tally:
        answer = visit(client)
    assert answer.status_code < 400, (journey.name, answer.status_code)
    journey.statements, journey.rows = tally.count, tally.rows + folded
    return journey


if __name__ == "__main__":
    main()
