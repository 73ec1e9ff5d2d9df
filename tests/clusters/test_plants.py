"""A firm's plants: registering, changing, closing, and who sees them."""

import threading

import pytest
from django.db import IntegrityError, connection

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import InvalidInput, NotAllowed
from clusters import queries
from clusters.actions.close_plant import close_plant
from clusters.actions.plant_description import PlantDescription
from clusters.actions.register_plant import register_plant
from clusters.actions.update_plant import update_plant
from clusters.models import Plant
from tests.factories.accounts import make_organisation, make_user
from tests.factories.clusters import make_complex, make_industry, make_plant, make_region


def described(**changes):
    values = {"name": "창원 1공장", "complex": None, "address": "경남 창원시", "main_industry": make_industry("29294")} | changes
    return PlantDescription(**values)


@pytest.fixture
def firm(db):
    return make_organisation("한빛정밀")


@pytest.fixture
def owner(firm):
    return make_user(Role.COMPANY_OWNER, organisation=firm)


def test_registering_writes_the_plant_and_its_history(firm, owner):
    complex = make_complex("changwon", specialised=("29",))
    further = make_industry("25924")
    plant = register_plant(firm, described(complex=complex, industries=[further]), by=owner)
    assert plant.is_active
    assert {industry.code for industry in plant.industries.all()} == {"29294", "25924"}
    assert queries.eligibility_of(plant).eligible
    event = Event.objects.get(stream=plant.stream)
    assert (event.verb, event.actor, event.data["complex"]) == ("registered", owner.key, "changwon")


@pytest.mark.parametrize("role", [Role.COMPANY_OWNER, Role.OUTSIDE_WRITER, Role.HQ_OPERATOR, Role.CENTRAL, Role.ADMIN])
def test_only_the_firms_own_writers_register(firm, role):
    stranger = make_user(role, organisation=firm if role == Role.OUTSIDE_WRITER else None)
    with pytest.raises(NotAllowed):
        register_plant(firm, described(), by=stranger)
    assert not Plant.objects.exists()


def test_a_name_is_taken_only_while_its_plant_is_in_use(firm, owner):
    first = register_plant(firm, described(), by=owner)
    with pytest.raises(InvalidInput) as refused:
        register_plant(firm, described(), by=owner)
    assert set(refused.value.errors) == {"name"}
    close_plant(first, by=owner)
    assert register_plant(firm, described(), by=owner).is_active


def test_the_database_itself_refuses_two_of_a_name(firm):
    make_plant(firm, name="창원 1공장")
    with pytest.raises(IntegrityError, match="one_plant_in_use_of_a_name_per_organisation"):
        make_plant(firm, name="창원 1공장")


def test_an_industry_named_twice_counts_once(firm, owner):
    further = make_industry("25924")
    plant = register_plant(firm, described(industries=[further] * 20), by=owner)
    assert Event.objects.get(stream=plant.stream).data["industries"] == ["25924", "29294"]
    update_plant(plant, described(industries=[further] * 2), by=owner)
    assert Event.objects.filter(stream=plant.stream).count() == 1


def test_at_most_ten_industries(firm, owner):
    too_many = [make_industry(code) for code in ("10", "11", "12", "13", "14", "15", "16", "17", "18", "19")]
    with pytest.raises(InvalidInput) as refused:
        register_plant(firm, described(industries=too_many), by=owner)
    assert set(refused.value.errors) == {"industries"}


def test_a_change_is_recorded_with_old_and_new(firm, owner):
    plant = register_plant(firm, described(), by=owner)
    complex = make_complex("gumi")
    update_plant(plant, described(complex=complex, industries=[make_industry("26112")]), by=owner)
    changed = Event.objects.get(stream=plant.stream, verb="changed").data
    assert changed == {
        "complex": {"from": None, "to": "gumi"},
        "industries": {"from": ["29294"], "to": ["26112", "29294"]},
    }


def test_a_change_of_nothing_writes_nothing(firm, owner):
    plant = register_plant(firm, described(), by=owner)
    update_plant(plant, described(), by=owner)
    assert Event.objects.filter(stream=plant.stream).count() == 1


def test_a_closed_plant_stays_but_cannot_be_changed_or_used(firm, owner):
    plant = register_plant(firm, described(complex=make_complex()), by=owner)
    closed = close_plant(plant, by=owner)
    assert not closed.is_active
    assert [reason.code for reason in queries.eligibility_of(closed).blocking] == ["closed"]
    with pytest.raises(NotAllowed):
        update_plant(plant, described(name="새 이름"), by=owner)
    with pytest.raises(NotAllowed):
        close_plant(plant, by=owner)
    assert Event.objects.filter(stream=plant.stream, verb="closed").count() == 1


def test_a_plant_outside_the_193_is_registered_but_not_eligible(firm, owner):
    plant = register_plant(firm, described(), by=owner)
    assert [reason.code for reason in queries.eligibility_of(plant).blocking] == ["outside"]


def test_who_sees_which_plant(firm, owner):
    south, north = make_complex(region=make_region("dongnam")), make_complex(region=make_region("gangwon"))
    own, other, outside = make_plant(firm, complex=south), make_plant(complex=north), make_plant()
    seen = lambda user: set(Plant.objects.visible_to(user))  # noqa: E731
    assert seen(owner) == {own}
    assert seen(make_user(Role.OUTSIDE_WRITER, organisation=firm)) == {own}
    assert seen(make_user(Role.HQ_OPERATOR, region="dongnam")) == {own}
    assert seen(make_user(Role.HQ_HEAD, region="gangwon")) == {other}
    for role in (Role.CENTRAL, Role.MINISTRY, Role.AUDITOR):
        assert seen(make_user(role)) == {own, other, outside}
    for role in (Role.EVALUATOR, Role.ADMIN, Role.DOCTOR):
        assert seen(make_user(role)) == set()


@pytest.mark.parametrize("number", [1, 3])
def test_eligibility_of_many_plants_costs_the_same(firm, number, django_assert_num_queries):
    for _ in range(number):
        make_plant(firm, complex=make_complex(specialised=("29",)))
    with django_assert_num_queries(3):  # the plants, their industries, the specialised industries
        answers = queries.eligibilities_of(Plant.objects.with_facts())
    assert [answer.eligible for answer in answers.values()] == [True] * number


def at_once(*deeds):
    """Each deed on a connection of its own, all let go together: "done" or "refused" each, sorted."""
    start, answers = threading.Barrier(len(deeds)), []

    def run(deed):
        try:
            connection.ensure_connection()
            start.wait(10)
            deed()
            answers.append("done")
        except NotAllowed:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_close_close_once():
    firm = make_organisation()
    owner = make_user(Role.COMPANY_OWNER, organisation=firm)
    plant = make_plant(firm)
    assert at_once(lambda: close_plant(plant, by=owner), lambda: close_plant(plant, by=owner)) == ["done", "refused"]
    assert Event.objects.filter(stream=plant.stream, verb="closed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_follow_each_other():
    firm = make_organisation()
    owner = make_user(Role.COMPANY_OWNER, organisation=firm)
    plant = register_plant(firm, described(name="첫 이름"), by=owner)
    changes = [lambda name=name: update_plant(plant, described(name=name), by=owner) for name in ("둘째 이름", "셋째 이름")]
    assert at_once(*changes) == ["done", "done"]
    first, second = (event.data["name"] for event in Event.objects.filter(stream=plant.stream, verb="changed").order_by("seq"))
    assert (first["from"], second["from"]) == ("첫 이름", first["to"])
    plant.refresh_from_db()
    assert plant.name == second["to"]
