"""The addresses of the experts' pool."""

from django.urls import path

from consultants.views import entries, experts

app_name = "consultants"

urlpatterns = [
    path("", experts.expert_list, name="expert-list"),
    path("new/", experts.expert_add, name="expert-add"),
    path("statistics/", experts.pool_statistics, name="pool-statistics"),
    path("me/", experts.my_profile, name="expert-me"),
    path("<int:pk>/", experts.expert_detail, name="expert-detail"),
    path("<int:pk>/edit/", experts.expert_edit, name="expert-edit"),
    path("<int:pk>/confirm/", entries.profile_confirm, name="profile-confirm"),
    path("<int:pk>/<slug:kind>/new/", entries.entry_add, name="entry-add"),
    path("<int:pk>/<slug:kind>/<int:entry>/edit/", entries.entry_edit, name="entry-edit"),
    path("<int:pk>/<slug:kind>/<int:entry>/remove/", entries.entry_remove, name="entry-remove"),
]
