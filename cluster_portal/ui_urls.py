"""The component page, and what its autosave, upload and presence samples talk to."""

from django.urls import path

from cluster_portal.views import ui

app_name = "ui"
urlpatterns = [
    path("", ui.components, name="component-list"),
    path("form/", ui.sample_form, name="form"),
    path("detail/", ui.sample_detail, name="detail"),
    path("score/", ui.sample_score, name="score"),
    path("autosave/", ui.autosave, name="autosave"),
    path("upload/", ui.upload, name="upload"),
    path("presence/", ui.presence, name="presence"),
    path("errors/<int:status>/", ui.error, name="error"),
]
