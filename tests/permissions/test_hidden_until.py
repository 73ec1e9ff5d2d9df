"""Scores, comments and panel names, searched for in everything that everybody can open, phase by phase.

One round of two proposals is scored with totals and words that occur nowhere else, by people whose names occur nowhere else.
Whoever may not know them yet must not meet them on any page, in any search, table, notice or answer of the API.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.confirm_ranking import confirm_ranking
from evaluation.actions.hand_in_applicant_answer import hand_in_applicant_answer
from evaluation.actions.release_round import release_round
from evaluation.actions.save_score import save_score
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.actions.tally_round import tally_round
from evaluation.models import Round, RoundProposal, Sheet
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    AFTER_CLOSE,
    NOW,
    OVERALL,
    give_budget,
    head_of,
    make_closed_call,
    make_eligible,
    make_expert,
    make_scoring_round,
    operator_of,
    points_of,
    summarise,
)

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions")]

TOTALS = ("63.5", "87.5")  # of the first and of the second proposal, from every member
NAME, WORDS, ANSWER = "표식위원", "표식의견", "표식답변"
SCORE = re.compile(r"(?<![\d.,])(63|87)\.50?(?![\d])")
PICTURES = re.compile(r"<svg.*?</svg>", re.DOTALL)  # coordinates are no scores

# Where a score, a word of a sheet or a name could show. {round}, {proposal}: for both proposals each.
PAGES = [
    ("dashboards:home", {}), ("dashboards:ministry", {}), ("dashboards:ministry-csv", {}), ("dashboards:audit-log", {}),
    ("notifications:notice-list", {}), ("projects:proposal-list", {}), ("projects:proposal-export-csv", {}), ("projects:call-list", {}),
    ("projects:call-detail", {"ref": "call"}), ("projects:proposal-detail", {"ref": "proposal"}), ("projects:proposal-history", {"ref": "proposal"}),
    ("evaluation:desk", {}), ("evaluation:my-round", {"ref": "round"}), ("evaluation:sheet", {"ref": "round", "proposal_ref": "proposal"}),
    ("evaluation:round-list", {}), ("evaluation:round-detail", {"ref": "round"}), ("evaluation:round-panel", {"ref": "round"}),
    ("evaluation:round-sections", {"ref": "round"}), ("evaluation:round-draw", {"ref": "round"}), ("evaluation:draw-list", {}),
    ("evaluation:round-monitor", {"ref": "round"}), ("evaluation:conflict-list", {"ref": "round"}), ("evaluation:objection-list", {"ref": "round"}),
    ("evaluation:declaration-list", {"ref": "round"}), ("evaluation:service-list", {"ref": "round"}), ("evaluation:round-seals", {"ref": "round"}),
    ("evaluation:sheet-receipt", {"ref": "round", "proposal_ref": "proposal"}), ("evaluation:entry-list", {"ref": "round"}), ("evaluation:round-ranking", {"ref": "round"}),
    ("evaluation:round-trace", {"ref": "round", "proposal_ref": "proposal"}), ("evaluation:opinion-edit", {"ref": "round", "proposal_ref": "proposal"}),
    ("evaluation:adjustment-edit", {"ref": "round", "proposal_ref": "proposal"}), ("evaluation:round-confirm", {"ref": "round"}),
    ("evaluation:round-release", {"ref": "round"}), ("evaluation:result-list", {}), ("evaluation:result-round", {"ref": "round"}),
    ("evaluation:result-detail", {"proposal_ref": "proposal"}), ("api-round-list", {}), ("api-round-detail", {"ref": "round"}),
    ("api-round-ranking", {"ref": "round"}), ("api-sheet-list", {}), ("api-result-list", {}), ("projects-api:proposal-list", {}),
    ("projects-api:proposal-detail", {"ref": "proposal"}), ("projects-api:call-detail", {"ref": "call"}),
    ("evaluation:my-grid", {"ref": "round"}), ("evaluation:my-offline", {"ref": "round"}), ("evaluation:my-matrix", {"ref": "round"}),
    ("evaluation:my-discussion", {"ref": "round", "proposal_ref": "proposal"}), ("evaluation:round-matrix", {"ref": "round"}),
    ("evaluation:discussion", {"ref": "round", "proposal_ref": "proposal"}), ("evaluation:round-schedule", {"ref": "round"}),
    ("evaluation:round-support", {"ref": "round"}), ("evaluation:round-what-if", {"ref": "round"}),
    ("evaluation:meeting-list", {"ref": "round"}), ("evaluation:round-honoraria", {"ref": "round"}),
    ("api-round-rulings", {"ref": "round"}), ("api-round-evidence", {"ref": "round"}), ("api-objection-list", {}), ("api-meeting-list", {}),
    ("evaluation:own-answer", {"ref": "proposal"}), ("evaluation:round-answers", {"ref": "round"}),
    ("api-addendum-list", {}), ("admin:evaluation_round_changelist", {}), ("admin:evaluation_panelmember_changelist", {}),
]  # fmt: skip
SEARCHES = (NAME, WORDS, ANSWER[:-1])  # without a number, so that the echo in the search box is no find


@dataclass
class Seen:
    """What one person met: whose names and words, which totals, and where."""

    names: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    totals: set[str] = field(default_factory=set)
    answer: bool = False  # the applicant's, to the comments
    where: list[str] = field(default_factory=list)

    def look(self, path: str, text: str) -> None:
        text = PICTURES.sub("", text)
        names, words = set(re.findall(rf"{NAME}\d", text)), set(re.findall(rf"{WORDS}\d", text))
        totals = {found + ".5" for found in SCORE.findall(text)}
        if ANSWER in text:
            self.answer = True
            self.where.append(f"{path}: {ANSWER}")
        if names or words or totals:
            self.where.append(f"{path}: {sorted(names | words | totals)}")
        self.names |= names
        self.words |= words
        self.totals |= totals


class Scored:
    """Five members; the first has signed the first proposal only, the others everything."""

    def __init__(self) -> None:
        call = make_closed_call()
        self.first, self.second = make_eligible(call), make_eligible(call)
        for number in range(1, 6):
            make_expert("capital" if number < 3 else "dongnam", user=make_user(Role.EVALUATOR, name=f"{NAME}{number}"))
        self.round = make_scoring_round(call, members=5)
        self.member = self.round.members.joined().get(expert__user__name=f"{NAME}1")
        for sheet in Sheet.objects.filter(round=self.round).joined():
            self._score(sheet)
        self.people: dict[str, Any] = {
            "visitor": AnonymousUser(),
            "applicant": self.first.created_by,
            "other applicant": self.second.created_by,
            "outsider": make_user(Role.COMPANY_OWNER),
            "member": self.member.expert.user,
            "other evaluator": make_expert("honam").user,
            "hq": operator_of(),
            "head": head_of(),
            "other hq": operator_of("honam"),
            "central": make_user(Role.CENTRAL),
            "ministry": make_user(Role.MINISTRY),
            "auditor": make_user(Role.AUDITOR),
            "admin": make_user(Role.ADMIN, is_staff=True, is_superuser=True),
        }

    def _score(self, sheet: Sheet) -> None:
        number = sheet.member.expert.user.name[-1]
        points = points_of(sheet, TOTALS[sheet.proposal_id != self.first.pk])
        saved = save_score(
            sheet, by=sheet.member.expert.user, version=sheet.version, points=points, at=self.round.scoring_opens_at,
            comments=dict.fromkeys(points, f"{WORDS}{number}를 충분히 길게 적습니다."), overall=f"{WORDS}{number} {OVERALL}",
        )  # fmt: skip
        if not (sheet.member_id == self.member.pk and sheet.proposal_id == self.second.pk):
            seal_sheet(saved, by=sheet.member.expert.user, version=saved.version, at=self.round.scoring_opens_at)

    def until(self, phase: str) -> Scored:
        steps = {
            "scoring": lambda: None,
            "answering": self._answer,
            "discussing": self._discuss,
            "adjusting": self._adjust,
            "closed": lambda: close_due_rounds(at=AFTER_CLOSE),
            "confirmed": self._confirm,
            "released": lambda: release_round(self._now(), by=self.people["head"]),
        }
        for name, step in steps.items():
            step()
            if name == phase:
                break
        return self

    def _answer(self) -> None:
        """The first applicant answers the comments; the second does not."""
        day = dt.timedelta(days=1)
        Round.objects.filter(pk=self.round.pk).update(
            scoring_opens_at=NOW - 3 * day,
            scoring_closes_at=NOW - day,
            answers_end_at=NOW + day / 2,
            discussion_ends_at=NOW + day,
            adjusting_ends_at=NOW + 2 * day,
        )
        entry = RoundProposal.objects.select_related("round", "proposal").get(round=self.round, proposal=self.first)
        hand_in_applicant_answer(entry, text=f"{ANSWER}입니다.", base_version=0, by=self.people["applicant"], at=NOW)

    def _discuss(self) -> None:
        Round.objects.filter(pk=self.round.pk).update(answers_end_at=NOW - dt.timedelta(hours=2))

    def _adjust(self) -> None:
        Round.objects.filter(pk=self.round.pk).update(discussion_ends_at=NOW - dt.timedelta(hours=1))

    def _confirm(self) -> None:
        tally_round(self._now(), by=self.people["hq"])
        give_budget(self.round, 10**10)
        summarise(self._now())
        confirm_ranking(self._now(), by=self.people["head"])

    def _now(self) -> Round:
        return Round.objects.joined().get(pk=self.round.pk)

    def seen_by(self, who: str) -> Seen:
        client, seen = Client(raise_request_exception=True), Seen()
        if self.people[who].is_authenticated:
            client.force_login(self.people[who], backend="allauth.account.auth_backends.AuthenticationBackend")
        for path, asked in self._addresses():
            response = client.get(path, asked)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            assert response.status_code < 500, path
            seen.look(path, content.decode())
        return seen

    def _addresses(self):
        for name, takes in PAGES:
            for proposal in (self.first, self.second) if "proposal" in takes.values() else (self.first,):
                things = {"call": self.round.call.ref, "round": self.round.ref, "proposal": proposal.ref}
                yield reverse(name, kwargs={key: things[thing] for key, thing in takes.items()}), {}
        for sheet in Sheet.objects.filter(round=self.round):
            yield reverse("api-sheet-detail", args=[sheet.pk]), {}
        for words in SEARCHES:
            yield reverse("dashboards:search"), {"q": words}
            yield reverse("projects:proposal-list"), {"q": words}
            yield reverse("projects-api:proposal-list"), {"q": words}


ALL_NAMES, ALL_WORDS = {f"{NAME}{n}" for n in range(1, 6)}, {f"{WORDS}{n}" for n in range(1, 6)}
NOTHING: tuple[set[str], set[str], set[str]] = (set(), set(), set())
EVERYTHING = (ALL_NAMES, ALL_WORDS, set(TOTALS))
ONLY_NAMES = (ALL_NAMES, set(), set())
OWN = ({f"{NAME}1"}, {f"{WORDS}1"}, set(TOTALS))
SHOWN = (set(), ALL_WORDS, set())  # the comments an applicant answers; afterwards those it has answered
# At most this may be met, by phase: (names, words of sheets, totals). Whoever is not named may meet nothing.
AT_MOST = {
    "scoring": {"member": OWN, "hq": ONLY_NAMES, "head": ONLY_NAMES, "central": ONLY_NAMES},
    "answering": {
        "member": OWN, "hq": ONLY_NAMES, "head": ONLY_NAMES, "central": ONLY_NAMES, "applicant": SHOWN,
        "other applicant": (set(), ALL_WORDS - {f"{WORDS}1"}, set()),
    },
    "discussing": {"member": EVERYTHING, "hq": ONLY_NAMES, "head": ONLY_NAMES, "central": ONLY_NAMES, "applicant": SHOWN},
    "adjusting": {"member": EVERYTHING, "hq": ONLY_NAMES, "head": ONLY_NAMES, "central": ONLY_NAMES, "applicant": SHOWN},
    "closed": {
        "member": EVERYTHING, "hq": EVERYTHING, "head": EVERYTHING, "central": EVERYTHING, "auditor": EVERYTHING, "applicant": SHOWN,
    },
    "confirmed": {
        "member": EVERYTHING, "hq": EVERYTHING, "head": EVERYTHING, "central": EVERYTHING, "auditor": EVERYTHING,
        "ministry": (set(), set(), set(TOTALS)), "applicant": SHOWN,
    },
}  # fmt: skip
# Who may read the first applicant's answer.
READERS = {"applicant", "member", "hq", "head", "central", "auditor"}
ANSWER_READ_BY = {"answering": {"applicant"}} | dict.fromkeys(("discussing", "adjusting", "closed", "confirmed"), READERS)
# And this must be met: the search itself works.
AT_LEAST = {
    "scoring": {"member": OWN, "hq": ONLY_NAMES},
    "answering": {"member": OWN, "applicant": SHOWN, "other applicant": (set(), ALL_WORDS - {f"{WORDS}1"}, set())},
    "discussing": {"member": ({f"{NAME}1"}, ALL_WORDS, {TOTALS[0]}), "hq": ONLY_NAMES, "applicant": SHOWN},
    "adjusting": {"member": ({f"{NAME}1"}, ALL_WORDS, {TOTALS[0]}), "hq": ONLY_NAMES},
    "closed": {"hq": EVERYTHING, "auditor": ONLY_NAMES, "member": ({f"{NAME}1"}, ALL_WORDS, {TOTALS[0]})},
    "confirmed": {"hq": EVERYTHING, "ministry": (set(), set(), set(TOTALS))},
}


@pytest.mark.parametrize("phase", list(AT_MOST))
def test_nothing_is_met_before_its_phase(phase):
    scored = Scored().until(phase)
    for who in scored.people:
        seen = scored.seen_by(who)
        names, words, totals = AT_MOST[phase].get(who, NOTHING)
        early = (seen.names - names, seen.words - words, seen.totals - totals)
        assert early == NOTHING, f"{who} in {phase}: {early}\n" + "\n".join(seen.where)
        assert seen.answer == (who in ANSWER_READ_BY.get(phase, set())), f"{who} in {phase}\n" + "\n".join(seen.where)
        names, words, totals = AT_LEAST[phase].get(who, NOTHING)
        assert (names - seen.names, words - seen.words, totals - seen.totals) == NOTHING, f"{who} in {phase}\n" + "\n".join(
            seen.where
        )


def test_after_the_release_applicants_see_their_own_and_the_public_no_score():
    scored = Scored().until("released")
    applicant = scored.seen_by("applicant")
    assert applicant.totals == {TOTALS[0]}, applicant.where  # never the other's
    assert scored.seen_by("other applicant").totals == {TOTALS[1]}
    for who in ("visitor", "outsider", "other hq", "other evaluator", "admin"):
        seen = scored.seen_by(who)
        assert (seen.names, seen.words, seen.totals) == NOTHING, f"{who}: {seen.where}"
