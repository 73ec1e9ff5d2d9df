"""Blind review: copies under code names, checked by the headquarters before anybody judges by them."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed, NotReady, StaleVersion
from documents import access as documents_access
from documents import store
from evaluation import access
from evaluation.actions.attach_blind_file import attach_blind_file, detach_blind_file
from evaluation.actions.check_blind_copy import check_blind_copy
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.naming import give_code_names
from evaluation.actions.open_scoring import open_scoring
from evaluation.actions.release_round import release_round
from evaluation.actions.set_blind import set_blind
from evaluation.actions.set_blind_words import set_blind_words
from evaluation.actions.take_late_proposal import take_late_proposal
from evaluation.models import BlindCopy, BlindFile, ConflictDeclaration, PanelMember, Round, RoundProposal, Sheet
from evaluation.queries import blind
from evaluation.queries.blind import made_now
from evaluation.queries.duties import undeclared
from evaluation.queries.subjects import declarations_due
from evaluation.states import MemberStatus
from projects.models import Proposal
from tests.evaluation.test_at_the_same_time import Meanwhile, waits
from tests.factories.appeals import make_filed, make_open_review, standing_at
from tests.factories.blind import BACKEND, FIRM, check_all, entries_of, make_blind_round, make_written
from tests.factories.documents import make_pdf
from tests.factories.evaluation import (
    AFTER_CLOSE,
    DAY,
    NOW,
    SCORING_OPENS,
    head_of,
    make_appointed_round,
    make_closed_call,
    make_confirmed_round,
    make_eligible,
    make_individual_round,
    make_round,
    make_scoring_round,
    operator_of,
    seal_all,
)

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def evaluator_of(round: Round) -> PanelMember:
    return round.members.filter(status=MemberStatus.ACCEPTED).joined().order_by("seat").first()


# --- Planning ------------------------------------------------------------------------------


def test_a_planned_round_becomes_blind_and_open_again_and_keeps_its_code_names():
    round, operator = make_round(proposals=3), operator_of()
    names = lambda: sorted(round.entries.values_list("code_name", flat=True))  # noqa: E731
    assert names() == ["", "", ""]
    set_blind(round, by=operator, is_blind=True)
    given = names()
    assert len(set(given)) == 3 and all(re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", name) for name in given)
    set_blind(round, by=operator, is_blind=True)
    set_blind(round, by=operator, is_blind=False)
    set_blind(round, by=operator, is_blind=True)
    assert names() == given
    verbs = Event.objects.filter(stream=round.stream, verb__startswith="made-").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["made-blind", "made-open", "made-blind"]
    with pytest.raises(NotAllowed):
        set_blind(round, by=operator_of("honam"), is_blind=False)


def test_after_the_invitation_it_does_not_change():
    round = make_scoring_round(members=5)
    with pytest.raises(DomainError) as refused:
        set_blind(round, by=operator_of(), is_blind=True)
    assert refused.value.code == "panel-invited"


def test_the_form_of_planning_asks_for_it():
    proposal = make_eligible(make_closed_call(status="closed"))
    opens = NOW + DAY
    sent = {
        "what": f"{proposal.call.ref}/capital", "scoring_opens_at": f"{opens:%Y-%m-%dT%H:%M}",
        "scoring_closes_at": f"{opens + 10 * DAY:%Y-%m-%dT%H:%M}", "is_blind": "on",
    }  # fmt: skip
    client_of(operator_of()).post(reverse("evaluation:round-plan"), sent)
    round = Round.objects.get()
    assert round.is_blind and round.entries.get().code_name


def test_a_late_proposal_gets_its_code_name_and_waits_for_its_check():
    round = set_blind(make_individual_round(proposals=2), by=operator_of(), is_blind=True)
    late = take_late_proposal(round, make_eligible(round.call), by=operator_of(), reason="이의 인용", at=SCORING_OPENS)
    assert RoundProposal.objects.get(pk=late.pk).code_name and late.pk in blind.unchecked(round).values_list("pk", flat=True)


def test_a_review_on_appeal_is_blind_as_its_round_was_with_the_words_of_then():
    round = make_confirmed_round(proposals=2, members=5, budget_krw=300_000_000)
    Round.objects.filter(pk=round.pk).update(is_blind=True)
    release_round(round, by=head_of())
    standing = standing_at(round, 2)
    BlindCopy.objects.create(entry=round.entries.get(proposal=standing.proposal_id), words=["상표"])
    review = make_open_review(make_filed(standing))
    entry = review.entries.get()
    assert review.is_blind and entry.code_name and entry.blind_copy.words == ["상표"] and not entry.blind_copy.is_checked


# --- The copy --------------------------------------------------------------------------------


def test_scoring_does_not_open_before_every_copy_is_checked():
    round = make_blind_round(opened=False)
    with pytest.raises(NotReady):
        open_scoring(round, by=operator_of(), at=round.scoring_opens_at)
    member = evaluator_of(round)
    assert not access.may_read_proposal(member.expert.user, entries_of(round)[0].proposal)
    check_all(round)
    open_scoring(round, by=operator_of(), at=round.scoring_opens_at)
    assert access.may_read_proposal(member.expert.user, entries_of(round)[0].proposal)


def test_a_word_closes_the_proposal_until_the_new_text_is_checked():
    round = make_blind_round()
    entry, operator = entries_of(round)[0], operator_of()
    set_blind_words(entry, by=operator, words=["부품을 만", "", "부품을 만"])
    set_blind_words(entry, by=operator, words=["부품을 만"])
    assert not access.may_read_proposal(evaluator_of(round).expert.user, entry.proposal)
    old = BlindCopy.objects.get(entry=entry).digest
    with pytest.raises(StaleVersion):
        check_blind_copy(entry, by=operator, digest=old)
    title, content, digest = made_now(entry)
    checked = check_blind_copy(entry, by=operator, digest=digest)
    assert check_blind_copy(entry, by=operator, digest=digest).checked_at == checked.checked_at
    assert "부품을 만" not in str(content) and checked.title == title
    assert Event.objects.filter(stream=round.stream, verb="blind-words-set").count() == 1
    for wrong in (["가"], ["x" * 101], [f"낱말{n}" for n in range(101)]):
        with pytest.raises(InvalidInput):
            set_blind_words(entry, by=operator, words=wrong)


def test_what_was_checked_stays_though_the_facts_change():
    round = make_blind_round()
    entry = entries_of(round)[0]
    before = BlindCopy.objects.get(entry=entry).content
    lead = entry.proposal.lead
    lead.name_ko = "부품"
    lead.save()
    assert made_now(entries_of(round)[0])[1] != before
    assert BlindCopy.objects.get(entry=entry).content == before


def test_an_open_round_has_no_copies():
    entry = entries_of(make_round(proposals=1))[0]
    with pytest.raises(DomainError) as refused:
        check_blind_copy(entry, by=operator_of(), digest="")
    assert refused.value.code == "not-blind"


# --- Files -----------------------------------------------------------------------------------


def test_evaluators_get_copies_and_never_an_original():
    round = make_blind_round()
    entry = entries_of(round)[0]
    original, user, operator = blind.originals(entry).first(), evaluator_of(round).expert.user, operator_of()
    assert original is not None
    client = client_of(user)
    refused = client.get(reverse("documents:file", args=[original.file_id]))
    assert refused.status_code == 403 and "블라인드 평가" in refused.content.decode()
    with pytest.raises(DomainError) as same:
        attach_blind_file(entry, original, upload=_again(original), by=operator)
    assert same.value.code == "same-file"
    first = attach_blind_file(entry, original, upload=SimpleUploadedFile("한빛정밀.pdf", make_pdf(3)), by=operator)
    assert first.file.name == f"{entry.code_name}-1.pdf" and documents_access.may_read(user, first.file)
    second = attach_blind_file(entry, original, upload=SimpleUploadedFile("한빛정밀.pdf", make_pdf(4)), by=operator)
    assert list(BlindFile.objects.filter(entry=entry)) == [second]
    assert client.get(reverse("documents:file", args=[second.file_id])).status_code == 200
    assert client.get(reverse("documents:file", args=[first.file_id])).status_code == 404
    detach_blind_file(entry, original, by=operator)
    detach_blind_file(entry, original, by=operator)
    assert not BlindFile.objects.filter(entry=entry).exists()
    with pytest.raises(NotAllowed):
        attach_blind_file(entry, original, upload=SimpleUploadedFile("a.pdf", make_pdf(1)), by=user)
    outsider = operator_of("honam")
    assert not documents_access.may_read(outsider, second.file)


def _again(original) -> SimpleUploadedFile:
    with store.open_kept(original.file.sha256) as kept:
        return SimpleUploadedFile(original.file.name, kept.read())


# --- Pages -----------------------------------------------------------------------------------


def test_the_headquarters_looks_each_copy_through_and_is_led_to_the_next():
    round = make_blind_round(opened=False)
    client = client_of(operator_of())
    first, second = entries_of(round)
    page = client.get(reverse("evaluation:blind-copy", args=[round.ref, first.proposal.ref])).content.decode()
    assert FIRM in page and "■■■" in page
    digest = re.search(r'name="digest" value="(\w+)"', page)[1]  # type: ignore[index]
    check = reverse("evaluation:blind-check", args=[round.ref, first.proposal.ref])
    assert client.post(check, {"digest": "0"})["Location"].endswith(f"{first.proposal.ref}/")
    assert client.post(check, {"digest": digest})["Location"].endswith(f"{second.proposal.ref}/")
    listed = client.get(reverse("evaluation:round-blind", args=[round.ref])).content.decode()
    assert listed.count("확인함") == 1 and first.code_name in listed
    words = client.post(reverse("evaluation:blind-copy", args=[round.ref, first.proposal.ref]), {"words": "가"})
    assert words.status_code == 422 and "낱말은 2자에서" in words.content.decode()


@pytest.mark.parametrize("name", ["round-blind", "my-round", "my-grid"])
def test_lists_ask_the_database_the_same_for_one_and_for_three(name):
    counts = []
    for proposals in (1, 3):
        round = make_blind_round(proposals=proposals)
        user = operator_of() if name == "round-blind" else evaluator_of(round).expert.user
        client, url = client_of(user), reverse(f"evaluation:{name}", args=[round.ref])
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_evaluator_reads_the_copy_by_its_code_name_alone():
    round = make_blind_round()
    entry, user = entries_of(round)[0], evaluator_of(round).expert.user
    client = client_of(user)
    page = client.get(reverse("evaluation:sheet", args=[round.ref, entry.code_name]))
    assert page.status_code == 200 and "■■■" in page.content.decode() and "기관 A" in page.content.decode()
    assert client.get(reverse("evaluation:sheet", args=[round.ref, entry.proposal.ref])).status_code == 404
    printed = client.get(reverse("evaluation:sheet-print", args=[round.ref, entry.code_name]))
    paper = text_of(printed.content)
    assert FIRM not in paper and entry.proposal.ref not in paper and entry.code_name in paper
    assert entry.proposal.ref not in printed["Content-Disposition"]


def test_an_open_round_prints_the_proposal_as_handed_in():
    make_written()
    round = make_scoring_round(Proposal.objects.get().call, members=5)
    entry = entries_of(round)[0]
    client = client_of(evaluator_of(round).expert.user)
    printed = client.get(reverse("evaluation:sheet-print", args=[round.ref, entry.proposal.ref]))
    assert FIRM in text_of(printed.content)


def test_sheets_stand_in_the_order_of_code_names():
    round = make_blind_round(proposals=3)
    sheets = Sheet.objects.filter(member=evaluator_of(round)).order_by("pk").values_list("proposal", flat=True)
    assert list(sheets) == list(round.entries.order_by("code_name").values_list("proposal", flat=True))


# --- Conflicts ---------------------------------------------------------------------------------


def test_ties_are_declared_by_name_and_the_portal_knows_the_proposals():
    round = make_blind_round(opened=False, declared=False)
    member = evaluator_of(round)
    due = declarations_due(member)
    assert [one.heading for one in due] == sorted(one.heading for one in due) and FIRM in [one.heading for one in due]
    client, url = client_of(member.expert.user), reverse("evaluation:my-conflicts", args=[round.ref])
    page = client.get(url).content.decode()
    assert FIRM in page and not any(entry.proposal.title in page or entry.code_name in page for entry in entries_of(round))
    firm = next(one for one in due if one.heading == FIRM)
    missing = client.post(url, {f"tie-{firm.key}": "yes", f"kind-{firm.key}": "kin"})
    assert missing.status_code == 422
    client.post(url, {f"tie-{firm.key}": "yes", f"kind-{firm.key}": "kin", f"text-{firm.key}": "사촌이 일합니다."})
    tied = ConflictDeclaration.objects.filter(member=member, has_conflict=True)
    assert {one.proposal_id for one in tied} == set(firm.proposals) and tied[0].text == f"{FIRM}: 사촌이 일합니다."
    assert not Sheet.objects.filter(member=member, proposal__in=firm.proposals).exists()


def test_where_each_proposal_has_its_own_evaluators_the_list_is_the_whole_rounds():
    """So that it does not tell who judges what; a tie to somebody else's proposal changes nothing here."""
    round = make_appointed_round(proposals=3, people=8, loads=(0, 2))
    Round.objects.filter(pk=round.pk).update(is_blind=True)
    round = Round.objects.joined().get(pk=round.pk)
    give_code_names(round)
    member = next(one for one in round.members.joined() if 0 < undeclared(one).count() < 3)
    due = declarations_due(member)
    everybody = {one.name_ko for entry in entries_of(round) for one in _organisations(entry.proposal)}
    assert {one.heading for one in due} == everybody
    assert {pk for one in due for pk in one.proposals} == set(undeclared(member).values_list("proposal", flat=True))
    elsewhere = next(one for one in due if not one.proposals)
    client, url = client_of(member.expert.user), reverse("evaluation:my-conflicts", args=[round.ref])
    assert client.post(url, {f"tie-{elsewhere.key}": "yes"}).status_code == 422
    sent = {f"tie-{elsewhere.key}": "yes", f"kind-{elsewhere.key}": "kin", f"text-{elsewhere.key}": "친족입니다."}
    assert client.post(url, sent).status_code == 302
    assert not ConflictDeclaration.objects.filter(member=member, has_conflict=True).exists()


def _organisations(proposal):
    return {proposal.lead, *(one.organisation for one in proposal.partners.select_related("organisation"))}


def test_after_the_scoring_they_are_declared_by_name_again():
    round = make_blind_round()
    seal_all(round)
    close_due_rounds(at=AFTER_CLOSE)
    round = Round.objects.joined().get(pk=round.pk)
    member = evaluator_of(round)
    page = client_of(member.expert.user).get(reverse("evaluation:my-conflicts-again", args=[round.ref])).content.decode()
    assert FIRM in page and entries_of(round)[0].code_name not in page


# --- At the same time ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_text_that_nobody_looked_at_is_never_checked():
    """Somebody adds a word while a colleague confirms the text without it."""
    round = make_blind_round(opened=False)
    entry, operator = entries_of(round)[0], operator_of()
    digest = made_now(entry)[2]
    with Meanwhile(lambda: set_blind_words(entry, by=operator, words=["부품"])):
        thread, checked = waits(lambda: check_blind_copy(entry, by=operator, digest=digest))
        assert not checked  # it waits for the round
    thread.join()
    copy = BlindCopy.objects.get(entry=entry)
    assert isinstance(checked[0], StaleVersion) and copy.words == ["부품"] and not copy.is_checked
