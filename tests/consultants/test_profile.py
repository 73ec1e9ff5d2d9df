"""An expert's profile: lines with history, what each person may write and see, and the yearly confirmation."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from audit.models import Event
from cluster_portal.shared.errors import NotAllowed
from consultants import queries
from consultants.actions.ask_for_confirmation import ask_for_confirmation
from consultants.actions.confirm_profile import confirm_profile
from consultants.actions.edit_expert import edit_expert
from consultants.actions.remove_entry import remove_entry
from consultants.actions.write_entry import write_entry
from consultants.models import Absence, Degree, Expert, JointWork, Kin, Sanction, Training
from notifications.models import Message
from tests.factories.accounts import make_organisation, make_user
from tests.factories.evaluation import head_of, make_expert

pytestmark = pytest.mark.django_db
NOW = timezone.now()
YEAR = dt.timedelta(days=365)
WORK = {"kind": "research", "organisation_name": "옛 연구소", "started_on": dt.date(2024, 1, 1)}


def unconfirmed(**fields) -> Expert:
    expert = make_expert(**fields)
    Expert.objects.filter(pk=expert.pk).update(created_at=NOW - YEAR - dt.timedelta(days=1))
    return Expert.objects.get(pk=expert.pk)


# --- Lines ----------------------------------------------------------------------------


def test_a_correction_keeps_what_stood_before():
    expert, firm = make_expert(), make_organisation()
    first = write_entry(JointWork, expert, by=expert.user, **WORK)
    second = write_entry(JointWork, expert, by=expert.user, instead_of=first, **WORK | {"organisation": firm})
    (section,) = [one for one in queries.profile(expert, expert.user) if one.kind.slug == "joint-works"]
    assert (section.standing, section.earlier) == ([second], [first])
    verbs = list(Event.objects.filter(stream=expert.stream).values_list("verb", flat=True))
    assert verbs == ["entry-written", "entry-written"]


def test_correcting_the_same_line_twice_writes_one():
    expert = make_expert()
    first = write_entry(JointWork, expert, by=expert.user, **WORK)
    second = write_entry(JointWork, expert, by=expert.user, instead_of=first, **WORK)
    assert write_entry(JointWork, expert, by=expert.user, instead_of=first, **WORK) == second
    assert JointWork.objects.standing().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_correct_one_line_leave_one_line():
    expert = make_expert()
    first = write_entry(JointWork, expert, by=expert.user, **WORK)
    together = threading.Barrier(2)

    def correct() -> None:
        try:
            together.wait()
            write_entry(JointWork, expert, by=User.objects.get(pk=expert.user_id), instead_of=first, **WORK)
        finally:
            connection.close()

    threads = [threading.Thread(target=correct) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert JointWork.objects.standing().count() == 1


def test_a_line_taken_out_no_longer_counts_and_is_not_lost():
    expert = make_expert()
    entry = write_entry(Absence, expert, by=expert.user, started_on=dt.date(2026, 1, 1), ended_on=dt.date(2026, 2, 1))
    remove_entry(entry, by=expert.user)
    remove_entry(entry, by=expert.user)
    assert not Absence.objects.standing().exists()
    assert Absence.objects.count() == 1
    assert Event.objects.filter(stream=expert.stream, verb="entry-removed").count() == 1


def test_the_history_names_no_third_person():
    expert = make_expert()
    write_entry(Kin, expert, by=expert.user, name="김가상", relation="형제", organisation_name="가상정밀")
    assert "김가상" not in Event.objects.get(stream=expert.stream).payload


def test_sanctions_are_the_programme_offices_word():
    expert = make_expert()
    facts = {"ground": "평가정보 누설", "source": "시연용 제재 의결", "imposed_on": dt.date(2025, 3, 1)}
    for other in (expert.user, head_of()):
        with pytest.raises(NotAllowed):
            write_entry(Sanction, expert, by=other, **facts)
    assert write_entry(Sanction, expert, by=make_user(Role.CENTRAL), **facts).expert == expert


def test_nobody_writes_lines_for_another():
    with pytest.raises(NotAllowed):
        write_entry(JointWork, make_expert(), by=make_expert().user, **WORK)


def test_gender_is_nobody_elses_word():
    expert = make_expert()
    with pytest.raises(NotAllowed):
        edit_expert(expert, by=make_user(Role.CENTRAL), gender="woman")
    assert edit_expert(expert, by=expert.user, gender="woman").gender == "woman"


@pytest.mark.parametrize(
    ("model", "facts", "rule"),
    [
        (JointWork, WORK | {"organisation_name": ""}, "joint_work_is_with_an_organisation"),
        (JointWork, WORK | {"ended_on": dt.date(2023, 1, 1)}, "joint_work_ends_after_it_starts"),
        (Degree, {"level": "master", "field": "기계", "organisation_name": "대학", "year": 19}, "a_degree_has_a_year"),
        (Absence, {"started_on": dt.date(2026, 2, 1), "ended_on": dt.date(2026, 1, 1)}, "an_absence_ends_after_it_starts"),
        (Kin, {"name": "가", "relation": "형제"}, "a_relative_works_at_an_organisation"),
        (Sanction, {"ground": "", "source": "x", "imposed_on": dt.date(2026, 1, 1)}, "a_sanction_names_ground_and_source"),
        (
            Training,
            {"title": "x", "provider": "y", "completed_on": dt.date(2026, 2, 1), "valid_until": dt.date(2026, 1, 1)},
            "training_is_valid_after",
        ),
    ],
)  # fmt: skip
def test_the_database_refuses_lines_that_cannot_be(model, facts, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        model.objects.create(expert=make_expert(), added_at=NOW, **facts)


# --- Once a year ------------------------------------------------------------------------


def test_a_profile_is_confirmed_by_its_person_once_a_day():
    expert = unconfirmed()
    assert not expert.is_confirmed(NOW)
    with pytest.raises(NotAllowed):
        confirm_profile(expert, by=make_user(Role.CENTRAL))
    confirm_profile(expert, by=expert.user, at=NOW)
    assert confirm_profile(expert, by=expert.user, at=NOW).is_confirmed(NOW)
    assert Event.objects.filter(stream=expert.stream, verb="confirmed").count() == 1
    assert not Expert.objects.get(pk=expert.pk).is_confirmed(NOW + YEAR)


def test_the_clock_asks_once_and_again_after_a_month():
    expert, _fresh = unconfirmed(), make_expert()
    assert ask_for_confirmation(at=NOW) == [expert.pk]
    assert ask_for_confirmation(at=NOW + dt.timedelta(days=29)) == []
    assert ask_for_confirmation(at=NOW + dt.timedelta(days=30)) == [expert.pk]
    letters = Message.objects.filter(kind="consultants/confirm-profile", recipient=expert.user)
    assert letters.count() == 2
    assert "모두 맞습니다" in letters.first().body


def test_who_confirmed_is_not_asked():
    expert = unconfirmed()
    confirm_profile(expert, by=expert.user, at=NOW)
    assert ask_for_confirmation(at=NOW) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_everybody_once():
    unconfirmed(), unconfirmed()
    together, asked = threading.Barrier(2), []

    def sweep() -> None:
        try:
            together.wait()
            asked.extend(ask_for_confirmation(at=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == len(set(asked)) == 2
    assert Message.objects.count() == 2


# --- In numbers ---------------------------------------------------------------------------


def test_gender_is_counted_only_where_nobody_can_be_known_by_it():
    for number in range(8):
        make_expert(gender="woman" if number < 4 else "man")
    assert queries.balance(NOW).gender is None
    make_expert(gender="woman"), make_expert(gender="man")
    counted = queries.balance(NOW)
    assert [n for _label, n in counted.gender] == [5, 5, 0]
    assert (counted.people, counted.ready, counted.unsaid) == (10, 10, 0)


# --- In the browser -------------------------------------------------------------------------


def url(name: str, *args) -> str:
    return reverse(f"consultants:{name}", args=args)


def test_an_expert_adds_corrects_and_takes_out_a_line(client):
    expert, firm = make_expert(), make_organisation("한빛정밀")
    client.force_login(expert.user)
    sent = {"kind": "advice", "organisation": firm.brn, "started_on": "2025-01-01", "person": "박가상"}
    answer = client.post(url("entry-add", expert.pk, "joint-works"), sent)
    assert answer.url == url("expert-detail", expert.pk) + "#joint-works"
    entry = JointWork.objects.standing().get()
    assert (entry.organisation, entry.ended_on) == (firm, None)
    assert firm.brn in client.get(url("entry-edit", expert.pk, "joint-works", entry.pk)).content.decode()
    client.post(url("entry-edit", expert.pk, "joint-works", entry.pk), sent | {"ended_on": "2025-06-30"})
    corrected = JointWork.objects.standing().get()
    assert corrected.ended_on == dt.date(2025, 6, 30)
    client.post(url("entry-remove", expert.pk, "joint-works", corrected.pk))
    assert not JointWork.objects.standing().exists()
    assert client.post(url("entry-remove", expert.pk, "joint-works", corrected.pk)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "sent", "field"),
    [
        ("joint-works", {"kind": "advice", "started_on": "2025-01-01"}, "organisation_name"),
        ("joint-works", {"kind": "advice", "started_on": "2025-01-01", "organisation": "1234567891"}, "organisation"),
        ("absences", {"started_on": "2026-02-01", "ended_on": "2026-01-01"}, "__all__"),
        ("degrees", {"level": "master", "field": "기계", "organisation_name": "대학"}, "year"),
        ("trainings", {"title": "청렴교육"}, "provider"),
        ("relatives", {"relation": "형제", "organisation_name": "회사"}, "name"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(client, kind, sent, field):
    expert = make_expert()
    client.force_login(expert.user)
    answer = client.post(url("entry-add", expert.pk, kind), sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_list_nobody_knows_is_not_there(client):
    expert = make_expert()
    client.force_login(expert.user)
    assert client.get(url("entry-add", expert.pk, "hobbies")).status_code == 404


def test_sanctions_are_shown_to_person_and_staff_and_written_by_the_office(client):
    expert = make_expert()
    client.force_login(expert.user)
    assert client.get(url("entry-add", expert.pk, "sanctions")).status_code == 403
    client.force_login(make_user(Role.CENTRAL))
    client.post(url("entry-add", expert.pk, "sanctions"), {"ground": "시연용", "source": "의결서", "imposed_on": "2025-01-01"})
    for reader in (expert.user, head_of(), make_user(Role.AUDITOR)):
        client.force_login(reader)
        assert "의결서" in client.get(url("expert-detail", expert.pk)).content.decode()


def test_gender_is_on_no_page_of_anybody_else(client):
    expert = make_expert(gender="woman")
    client.force_login(expert.user)
    assert "여성" in client.get(url("expert-detail", expert.pk)).content.decode()
    for reader in (make_user(Role.CENTRAL), head_of(), make_user(Role.AUDITOR)):
        client.force_login(reader)
        assert "여성" not in client.get(url("expert-detail", expert.pk)).content.decode()
        if reader.has_role(Role.CENTRAL):
            assert "gender" not in client.get(url("expert-edit", expert.pk)).context["form"].fields


def test_the_stale_are_marked_found_and_confirm_by_one_press(client):
    stale, _fresh = unconfirmed(), make_expert()
    client.force_login(head_of())
    assert client.get(url("expert-list") + "?unconfirmed=1").context["page"].items == [stale]
    client.force_login(stale.user)
    assert "살펴봐" in client.get(url("expert-detail", stale.pk)).content.decode()
    client.post(url("profile-confirm", stale.pk))
    assert Expert.objects.get(pk=stale.pk).is_confirmed(timezone.now())


def test_a_profile_costs_the_same_with_one_line_and_with_three(client):
    from django.db import connection as database
    from django.test.utils import CaptureQueriesContext

    expert = make_expert()
    client.force_login(expert.user)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            write_entry(JointWork, expert, by=expert.user, **WORK | {"organisation": make_organisation()})
            write_entry(Absence, expert, by=expert.user, started_on=dt.date(2026, 1, 1), ended_on=dt.date(2026, 2, 1))
        client.get(url("expert-detail", expert.pk))
        with CaptureQueriesContext(database) as queries_made:
            client.get(url("expert-detail", expert.pk))
        counts.append(len(queries_made))
    assert counts[0] == counts[1]
