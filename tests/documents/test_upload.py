"""The upload page part: JSON for the script, a redirect without it, the reason when refused."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import path

from cluster_portal.urls import urlpatterns as portal_urls
from documents.actions.store_file import store_file
from documents.models import StoredFile
from documents.views.upload import UploadView
from tests.factories.documents import make_pdf

JSON = {"HTTP_ACCEPT": "application/json"}


class BoxUpload(UploadView):
    audience = "member"

    def receive(self, request, upload, *, box_id):
        return store_file(upload, name=upload.name, about_type="box", about_id=box_id, by=request.user)

    def delete_url(self, stored):
        return f"/boxes/files/{stored.pk}/remove/"


urlpatterns = [path("boxes/<int:box_id>/files/", BoxUpload.as_view()), *portal_urls]


@pytest.fixture(autouse=True)
def boxes(settings):
    settings.ROOT_URLCONF = "tests.documents.test_upload"


def pdf(name="계획서.pdf", content=None):
    return SimpleUploadedFile(name, content or make_pdf(), content_type="application/octet-stream")


def test_a_stored_file_is_answered_as_the_script_expects(box, client):
    client.force_login(box.owner)
    response = client.post("/boxes/7/files/", {"file": pdf()}, **JSON)
    stored = StoredFile.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": str(stored.pk),
        "name": "계획서.pdf",
        "size": stored.size,
        "url": f"/documents/{stored.pk}/",
        "delete_url": f"/boxes/files/{stored.pk}/remove/",
    }


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({"file": SimpleUploadedFile("a.pdf", b"<html>")}, 422, "unknown-type"),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, 422, "empty"),
        ({}, 422, "missing"),
    ],
)
def test_a_refusal_says_why(box, client, data, status, code):
    client.force_login(box.owner)
    response = client.post("/boxes/7/files/", data, **JSON)
    assert response.status_code == status
    assert response.json()["code"] == code
    assert len(response.json()["detail"]) > 10
    assert not StoredFile.objects.exists()


def test_a_stranger_is_refused(box, client):
    client.force_login(box.stranger)
    response = client.post("/boxes/7/files/", {"file": pdf()}, **JSON)
    assert (response.status_code, response.json()["code"]) == (403, "not-allowed")


def test_too_large_a_file_is_dropped_on_arrival(box, client, settings):
    settings.UPLOAD_LIMIT_BYTES = 100_000
    client.force_login(box.owner)
    response = client.post("/boxes/7/files/", {"file": pdf(content=make_pdf() + b" " * 200_000)}, **JSON)
    assert (response.status_code, response.json()["code"]) == (422, "too-large")


def test_without_scripts_the_browser_goes_back_to_the_page_with_a_message(box, client):
    client.force_login(box.owner)
    page = {"HTTP_REFERER": "http://testserver/boxes/7/"}
    good = client.post("/boxes/7/files/", {"file": pdf()}, **page)
    bad = client.post("/boxes/7/files/", {"file": SimpleUploadedFile("a.pdf", b"text")}, **page)
    assert (good.status_code, good["Location"]) == (302, "http://testserver/boxes/7/")
    assert (bad.status_code, bad["Location"]) == (302, "http://testserver/boxes/7/")
    assert [message.level_tag for message in get_messages(bad.wsgi_request)] == ["error"]
    assert StoredFile.objects.count() == 1


def test_a_foreign_referer_is_not_followed(box, client):
    client.force_login(box.owner)
    response = client.post("/boxes/7/files/", {"file": pdf()}, HTTP_REFERER="https://evil.example/")
    assert response["Location"] == "/"
