"""Reading the programme's frame by machine. Rulebooks are open; years and budgets are for offices."""

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, viewsets

from programme import queries
from programme.api import serializers
from programme.models import ProgrammeYear, RegionalBudget, Rulebook

OFFICES = ("hq", "central", "ministry", "auditor")


@extend_schema_view(retrieve=extend_schema(responses=serializers.RulebookDetailSerializer))
class RulebookViewSet(viewsets.ReadOnlyModelViewSet):
    """The rules, versioned; a value of the document carries its source."""

    audience = "public"
    serializer_class = serializers.RulebookSerializer
    lookup_field = "ref"
    lookup_value_regex = "[0-9a-z-]+"
    queryset = Rulebook.objects.none()  # tells the schema the model

    def get_queryset(self) -> QuerySet[Rulebook]:
        rulebooks = Rulebook.objects.visible_to(self.request.user).select_related("succeeds").defer("succeeds__document")
        return rulebooks if self.action == "retrieve" else rulebooks.defer("document")

    def get_object(self) -> Rulebook:
        try:
            return queries.rulebook_by_ref(self.get_queryset(), self.kwargs["ref"])
        except Rulebook.DoesNotExist as missing:
            raise Http404 from missing

    def get_serializer_class(self) -> type[serializers.RulebookSerializer]:
        return serializers.RulebookDetailSerializer if self.action == "retrieve" else serializers.RulebookSerializer


class ProgrammeYearViewSet(viewsets.ReadOnlyModelViewSet):
    """Programme years."""

    audience = OFFICES
    serializer_class = serializers.ProgrammeYearSerializer
    queryset = ProgrammeYear.objects.none()

    def get_queryset(self) -> QuerySet[ProgrammeYear]:
        return ProgrammeYear.objects.visible_to(self.request.user).select_related("rulebook")


@extend_schema_view(
    list=extend_schema(parameters=[OpenApiParameter("year", int), OpenApiParameter("region", str, description="region code")])
)
class RegionalBudgetViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What each region may grant in a year, and how much of it is committed."""

    audience = OFFICES
    serializer_class = serializers.RegionalBudgetSerializer
    queryset = RegionalBudget.objects.none()

    def get_queryset(self) -> QuerySet[RegionalBudget]:
        budgets = RegionalBudget.objects.visible_to(self.request.user).order_by("-year", "region__order")
        asked = self.request.query_params
        if year := asked.get("year"):
            budgets = budgets.filter(year=int(year)) if year.isdecimal() and len(year) <= 4 else budgets.none()
        if region := asked.get("region"):
            budgets = budgets.filter(region=region.replace("\x00", ""))
        return budgets
