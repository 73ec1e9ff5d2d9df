"""A file is kept once, whole, under its hash, and its thing's history says so."""

import hashlib
import io
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from audit.models import Event
from cluster_portal.shared.errors import NotAllowed
from documents import store
from documents.actions.remove_file import remove_file
from documents.actions.store_file import store_file
from documents.inspection import RefusedFile
from documents.models import StoredFile
from tests.factories.documents import make_pdf, make_picture


def put(box, content=None, name="계획서.pdf", by=None):
    return store_file(io.BytesIO(content or make_pdf(3)), name=name, about_type="box", about_id=box.id, by=by or box.owner)


def kept_files(settings):
    return sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_hash_and_described(box, settings):
    content = make_pdf(3)
    stored = put(box, content, name="C:\\tmp\\계획서.pdf")
    digest = hashlib.sha256(content).hexdigest()
    row = StoredFile.objects.get()
    assert (row.name, row.kind, row.mime, row.size, row.pages) == ("계획서.pdf", "pdf", "application/pdf", len(content), 3)
    assert (row.sha256, row.uploaded_by, row.about_type, row.about_id) == (digest, box.owner, "box", "7")
    assert kept_files(settings) == [settings.MEDIA_ROOT / digest[:2] / digest[2:4] / digest]
    assert kept_files(settings)[0].stat().st_mode & 0o777 == 0o600
    with store.open_kept(stored.sha256) as kept:
        assert kept.read() == content


def test_the_history_of_the_thing_gains_a_line(box):
    stored = put(box)
    event = Event.objects.get(stream="box/7")
    assert (event.verb, event.actor) == ("file-stored", box.owner.key)
    assert event.data == {
        "file": str(stored.pk),
        "name": "계획서.pdf",
        "kind": "pdf",
        "size": stored.size,
        "sha256": stored.sha256,
    }


def test_the_same_content_twice_is_kept_once(box, settings):
    content = make_pdf()
    first, second = put(box, content, "a.pdf"), put(box, content, "b.pdf")
    assert first.pk != second.pk
    assert len(kept_files(settings)) == 1
    assert list(StoredFile.objects.about("box", 7)) == [second, first]


def test_a_refused_file_leaves_nothing(box, settings):
    with pytest.raises(RefusedFile):
        put(box, make_picture("PNG"), "plan.pdf")
    assert not StoredFile.objects.exists()
    assert not Event.objects.filter(stream=box.stream).exists()
    assert not settings.MEDIA_ROOT.exists()


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_only_those_who_may_write_store_or_remove(box, who):
    person = getattr(box, who)
    with pytest.raises(NotAllowed):
        put(box, by=person)
    stored = put(box)
    with pytest.raises(NotAllowed):
        remove_file(stored, by=person)
    assert StoredFile.objects.get().removed_at is None


def test_nobody_writes_to_a_kind_of_thing_that_nobody_answers_for(box):
    with pytest.raises(NotAllowed):
        store_file(io.BytesIO(make_pdf()), name="a.pdf", about_type="unknown", about_id=1, by=box.owner)


def test_the_portal_itself_attaches_what_it_made(box):
    assert put(box, by=User.objects.system()).uploaded_by == User.objects.system()


def test_a_failed_write_leaves_no_half_file(box, settings, monkeypatch):
    def full_disk(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr(store.shutil, "copyfileobj", full_disk)
    with pytest.raises(OSError, match="No space"):
        put(box)
    assert kept_files(settings) == []
    assert not StoredFile.objects.exists()


def test_two_threads_keep_one_whole_copy(settings):
    content = make_picture("PNG", (1200, 900))
    digest = hashlib.sha256(content).hexdigest()
    gate = threading.Barrier(4)

    def keep():
        gate.wait()
        store.keep(io.BytesIO(content), digest)

    threads = [threading.Thread(target=keep) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.read_bytes() for path in kept_files(settings)] == [content]


def test_removing_takes_the_file_off_but_keeps_the_bytes(box, settings):
    stored = put(box)
    removed = remove_file(stored, by=box.owner)
    again = remove_file(stored, by=box.owner)
    assert removed.removed_at == again.removed_at is not None
    assert not StoredFile.objects.about("box", 7).exists()
    assert len(kept_files(settings)) == 1
    assert list(Event.objects.filter(stream=box.stream).order_by("seq").values_list("verb", flat=True)) == [
        "file-stored",
        "file-removed",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_file_removed_twice_at_once_is_removed_once(box):
    stored = put(box)

    def again():
        remove_file(stored, by=box.owner)
        connection.close()

    other = threading.Thread(target=again)
    with transaction.atomic():
        remove_file(stored, by=box.owner)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()
    other.join()
    assert Event.objects.filter(stream=box.stream, verb="file-removed").count() == 1


@pytest.mark.parametrize("spoilt", [{"size": 0}, {"size": 20 * 1024 * 1024 + 1}, {"sha256": "A" * 64}, {"sha256": ""}])
def test_the_database_refuses_impossible_files(box, spoilt):
    fields = {"about_type": "box", "about_id": "7", "name": "a.pdf", "kind": "pdf", "mime": "application/pdf"}
    whole = {**fields, "size": 5, "sha256": "a" * 64, "uploaded_by": box.owner}
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(**{**whole, **spoilt})
    assert StoredFile.objects.create(**whole).pk
