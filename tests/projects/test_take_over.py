"""What a firm has written once it need not write again; and nobody is told or bound by it."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from notifications.models import Message
from projects.actions.edit_partner import edit_partner
from projects.actions.invite_earlier_partner import invite_earlier_partner
from projects.actions.save_answer import save_answer
from projects.actions.start_proposal import start_proposal
from projects.actions.take_over import take_over
from projects.budgeting import BudgetRow
from projects.models import Call, Proposal, TakeOver
from projects.queries.earlier import not_invited_yet
from projects.queries.proposals import dossier
from projects.sections import TEXT_FIELDS
from projects.states import PartnerStatus
from projects.taking_over import Left, rows_that_fit, texts_to_take
from tests.factories.accounts import give_role, make_user
from tests.factories.projects import make_call, make_draft, make_ready_proposal, make_submitted, owner_of, writer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier() -> Proposal:
    proposal = make_submitted(title="지난 과제")
    return Proposal.objects.get(pk=proposal.pk)


def begin(source: Proposal, call: Call | None = None, **given) -> Proposal:
    call = call or make_call()
    return start_proposal(call, organisation=source.lead, track="joint", earlier=source, by=owner_of(source.lead), **given)


def left(draft: Proposal) -> set[tuple[str, str]]:
    return {(line["kind"], line["left"]) for line in draft.take_over.lines if line["left"]}


# --- The deed -----------------------------------------------------------------------------


def test_a_new_draft_begins_with_texts_work_and_money_of_the_earlier_one(earlier):
    draft = begin(earlier)
    ours, theirs = dossier(draft), dossier(earlier)
    assert {code: answer.text for code, answer in ours.answers.items()} == {
        code: answer.text for code, answer in theirs.answers.items()
    }
    rows = [(row.item, row.source, row.amount_krw) for row in ours.rows]
    assert rows == [(row.item, row.source, row.amount_krw) for row in theirs.rows_of(theirs.lead_partner.pk)]
    assert draft.title == "지난 과제"
    assert draft.requested_krw == ours.budget.whole.public > 0


def test_nobody_is_told_and_no_consent_or_file_comes_along(earlier):
    told = Message.objects.count()
    draft = begin(earlier)
    assert Message.objects.count() == told
    assert draft.partners.count() == 1
    assert not draft.files.exists()
    assert left(draft) == {("partner", Left.NOT_TOLD), ("consent", Left.MADE_FOR_THE_OTHER), ("file", Left.MADE_FOR_THE_OTHER)}
    event = Event.objects.get(stream=draft.stream, verb="taken-over")
    assert event.data["from"] == earlier.ref


def test_a_partner_is_invited_with_its_part_when_the_lead_says_so(earlier):
    draft = begin(earlier)
    (candidate,) = not_invited_yet(draft, draft.partners.all())
    partner = invite_earlier_partner(draft, earlier=candidate, by=owner_of(draft.lead))
    assert (partner.organisation, partner.role, partner.task) == (candidate.organisation, candidate.role, candidate.task)
    assert (partner.status, partner.consented_at) == (PartnerStatus.INVITED, None)
    assert sum(line.amount_krw for line in partner.budget_lines.all()) == sum(
        line.amount_krw for line in candidate.budget_lines.all()
    )
    assert Message.objects.filter(kind="projects/partner-invited", recipient=owner_of(partner.organisation)).count() == 2
    assert not_invited_yet(draft, draft.partners.all()) == []
    with pytest.raises(InvalidInput):
        invite_earlier_partner(draft, earlier=candidate, by=owner_of(draft.lead))


def test_only_partners_of_the_proposal_it_was_begun_from_are_invited_so(earlier):
    stranger = make_ready_proposal().partners.last()
    with pytest.raises(DomainError) as refused:
        invite_earlier_partner(begin(earlier), earlier=stranger, by=owner_of(earlier.lead))
    assert refused.value.code == "not-from-earlier"


def test_what_the_draft_says_itself_stays(earlier):
    owner = owner_of(earlier.lead)
    draft = make_draft(make_call(), lead=earlier.lead)
    save_answer(draft, field="need", text="새로 쓴 필요성", base_version=0, by=owner)
    edit_partner(draft.partners.get(), task="새 업무", by=owner)
    take_over(draft, source=earlier, by=owner)
    assert dossier(draft).text("need") == "새로 쓴 필요성"
    assert ("text", Left.WRITTEN) in left(draft)


def test_amounts_over_the_cap_stay_behind(earlier):
    call = make_call()
    draft = make_draft(call, lead=earlier.lead)
    Proposal.objects.filter(pk=draft.pk).update(cap_krw=1000)
    document = call.rulebook.document
    for track in document["tracks"]:
        track["grant_cap_krw"]["value"] = 1000
    call.rulebook.sha256 = "0" * 64  # the parsed document is kept by its digest
    type(call.rulebook).objects.filter(pk=call.rulebook_id).update(document=document, sha256="0" * 64)
    take_over(draft, source=earlier, by=owner_of(earlier.lead))
    assert not draft.budget_lines.exists()
    assert ("money", Left.NOT_ALLOWED) in left(draft)


def test_asked_twice_it_is_done_once(earlier):
    draft = begin(earlier)
    assert begin(earlier, draft.call).pk == draft.pk
    assert TakeOver.objects.count() == 1
    assert {answer.version for answer in draft.answers.all()} == {1}


def test_another_firm_s_proposal_is_no_source_even_for_one_who_writes_for_both(earlier):
    other = make_draft()
    writer = make_user()
    for firm in (earlier.lead, other.lead):
        give_role(writer, Role.OUTSIDE_WRITER, organisation=firm)
    with pytest.raises(InvalidInput) as refused:
        take_over(other, source=earlier, by=writer)
    assert set(refused.value.errors) == {"earlier"}
    with pytest.raises(NotAllowed):
        take_over(other, source=earlier, by=owner_of(other.lead))


def test_a_proposal_that_was_handed_in_is_not_filled(earlier):
    draft = make_draft(lead=earlier.lead)
    with pytest.raises(InvalidInput):
        take_over(earlier, source=draft, by=owner_of(earlier.lead))


# --- The pages ----------------------------------------------------------------------------


def test_starting_from_an_earlier_proposal_shows_what_came_along(client, earlier):
    call = make_call()
    client.force_login(owner_of(earlier.lead))
    page = reverse("projects:proposal-start", args=[call.ref])
    assert "지난 과제" in client.get(page, {"earlier": earlier.ref}).content.decode()
    sent = {"place": f"later-{earlier.lead_id}", "track": "joint", "title": "이번 과제", "earlier": earlier.ref}
    answer = client.post(page, sent)
    draft = Proposal.objects.get(call=call)
    assert (answer.status_code, draft.title) == (302, "이번 과제")
    home = client.get(reverse("projects:proposal-detail", args=[draft.ref])).content.decode()
    for words in (earlier.ref, "가져온 내용", "가져오지 않은 내용", "이전 과제를 위해 제출한 것"):
        assert words in home, words
    partners = client.get(reverse("projects:proposal-step", args=[draft.ref, "partners"])).content.decode()
    partner = earlier.partners.exclude(organisation=earlier.lead).get()
    assert str(partner) in partners
    assert client.post(reverse("projects:partner-invite-earlier", args=[draft.ref, partner.pk])).status_code == 302
    assert draft.partners.filter(organisation=partner.organisation).exists()


def test_only_own_firms_proposals_are_offered(client, earlier):
    stranger = make_draft(title="남의 과제")
    client.force_login(owner_of(earlier.lead))
    html = client.get(reverse("projects:proposal-start", args=[make_call().ref])).content.decode()
    assert "지난 과제" in html
    assert stranger.title not in html


def test_a_handed_in_proposal_leads_to_open_calls(client, earlier):
    client.force_login(owner_of(earlier.lead))
    html = client.get(reverse("projects:proposal-detail", args=[earlier.ref])).content.decode()
    assert "?earlier=" not in html or earlier.ref in html


def test_one_text_is_copied_and_the_older_one_stays_in_the_history(client, earlier):
    draft = make_draft(lead=earlier.lead)
    owner = owner_of(earlier.lead)
    standing = save_answer(draft, field="need", text="먼저 쓴 글", base_version=0, by=owner)
    client.force_login(writer_of(earlier.lead))
    page = reverse("projects:earlier-text", args=[draft.ref, "need"])
    step = client.get(reverse("projects:proposal-step", args=[draft.ref, "project"])).content.decode()
    assert page in step
    html = client.get(page).content.decode()
    assert "need에 대한 내용" in html and "먼저 쓴 글" in html
    answer = earlier.answers.get(field="need")
    assert client.post(page, {"text": answer.pk, "version": 9}).url == page  # somebody saved meanwhile: nothing is lost
    assert client.post(page, {"text": answer.pk, "version": standing.version}).status_code == 302
    assert dossier(draft).text("need") == "need에 대한 내용"
    assert [revision.text for revision in standing.revisions.all()] == ["need에 대한 내용", "먼저 쓴 글"]


def test_a_text_of_another_firm_is_not_copied(client, earlier):
    other = make_draft()
    client.force_login(owner_of(other.lead))
    page = reverse("projects:earlier-text", args=[other.ref, "need"])
    client.post(page, {"text": earlier.answers.get(field="need").pk, "version": 0})
    assert dossier(other).text("need") == ""


def test_the_api_begins_from_an_earlier_proposal(earlier):
    from rest_framework.test import APIClient

    api = APIClient()
    api.force_authenticate(owner_of(earlier.lead))
    sent = {"call": make_call().ref, "organisation": earlier.lead_id, "track": "joint", "earlier": earlier.ref}
    assert api.post("/api/v1/proposals/", sent, format="json").status_code == 201
    assert TakeOver.objects.get().source == earlier
    sent["earlier"] = make_draft().ref
    assert api.post("/api/v1/proposals/", sent, format="json").status_code == 404


# --- The choice ---------------------------------------------------------------------------

TEXTS = st.dictionaries(st.sampled_from([field.code for field in TEXT_FIELDS]), st.text("가 ", max_size=4))


@given(earlier=TEXTS, standing=TEXTS)
def test_no_text_is_overwritten_and_each_is_accounted_for(earlier, standing):
    taken, lines = texts_to_take(earlier, standing, TEXT_FIELDS)
    assert not {code for code in taken if standing.get(code)}
    assert {line.what for line in lines} == {code for code, text in earlier.items() if text}
    assert {line.what for line in lines if not line.left} == set(taken)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9))))
def test_every_row_fits_or_its_item_is_named(rows):
    kept, unknown = rows_that_fit([BudgetRow(1, item, "public", amount) for item, amount in rows], {"a", "b"})
    assert len(kept) + sum(item in unknown for item, _amount in rows) == len(rows)
