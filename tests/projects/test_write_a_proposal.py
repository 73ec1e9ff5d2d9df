"""Starting a draft and writing its text, alone and together."""

import datetime as dt

import pytest

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import InvalidInput, NotAllowed, StaleVersion
from projects.actions.edit_proposal import edit_proposal
from projects.actions.save_answer import save_answer
from projects.actions.set_budget import set_budget
from projects.actions.start_proposal import start_proposal
from projects.errors import CallClosed
from projects.models import Answer, Proposal
from projects.queries.proposals import dossier, history, revisions
from tests.factories.accounts import give_role, make_organisation, make_user
from tests.factories.projects import eligible_plant, make_call, make_draft, make_firm, owner_of, writer_of

pytestmark = pytest.mark.django_db


def test_a_draft_has_its_lead_its_cap_and_a_reference():
    call, firm = make_call(), make_firm()
    plant = firm.plants.get()
    draft = start_proposal(call, organisation=firm, by=owner_of(firm), title="  정밀   금형 ", plant=plant)
    assert (draft.title, draft.track, draft.cap_krw, draft.status) == ("정밀 금형", "joint", 500_000_000, "draft")
    assert (draft.plant, draft.complex_id, draft.region_id) == (plant, "banwol-sihwa", "capital")
    assert draft.ref.startswith(f"P-{call.ref}-")
    lead = draft.partners.get()
    assert (lead.organisation, lead.role, lead.plant) == (firm, "lead", plant)
    draft.refresh_from_db()
    assert (draft.partner_count, draft.region_count) == (1, 1)
    assert draft.search_text.startswith(draft.ref.lower())


def test_a_double_click_starts_one_draft():
    call, firm = make_call(), make_firm()
    drafts = {start_proposal(call, organisation=firm, by=owner_of(firm), title="같은 과제").pk for _click in range(2)}
    assert len(drafts) == 1
    assert start_proposal(call, organisation=firm, by=owner_of(firm), title="다른 과제").pk not in drafts


@pytest.mark.parametrize("role", [Role.COMPANY_OWNER, Role.COMPANY_WRITER, Role.OUTSIDE_WRITER])
def test_whoever_writes_for_the_firm_may_start(role):
    firm = make_organisation()
    assert start_proposal(make_call(), organisation=firm, by=make_user(role, organisation=firm)).lead == firm


def test_others_may_not_start():
    with pytest.raises(NotAllowed):
        start_proposal(make_call(), organisation=make_firm(), by=owner_of(make_firm()))


def test_no_draft_under_a_closed_or_unpublished_call():
    firm = make_firm()
    call = make_call()
    for one, at in ((call, call.closes_at + dt.timedelta(seconds=1)), (make_call(published=False), None)):
        with pytest.raises(CallClosed):
            start_proposal(one, organisation=firm, by=owner_of(firm), at=at)


def test_a_track_of_the_call_is_chosen_where_there_are_several():
    call, firm = make_call(code="2026"), make_firm()
    with pytest.raises(InvalidInput) as refusal:
        start_proposal(call, organisation=firm, by=owner_of(firm))
    assert list(refusal.value.errors) == ["track"]
    assert start_proposal(call, organisation=firm, by=owner_of(firm), track="one_year").cap_krw == 200_000_000


# --- Text ----------------------------------------------------------------------------


@pytest.fixture
def draft():
    return make_draft()


def test_text_is_kept_with_every_version_it_had(draft):
    owner, writer = owner_of(draft.lead), writer_of(draft.lead)
    first = save_answer(draft, field="need", text="하나\r\n둘  \n", base_version=0, by=owner)
    assert (first.version, first.text) == (1, "하나\n둘")
    second = save_answer(draft, field="need", text="셋", base_version=1, by=writer)
    assert (second.version, second.updated_by) == (2, writer)
    assert [(r.version, r.text, r.by) for r in revisions(draft, "need")] == [(2, "셋", writer), (1, "하나\n둘", owner)]


def test_who_saves_from_an_old_version_is_shown_what_stands(draft):
    owner, writer = owner_of(draft.lead), writer_of(draft.lead)
    save_answer(draft, field="need", text="처음", base_version=0, by=owner)
    save_answer(draft, field="need", text="동료가 먼저", base_version=1, by=writer)
    with pytest.raises(StaleVersion) as conflict:
        save_answer(draft, field="need", text="나는 나중", base_version=1, by=owner)
    assert (conflict.value.current, conflict.value.version, conflict.value.by) == ("동료가 먼저", 2, str(writer))
    assert Answer.objects.get(proposal=draft, field="need").text == "동료가 먼저"
    with pytest.raises(StaleVersion):
        save_answer(draft, field="need", text="빈 줄 알고", base_version=0, by=owner)


def test_saving_the_same_text_again_is_no_conflict_and_no_version(draft):
    owner = owner_of(draft.lead)
    for base in (0, 0, 7):
        assert save_answer(draft, field="need", text="같은 글", base_version=base, by=owner).version == 1
    assert revisions(draft, "need").count() == 1
    assert save_answer(draft, field="goals", text="", base_version=0, by=owner).version == 0
    assert not Answer.objects.filter(field="goals").exists()


