"""A rulebook in use cannot change, only be succeeded."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from accounts.models import Role
from audit.models import Event
from cluster_portal.shared.errors import DomainError, InvalidInput, NotAllowed
from programme.actions.freeze_rulebook import freeze_rulebook
from programme.actions.load_rulebooks import load_rulebooks
from programme.actions.succeed_rulebook import succeed_rulebook
from programme.models import Rulebook
from programme.models.rulebook import digest
from tests.factories.accounts import make_user
from tests.factories.programme import make_rulebook, shipped_document


@pytest.fixture
def central(db):
    return make_user(Role.CENTRAL)


def test_the_shipped_ones_are_loaded_once(central):
    assert [rulebook.ref for rulebook in load_rulebooks(by=central)] == ["2009", "2010", "2026"]
    assert load_rulebooks(by=central) == []
    for rulebook in Rulebook.objects.all():
        assert rulebook.sha256 == digest(rulebook.document)
        assert rulebook.rules.code == rulebook.code
        assert list(Event.objects.filter(stream=rulebook.stream).values_list("verb", flat=True)) == ["written"]


def test_the_command_says_what_it_did(db, capsys):
    from django.core.management import call_command

    call_command("load_rulebooks")
    assert "Rulebook 2010 (the reform)" in capsys.readouterr().out
    call_command("load_rulebooks")
    assert capsys.readouterr().out.strip() == "All rulebooks are there."


def test_loading_again_leaves_a_changed_file_alone(central, tmp_path):
    import json

    load_rulebooks(by=central)
    (tmp_path / "2010.json").write_text(json.dumps(shipped_document("2010", scoring__pass_line="60")))
    assert load_rulebooks(by=central, folder=tmp_path) == []
    assert Rulebook.objects.newest("2010").rules.scoring.pass_line.value == 70


@pytest.mark.parametrize("role", [Role.HQ_HEAD, Role.MINISTRY, Role.COMPANY_OWNER, Role.ADMIN])
def test_only_the_programme_office_writes_rulebooks(db, role):
    rulebook = make_rulebook()
    with pytest.raises(NotAllowed):
        succeed_rulebook(
            rulebook, document=shipped_document(scoring__pass_line="60"), change_note="기준점 조정", by=make_user(role)
        )
    assert Rulebook.objects.count() == 3


def test_freezing_is_noted_once(central):
    rulebook = make_rulebook()
    frozen = freeze_rulebook(rulebook, by=central)
    again = freeze_rulebook(rulebook, by=central)
    assert frozen.frozen_at == again.frozen_at is not None
    assert Event.objects.filter(stream="rulebook/2010", verb="frozen").count() == 1


@pytest.mark.parametrize("deed", ["change", "unfreeze", "delete", "raw"])
def test_the_database_refuses_any_change_of_a_frozen_one(central, deed):
    rulebook = freeze_rulebook(make_rulebook(), by=central)
    with pytest.raises(DatabaseError, match="is frozen"), transaction.atomic():
        if deed == "change":
            Rulebook.objects.filter(pk=rulebook.pk).update(document={})
        elif deed == "unfreeze":
            Rulebook.objects.filter(pk=rulebook.pk).update(frozen_at=None)
        elif deed == "delete":
            rulebook.delete()
        else:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE programme_rulebook SET title_ko = 'x' WHERE id = %s", [rulebook.pk])
    rulebook.refresh_from_db()
    assert digest(rulebook.document) == rulebook.sha256


def test_a_successor_is_a_new_version_and_the_old_one_stays(central):
    old = freeze_rulebook(make_rulebook(), by=central)
    new = succeed_rulebook(old, document=shipped_document(scoring__pass_line="60"), change_note="기준점 60점", by=central)
    assert (new.ref, new.version, new.succeeds, new.is_frozen) == ("2010-v2", 2, old, False)
    assert (new.rules.scoring.pass_line.value, old.rules.scoring.pass_line.value) == (60, 70)
    assert Rulebook.objects.newest("2010") == new
    assert list(Event.objects.filter(stream="rulebook/2010").values_list("verb", flat=True)) == ["written", "frozen", "succeeded"]


def test_a_rulebook_is_succeeded_once_and_frozen_by_it(central):
    old = make_rulebook()
    succeed_rulebook(old, document=shipped_document(scoring__pass_line="60"), change_note="x", by=central)
    old.refresh_from_db()
    assert old.is_frozen
    with pytest.raises(DomainError) as caught:
        succeed_rulebook(old, document=shipped_document(scoring__pass_line="65"), change_note="x", by=central)
    assert caught.value.code == "already-succeeded"


@pytest.mark.parametrize(
    ("document", "note", "field", "words"),
    [
        ("{", "x", "document", "not JSON"),
        (lambda: shipped_document(scoring__pass_line="101"), "x", "document", "scoring.pass_line.value"),
        (lambda: shipped_document("2026"), "x", "document", "2010"),
        (lambda: shipped_document(), "x", "document", None),
        (lambda: shipped_document(scoring__pass_line="60"), "  ", "change_note", None),
    ],
)
def test_a_successor_must_hold_together_and_differ(central, document, note, field, words):
    with pytest.raises(InvalidInput) as caught:
        succeed_rulebook(make_rulebook(), document=document() if callable(document) else document, change_note=note, by=central)
    assert list(caught.value.errors) == [field]
    assert words is None or words in str(caught.value.errors[field])
    assert Rulebook.objects.filter(code="2010").count() == 1


def test_a_version_without_a_predecessor_cannot_exist(central):
    with pytest.raises(IntegrityError, match="only_the_first_version_succeeds_nothing"):
        Rulebook.objects.create(code="x", version=2, title_ko="x", title_en="x", document={}, sha256="0" * 64)
