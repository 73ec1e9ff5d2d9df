"""The experts' pool: kept by the programme office, described by the experts themselves."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, NotAllowed
from consultants.actions.add_expert import add_expert
from consultants.actions.edit_expert import edit_expert
from consultants.models import Expert, FormerEmployment
from consultants.queries import expert_list, pool
from tests.factories.accounts import make_organisation, make_user
from tests.factories.evaluation import make_expert
from tests.factories.projects import make_region

pytestmark = pytest.mark.django_db


def test_the_programme_office_takes_people_in_once():
    central, person = make_user(Role.CENTRAL), make_user(Role.EVALUATOR)
    expert = add_expert(person, by=central, region=make_region("honam"), sector="research")
    assert Event.objects.get(stream=expert.stream).verb == "added"
    with pytest.raises(DomainError) as refusal:
        add_expert(person, by=central, region=make_region("honam"), sector="research")
    assert refusal.value.code == "already-in-the-pool"


def test_nobody_else_takes_people_in():
    person = make_user(Role.EVALUATOR)
    for other in (make_user(Role.HQ_HEAD), make_user(Role.ADMIN), person):
        with pytest.raises(NotAllowed):
            add_expert(person, by=other, region=make_region(), sector="academia")


def test_an_expert_writes_their_own_profile_and_career():
    expert, firm = make_expert(), make_organisation()
    edit_expert(
        expert, by=expert.user, keywords=["정밀가공", "금형"], industries=["29271"], is_available=False,
        former_employments=[{"organisation": firm, "started_on": dt.date(2010, 1, 1), "ended_on": dt.date(2024, 3, 31)}],
    )  # fmt: skip
    expert.refresh_from_db()
    assert (expert.keywords, expert.is_available) == (["정밀가공", "금형"], False)
    assert expert.former_employments.get().organisation == firm


def test_the_history_keeps_the_career_before_and_after():
    expert, firm = make_expert(), make_organisation()
    job = {"organisation": firm, "started_on": dt.date(2010, 1, 1), "ended_on": dt.date(2024, 3, 31)}
    told = {"employer": f"organisation/{firm.pk}", "department": "", "from": "2010-01-01", "to": "2024-03-31"}
    for career in ([job], [job], []):
        edit_expert(expert, by=expert.user, former_employments=career)
    events = Event.objects.filter(stream=expert.stream, verb="edited").order_by("seq")
    assert [event.data for event in events] == [
        {"fields": [], "career": [told], "career_was": []},
        {"fields": []},
        {"fields": [], "career": [], "career_was": [told]},
    ]
    assert not expert.former_employments.exists()


def test_how_often_one_serves_is_the_programme_offices_word():
    expert = make_expert()
    with pytest.raises(NotAllowed):
        edit_expert(expert, by=expert.user, yearly_cap=99)
    assert edit_expert(expert, by=make_user(Role.CENTRAL), yearly_cap=2, is_active=False).yearly_cap == 2


def test_nobody_writes_for_another():
    with pytest.raises(NotAllowed):
        edit_expert(make_expert(), by=make_expert().user, position="이사")


def test_only_facts_of_an_expert_can_be_edited():
    expert = make_expert()
    with pytest.raises(TypeError):
        edit_expert(expert, by=make_user(Role.CENTRAL), user=make_user())


def test_the_pool_is_seen_by_those_who_appoint_and_audit():
    first, _second = make_expert(), make_expert()
    seen = {
        role: Expert.objects.visible_to(make_user(role)).count()
        for role in (Role.HQ_OPERATOR, Role.HQ_HEAD, Role.CENTRAL, Role.AUDITOR, Role.MINISTRY, Role.COMPANY_OWNER, Role.ADMIN)
    }
    assert seen == {
        Role.HQ_OPERATOR: 2, Role.HQ_HEAD: 2, Role.CENTRAL: 2, Role.AUDITOR: 2, Role.MINISTRY: 0, Role.COMPANY_OWNER: 0, Role.ADMIN: 0,
    }  # fmt: skip
    assert list(Expert.objects.visible_to(first.user)) == [first]


def test_the_list_is_narrowed_by_region_sector_industry_and_words():
    wanted = make_expert("honam", sector="research", keywords=["금형"], industries=["29271"])
    make_expert("dongnam")
    central = make_user(Role.CENTRAL)
    for given in (
        {"region": "honam"},
        {"sector": "research"},
        {"industry": "29271"},
        {"words": "금형"},
        {"words": wanted.user.name},
    ):
        assert list(expert_list(central, **given)) == [wanted], given


def test_who_is_not_available_is_not_asked():
    ready = make_expert()
    make_expert(is_available=False)
    make_expert(is_active=False)
    gone = make_expert()
    gone.user.is_active = False
    gone.user.save()
    assert list(pool()) == [ready]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        (
            {"organisation_name": "", "started_on": dt.date(2020, 1, 1), "ended_on": dt.date(2021, 1, 1)},
            "an_employer_is_registered_or_named",
        ),
        (
            {"organisation_name": "옛 회사", "started_on": dt.date(2021, 1, 1), "ended_on": dt.date(2020, 1, 1)},
            "an_employment_ends_after",
        ),
    ],
)
def test_the_database_refuses_a_career_that_cannot_be(fields, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        FormerEmployment.objects.create(expert=make_expert(), **fields)


def test_a_retired_expert_is_independent():
    with translation.override("en"):
        assert make_expert(retired=True).affiliation == "Independent"