def test_a_field_takes_so_many_characters_and_no_more(draft):
    owner = owner_of(draft.lead)
    assert save_answer(draft, field="summary", text="가" * 300, base_version=0, by=owner).version == 1
    with pytest.raises(InvalidInput) as refusal:
        save_answer(draft, field="summary", text="가" * 301, base_version=1, by=owner)
    assert list(refusal.value.errors) == ["summary"] and "301" in str(refusal.value)
    with pytest.raises(InvalidInput):
        save_answer(draft, field="unheard-of", text="글", base_version=0, by=owner)


def test_only_the_leads_people_write_the_text(draft):
    for somebody in (owner_of(make_firm()), make_user(Role.HQ_OPERATOR), make_user(Role.ADMIN)):
        with pytest.raises(NotAllowed):
            save_answer(draft, field="need", text="남의 글", base_version=0, by=somebody)


def test_a_save_costs_six_statements(draft, django_assert_num_queries):
    owner = owner_of(draft.lead)
    save_answer(draft, field="need", text="하나", base_version=0, by=owner)
    with django_assert_num_queries(7):  # five and the test's savepoint around them
        save_answer(draft, field="need", text="둘", base_version=1, by=owner)


# --- Title, track, plant -----------------------------------------------------------------


def test_a_new_plant_brings_its_complex_and_region(draft):
    plant = eligible_plant(draft.lead, "dongnam")
    changed = edit_proposal(draft, plant=plant, title="새 제목", by=owner_of(draft.lead), base_version=1)
    assert (changed.version, changed.title, changed.complex_id, changed.region_id) == (2, "새 제목", "changwon", "dongnam")
    assert draft.partners.get().plant == plant
    assert Event.objects.filter(stream=draft.stream, verb="edited").get().data == {"title": "새 제목", "plant": plant.pk}
    assert "새 제목" in Proposal.objects.get(pk=draft.pk).search_text


def test_only_an_own_plant_in_use_is_taken(draft):
    closed = eligible_plant(draft.lead, is_active=False)
    for plant in (closed, make_firm().plants.get()):
        with pytest.raises(InvalidInput) as refusal:
            edit_proposal(draft, plant=plant, by=owner_of(draft.lead))
        assert list(refusal.value.errors) == ["plant"]


def test_an_old_page_does_not_overwrite_a_title(draft):
    edit_proposal(draft, title="먼저", by=owner_of(draft.lead), base_version=1)
    with pytest.raises(StaleVersion) as conflict:
        edit_proposal(draft, title="나중", by=owner_of(draft.lead), base_version=1)
    assert conflict.value.current["title"] == "먼저"
    assert edit_proposal(draft, title="먼저", by=owner_of(draft.lead), base_version=2).version == 2  # nothing changed


def test_a_track_whose_cap_is_below_what_is_asked_is_refused():
    draft = make_draft(make_call(code="2026"), track="joint_business")
    owner = owner_of(draft.lead)
    set_budget(draft.partners.get(), rows=[{"item": "personnel", "source": "public", "amount_krw": 200_000_001}], by=owner)
    with pytest.raises(InvalidInput) as refusal:
        edit_proposal(draft, track="one_year", by=owner)
    assert "200,000,001" in str(refusal.value) and "200,000,000" in str(refusal.value)
    assert edit_proposal(draft, track="global_standards", by=owner).cap_krw == 1_400_000_000


# --- The whole -----------------------------------------------------------------------------


def test_the_whole_of_a_proposal_costs_three_statements(draft, django_assert_num_queries):
    owner = owner_of(draft.lead)
    for field in ("need", "goals", "content"):
        save_answer(draft, field=field, text=f"{field}…", base_version=0, by=owner)
    with django_assert_num_queries(3):
        whole = dossier(draft)
        assert whole.content["project"]["answers"]["goals"] == "goals…"
        assert whole.answer("need").by_name == str(owner)
        assert (whole.answer("schedule").version, whole.text("schedule")) == (0, "")
        assert len(whole.digest) == 64


def test_the_digest_follows_the_content(draft):
    before = dossier(draft).digest
    assert dossier(draft).digest == before
    save_answer(draft, field="need", text="변화", base_version=0, by=owner_of(draft.lead))
    assert dossier(draft).digest != before


def test_the_history_names_deeds_and_people(draft, django_assert_num_queries):
    owner = owner_of(draft.lead)
    edit_proposal(draft, title="이력", by=owner)
    with django_assert_num_queries(2):
        lines = history(draft)
    assert [(line.verb, line.by_name) for line in lines] == [("edited", str(owner)), ("started", str(owner))]


def test_an_outside_writer_of_another_firm_may_not(draft):
    outsider = make_user()
    give_role(outsider, Role.OUTSIDE_WRITER, organisation=make_organisation())
    with pytest.raises(NotAllowed):
        save_answer(draft, field="need", text="글", base_version=0, by=outsider)
