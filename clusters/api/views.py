"""Reference data is open to all; plants only to whom their pages are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from clusters import queries
from clusters.actions.close_plant import close_plant
from clusters.actions.register_plant import register_plant
from clusters.actions.update_plant import update_plant
from clusters.api import serializers
from clusters.forms import ComplexFilterForm
from clusters.models import Complex, Indicator, Industry, Plant


class RegionViewSet(viewsets.ReadOnlyModelViewSet):
    """The seven regions with their visions of 2010."""

    audience = "public"
    lookup_field = "code"
    serializer_class = serializers.RegionSerializer

    def get_queryset(self) -> QuerySet:
        return queries.regions_with_counts()


def _parameter(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=description)


def _asked(request: Any, name: str) -> str:
    """A filter from the address; nothing where only the schema is made."""
    return request.query_params.get(name, "").replace("\x00", "").strip() if request else ""


@extend_schema_view(
    list=extend_schema(
        parameters=[
            _parameter("q", "words in name, place or documented industries"),
            _parameter("region", "region code"),
            _parameter("type", "national, general or agro"),
            _parameter("role", "hub, spoke or unknown"),
            _parameter("selection", "named, named-municipality or rule"),
        ]
    )
)
class ComplexViewSet(viewsets.ReadOnlyModelViewSet):
    """The 193 complexes, with the filters of the page."""

    audience = "public"
    lookup_value_regex = "[a-z0-9-]+"

    def get_queryset(self) -> QuerySet:
        complexes = Complex.objects.all()
        if self.action != "list" or not self.request:
            return complexes
        asked = ComplexFilterForm(self.request.query_params)
        if not asked.is_valid():
            raise ValidationError(
                {name: list(map(str, wrong)) for name, wrong in asked.errors.items()}
            )  # a machine that asked for something else must not take all for the answer
        return asked.narrow(complexes)

    def get_serializer_class(self) -> Any:
        return serializers.ComplexSerializer if self.action == "list" else serializers.ComplexDetailSerializer


@extend_schema_view(list=extend_schema(parameters=[_parameter("q", "words in a name, or the first digits of a code")]))
class IndustryViewSet(viewsets.ReadOnlyModelViewSet):
    """The manufacturing lines of KSIC revision 10."""

    audience = "public"
    lookup_field = "code"
    serializer_class = serializers.IndustrySerializer

    def get_queryset(self) -> QuerySet:
        words = _asked(self.request, "q")
        found = Industry.objects.all()
        if words.isdigit():
            return found.filter(code__startswith=words)
        return found.filter(name_ko__icontains=words) if words else found


@extend_schema_view(
    list=extend_schema(
        parameters=[
            _parameter("scope", "programme, national, complex or figure"),
            _parameter("complex", "complex code"),
            _parameter("metric", "production, exports, employment, …"),
            _parameter("period", "2004, 2007H1, 2026Q1, …"),
        ]
    )
)
class IndicatorViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Published figures; units differ by row, as published."""

    audience = "public"
    serializer_class = serializers.IndicatorSerializer

    def get_queryset(self) -> QuerySet:
        asked = {name: _asked(self.request, name) for name in ("scope", "complex", "metric", "period")}
        return Indicator.objects.filter(**{name: value for name, value in asked.items() if value})


class PlantViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, mixins.UpdateModelMixin, viewsets.GenericViewSet
):
    """Plants and their eligibility. A firm sees its own, a regional HQ those of its region."""

    audience = ("company", "hq", "central", "ministry", "auditor")
    audience_for_post = "company"
    audience_for_patch = "company"
    http_method_names = ("get", "head", "options", "post", "patch")
    serializer_class = serializers.PlantSerializer
    request: Any  # of a signed-in person, as its audience says
    queryset = Plant.objects.none()  # for the schema; people see what get_queryset says

    def get_queryset(self) -> QuerySet:
        return Plant.objects.visible_to(self.request.user).with_facts()

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        context = {**self.get_serializer_context(), "eligibilities": queries.eligibilities_of(page)}
        return self.get_paginated_response(self.serializer_class(page, many=True, context=context).data)

    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        serializer: Any = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        plant = register_plant(serializer.validated_data["organisation"], serializer.description(), by=request.user)
        return Response(self.get_serializer(plant).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        plant = self.get_object()
        serializer: Any = self.get_serializer(plant, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        update_plant(plant, serializer.description(), by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=serializers.PlantSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Any, pk: str | None = None) -> Response:
        plant = close_plant(self.get_object(), by=request.user)
        return Response(self.get_serializer(plant).data)
