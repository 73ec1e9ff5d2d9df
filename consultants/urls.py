"""The addresses of the experts' pool."""

from django.urls import path

from consultants.views import experts

app_name = "consultants"

urlpatterns = [
    path("", experts.expert_list, name="expert-list"),
    path("new/", experts.expert_add, name="expert-add"),
    path("me/", experts.my_profile, name="expert-me"),
    path("<int:pk>/", experts.expert_detail, name="expert-detail"),
    path("<int:pk>/edit/", experts.expert_edit, name="expert-edit"),
]
