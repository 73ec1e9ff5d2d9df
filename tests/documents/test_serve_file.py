"""Files go to those who may read their thing, under headers that let them do nothing."""

import io
import uuid

import pytest

from audit.models import PersonalDataAccess
from documents import store
from documents.actions.remove_file import remove_file
from documents.actions.store_file import store_file
from tests.documents.conftest import register_box
from tests.factories.documents import make_docx, make_pdf, make_picture


def put(box, content=None, name="계획서 1.pdf"):
    return store_file(io.BytesIO(content or make_pdf()), name=name, about_type="box", about_id=box.id, by=box.owner)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("who", ["owner", "reader"])
def test_who_may_read_gets_the_bytes(box, client, who):
    content = make_pdf(2)
    stored = put(box, content)
    client.force_login(getattr(box, who))
    response = client.get(stored.get_absolute_url())
    assert response.status_code == 200
    assert body(response) == content
    assert response["Content-Length"] == str(len(content))


def test_the_unseen_is_not_found(box, client):
    stored = put(box)
    client.force_login(box.stranger)
    assert client.get(stored.get_absolute_url()).status_code == 404
    assert client.get(f"/documents/{uuid.uuid4()}/").status_code == 404


def test_a_visitor_is_asked_to_sign_in_whether_the_file_exists_or_not(box, client):
    for address in (put(box).get_absolute_url(), f"/documents/{uuid.uuid4()}/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=/documents/")


def test_a_public_file_is_for_everybody(box, client):
    from documents import access

    access.register("box", may_read=lambda _user, _file: True, may_write=lambda user, _id: user == box.owner)
    assert client.get(put(box).get_absolute_url()).status_code == 200


def test_a_file_is_saved_with_its_korean_name_and_can_do_nothing(box, client):
    client.force_login(box.owner)
    response = client.get(put(box).get_absolute_url())
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%EA%B3%84%ED%9A%8D%EC%84%9C%201.pdf"
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("content", "name", "disposition", "sandboxed"),
    [
        (make_pdf(), "a.pdf", 'inline; filename="a.pdf"', False),
        (make_picture("PNG"), "a.png", 'inline; filename="a.png"', True),
        (make_picture("JPEG"), "a.jpg", 'inline; filename="a.jpg"', True),
        (make_docx(), "a.docx", 'attachment; filename="a.docx"', True),
    ],
)
def test_only_pdf_and_pictures_are_shown_in_the_browser(box, client, content, name, disposition, sandboxed):
    client.force_login(box.owner)
    response = client.get(put(box, content, name).get_absolute_url() + "?inline=1")
    assert response["Content-Disposition"] == disposition
    assert ("sandbox" in response["Content-Security-Policy"]) is sandboxed
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_removed_file_is_gone_except_where_a_version_keeps_it(box, client):
    stored = put(box)
    remove_file(stored, by=box.owner)
    client.force_login(box.reader)
    assert client.get(stored.get_absolute_url()).status_code == 404
    register_box(box.owner, readers=[], may_read_removed=lambda user, _file: user == box.reader)
    assert client.get(stored.get_absolute_url()).status_code == 200


def test_reading_personal_data_is_counted(box, client):
    stored = put(box)
    rules = {"personal": lambda user, file: box.owner if user != file.uploaded_by else None}
    register_box(box.owner, readers=[box.owner, box.reader], **rules)
    for person in (box.owner, box.reader):
        client.force_login(person)
        assert client.get(stored.get_absolute_url()).status_code == 200
    row = PersonalDataAccess.objects.get()
    assert (row.actor, row.subject, row.what) == (box.reader.key, box.owner.key, f"file {stored.pk}")
    assert row.address == "127.0.0.1"


def test_a_file_lost_from_the_store_is_not_found(box, client):
    stored = put(box)
    store.path_of(stored.sha256).unlink()
    client.force_login(box.owner)
    assert client.get(stored.get_absolute_url()).status_code == 404


def test_nothing_but_reading_is_answered(box, client):
    client.force_login(box.owner)
    address = put(box).get_absolute_url()
    assert client.post(address).status_code == 405
    assert client.delete(address).status_code == 405
