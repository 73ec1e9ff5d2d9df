"""Organisations as data: one's own for companies, all for staff."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets

from accounts import access
from accounts.actions.register_organisation import register_organisation
from accounts.models import Organisation


class OrganisationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = ("id", "brn", "name_ko", "name_en", "kind", "family", "representative", "address", "is_demo")
        read_only_fields = ("id", "is_demo")
        # With or without dashes. A taken number is the action's refusal, which also tells the way to join.
        extra_kwargs: dict[str, Any] = {"brn": {"validators": [], "max_length": 12}}

    def create(self, validated_data: dict) -> Organisation:
        return register_organisation(by=self.context["request"].user, **validated_data)


@extend_schema(tags=["organisations"])
class OrganisationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, viewsets.GenericViewSet):
    audience = "member"
    serializer_class = OrganisationSerializer
    queryset = Organisation.objects.none()

    def get_queryset(self):
        return Organisation.objects.filter(access.organisations_visible_to(self.request.user)).order_by("pk")
