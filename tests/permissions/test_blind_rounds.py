"""No evaluator of a blind round meets a name: every address the permission table opens to evaluators is walked, phase by phase."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Grant
from evaluation.actions.appoint_chair import appoint_chair
from evaluation.actions.attach_blind_file import attach_blind_file
from evaluation.actions.attend_meeting import attend_meeting
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.release_round import release_round
from evaluation.actions.reopen_sheet import reopen_sheet
from evaluation.actions.run_meeting import end_meeting
from evaluation.actions.tally_round import tally_round
from evaluation.actions.write_minutes import write_minutes
from evaluation.models import BlindFile, CoachingNote, Meeting, Researcher, Round, Sheet
from evaluation.queries import blind
from evaluation.states import MemberStatus, PaperKind
from notifications.models import Message
from tests.factories.blind import BACKEND, PERSON, check_all, entries_of, make_blind_round
from tests.factories.documents import make_pdf
from tests.factories.evaluation import (
    AFTER_CLOSE,
    DAY,
    NOW,
    declare_everybody_again,
    give_budget,
    head_of,
    operator_of,
    seal,
    summarise,
)
from tests.factories.meetings import make_running_meeting
from tests.permissions.sweep import MAY, OURS
from tests.permissions.table import rows

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions")]

# The declaration itself names all of them, and no proposal.
NAMES_EVERYBODY = {"evaluation:my-conflicts", "evaluation:my-conflicts-again"}
FILLED = {"ref", "proposal_ref", "number", "kind", "token", "pk"}
SEARCHES = ("표식", "marked")


class Blind:
    """A round that is judged blind, with a chair who judges, and who stands behind its proposals."""

    def __init__(self) -> None:
        self.round = make_blind_round(opened=False)
        self.operator, self.head = operator_of(), head_of()
        self.member = self._now().members.filter(status=MemberStatus.ACCEPTED).joined().order_by("seat").first()
        appoint_chair(self.member, by=self.operator, at=self.round.scoring_opens_at)
        self.client = Client()
        self.client.force_login(self.member.expert.user, backend=BACKEND)
        self.names = set(self._behind())
        self.meeting: Any = None

    def _now(self) -> Round:
        return Round.objects.joined().get(pk=self.round.pk)

    def _behind(self) -> Iterator[str]:
        for entry in entries_of(self.round):
            organisations = {entry.proposal.lead, *(one.organisation for one in entry.proposal.partners.all())}
            for one in organisations:
                yield from (one.name_ko, one.name_en, one.brn, one.representative)
                yield from Grant.objects.filter(organisation=one).values_list("user__name", flat=True)
                yield from Grant.objects.filter(organisation=one).values_list("user__email", flat=True)
            yield from Researcher.objects.filter(proposal=entry.proposal).values_list("name", flat=True)
            yield from (entry.proposal.ref, "표식로", "marked.co.kr", "031-123-4567")

    # --- Phases --------------------------------------------------------------------------

    def until(self, phase: str) -> Blind:
        steps = {
            "reading": lambda: None,
            "scoring": self._score,
            "discussing": self._discuss,
            "closed": self._close,
            "tallied": lambda: tally_round(self._now(), by=self.operator),
            "confirmed": self._confirm,
        }
        for name, step in steps.items():
            step()
            if name == phase:
                break
        return self

    def _score(self) -> None:
        from evaluation.actions.open_scoring import open_scoring

        entry = entries_of(self.round)[0]
        for number, original in enumerate(blind.originals(entry), start=1):
            upload = io.BytesIO(make_pdf(number + 1))
            upload.name = "표식정밀.pdf"
            attach_blind_file(entry, original, upload=upload, by=self.operator)
        check_all(self.round)
        open_scoring(self._now(), by=self.operator, at=self.round.scoring_opens_at)
        first, *others = Sheet.objects.filter(round=self.round).joined().order_by("-member__is_chair", "pk")
        seal(first)
        reopen_sheet(first, by=self.operator, reason="다시 봅니다.", at=NOW)
        for sheet in [first, *others]:
            if sheet.member_id != self.member.pk or sheet.pk == first.pk:
                seal(sheet)
        self.meeting = make_running_meeting(self._now(), starts_at=NOW)
        attend_meeting(self.meeting, self.member, by=self.operator, is_here=True, at=NOW)

    def _discuss(self) -> None:
        Round.objects.filter(pk=self.round.pk).update(
            scoring_opens_at=NOW - 3 * DAY, scoring_closes_at=NOW - DAY, discussion_ends_at=NOW + DAY
        )

    def _close(self) -> None:
        end_meeting(self.meeting, by=self.operator, at=NOW + DAY / 24)
        write_minutes(self.meeting, PaperKind.MINUTES, by=self.operator, text="심의함 (시연용)")
        close_due_rounds(at=AFTER_CLOSE)

    def _confirm(self) -> None:
        declare_everybody_again(self._now())
        write_minutes(self.meeting, PaperKind.RESULTS, by=self.operator, text="심의함 (시연용)")
        give_budget(self.round, 10**10)
        summarise(self._now())
        confirm_ranking(self._now(), by=self.head)
        proposal = entries_of(self.round)[0].proposal
        CoachingNote.objects.create(
            round=self.round,
            proposal=proposal,
            asked_by=proposal.created_by,
            asked_at=NOW,
            due_at=NOW + 20 * DAY,
            member=self.member,
        )

    # --- Walking -----------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        """All that the table opens to evaluators on panels and that something of this round fills."""
        open_to_them = {row.name for row in rows() if row.cells["evp"] == MAY and "GET" in row.methods}
        chair = {"evaluation:entry-list", "evaluation:opinion-edit", "evaluation:round-support"}
        for route in OURS:
            if route.name in open_to_them | chair and route.takes <= FILLED:
                for thing in self._things(route.name):
                    if route.takes <= set(thing):
                        yield reverse(route.name, kwargs={key: thing[key] for key in route.takes})
        for words in SEARCHES:
            yield reverse("dashboards:search") + f"?q={words}"

    def _things(self, name: str) -> Iterator[dict[str, Any]]:
        if name == "documents:file":
            yield from ({"pk": one.file_id} for one in BlindFile.objects.filter(entry__round=self.round))
            return
        if name == "evaluation:my-advice":
            yield from ({"pk": one.pk} for one in CoachingNote.objects.filter(round=self.round))
            return
        if name == "api-sheet-detail":
            yield from ({"pk": one.pk} for one in Sheet.objects.filter(member=self.member))
            return
        if name.startswith("api-meeting"):
            yield from ({"pk": one.pk} for one in Meeting.objects.filter(round=self.round))
            return
        if name == "evaluation:expert-service":
            yield {"pk": self.member.expert_id}
            return
        if name.startswith(("evaluation:", "dashboards:", "api-", "notifications:")):
            for entry in entries_of(self.round):
                for kind in PaperKind:
                    yield {
                        "ref": self.round.ref, "proposal_ref": entry.code_name, "number": 1, "kind": kind.value,
                        "token": self.member.token,
                    }  # fmt: skip

    def met(self) -> tuple[list[str], set[str], str]:
        """Where a name stands; the names of the routes that answered; all that was read."""
        found, answered, texts = [], set(), []
        for path in dict.fromkeys(self.addresses()):
            response = self.client.get(path)
            assert response.status_code < 500, path
            name = response.resolver_match.view_name
            if response.status_code != 200 or name in NAMES_EVERYBODY:
                continue
            answered.add(name)
            text = f"{dict(response.headers)} {_text(response)}"
            texts.append(text)
            found += [f"{path}: {one}" for one in self.names if one and one in text]
        for letter in Message.objects.filter(recipient=self.member.expert.user):
            text = f"{letter.subject} {letter.body} {letter.link}"
            found += [f"letter {letter.kind}: {one}" for one in self.names if one and one in text]
        return found, answered, "\n".join(texts)


def _text(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response["Content-Type"] == "application/pdf":
        reader = PdfReader(io.BytesIO(content))
        return f"{reader.metadata} " + "\n".join(page.extract_text() for page in reader.pages)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return content.decode("utf-8", "replace")


MUST_ANSWER = {
    "reading": {"evaluation:my-round", "evaluation:sheet", "evaluation:my-grid", "evaluation:my-offline-file", "api-sheet-list"},
    "scoring": {
        "evaluation:sheet-print",
        "evaluation:sheet-receipt",
        "evaluation:meeting-room",
        "documents:file",
        "api-meeting-agenda",
    },
    "discussing": {"evaluation:my-matrix", "evaluation:my-discussion"},
    "closed": {"evaluation:minutes-sign", "evaluation:opinion-edit", "evaluation:entry-list", "evaluation:round-support"},
    "confirmed": {"evaluation:minutes-sign", "evaluation:my-advice", "evaluation:opinion-edit"},
}


@pytest.mark.parametrize("phase", list(MUST_ANSWER))
def test_no_page_of_an_evaluator_names_anybody(phase):
    world = Blind().until(phase)
    found, answered, text = world.met()
    assert not found, "\n".join(found)
    assert MUST_ANSWER[phase] <= answered
    code_names = [entry.code_name for entry in entries_of(world.round)]
    assert all(code in text for code in code_names) and PERSON in world.names  # the walk itself works


def test_after_the_release_the_own_pages_stay_blind():
    """The published list names the selected to everybody; what an evaluator scored still says nothing of the others."""
    world = Blind().until("confirmed")
    release_round(world._now(), by=world.head)
    for name in ("my-round", "my-grid"):
        page = world.client.get(reverse(f"evaluation:{name}", args=[world.round.ref])).content.decode()
        assert not [one for one in world.names if one and one in page]


def test_the_offices_see_names_all_along():
    world = Blind().until("discussing")
    office = Client()
    office.force_login(world.operator, backend=BACKEND)
    page = office.get(reverse("evaluation:entry-list", args=[world.round.ref])).content.decode()
    assert "표식정밀" in page and world.round.is_blind


def test_the_real_reference_opens_nothing():
    """Whoever has heard a reference elsewhere learns nothing by trying it."""
    world = Blind().until("closed")
    ref = entries_of(world.round)[0].proposal.ref
    for route in OURS:
        if route.name.startswith("evaluation:") and {"ref", "proposal_ref"} <= route.takes <= FILLED:
            thing = {"ref": world.round.ref, "proposal_ref": ref, "number": 1, "kind": "minutes", "pk": 1, "token": "x"}
            path = reverse(route.name, kwargs={key: thing[key] for key in route.takes})
            assert world.client.get(path).status_code in (403, 404, 405), path
    assert Sheet.objects.filter(Q(round=world.round), blind.named(ref)).count() == 0
