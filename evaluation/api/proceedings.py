"""What surrounds the scores, to be read by machine: objections, meetings with their papers, what appeals changed."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from evaluation import access
from evaluation.api import serializers as shapes
from evaluation.api.lists import ByKey, narrowed, parameter
from evaluation.models import Addendum, Meeting, Objection
from evaluation.queries.addenda import public_addenda
from evaluation.queries.meetings import agenda_as_known
from evaluation.queries.minutes import standing_papers
from evaluation.states import MeetingStatus, ObjectionStatus, PaperKind

BY_ROUND = parameter("round", "reference of a round")


@extend_schema_view(
    list=extend_schema(parameters=[BY_ROUND, parameter("region", "region code"), parameter("call", "reference of a call")])
)
class AddendumViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """What upheld appeals changed of released lists, open to everyone. The lists themselves stay (`results`)."""

    audience = "public"
    serializer_class = shapes.AddendumSerializer
    pagination_class = ByKey
    queryset = Addendum.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[Addendum]:
        columns = {"round": "round__ref", "region": "round__region", "call": "round__call__ref"}
        return narrowed(public_addenda(), self.request.query_params, columns)


@extend_schema_view(
    list=extend_schema(
        parameters=[parameter("proposal", "reference of a proposal"), parameter("status", "status", list(ObjectionStatus.values))]
    )
)
class ObjectionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Objections to evaluators: the lead's own, or those the reader decides on or oversees."""

    audience = ("company", "hq", "central", "auditor")
    serializer_class = shapes.ObjectionSerializer
    pagination_class = ByKey
    queryset = Objection.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[Objection]:
        found = Objection.objects.visible_to(self.request.user).select_related("proposal")
        return narrowed(found, self.request.query_params, {"proposal": "proposal__ref", "status": "status"})


@extend_schema_view(list=extend_schema(parameters=[BY_ROUND, parameter("status", "status", list(MeetingStatus.values))]))
class MeetingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Meetings of panels: for those who run and oversee them, and from the announcement on for the panel."""

    audience = ("hq", "central", "auditor", "evaluator")
    serializer_class = shapes.MeetingSerializer
    pagination_class = ByKey
    queryset = Meeting.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[Meeting]:
        found = Meeting.objects.visible_to(self.request.user).joined()
        return narrowed(found, self.request.query_params, {"round": "round__ref", "status": "status"})

    @extend_schema(responses=shapes.AgendaItemSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def agenda(self, request: Request, pk: str | None = None) -> Response:
        """Its lines in their order."""
        return Response(shapes.AgendaItemSerializer(agenda_as_known(self.get_object(), self._reader), many=True).data)

    @extend_schema(responses=shapes.MinutesSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def papers(self, request: Request, pk: str | None = None) -> Response:
        """Minutes and result sheet as they stand, with their signatures; a result sheet once the reader may see scores."""
        meeting, user = self.get_object(), self._reader
        if not access.may_see_progress(user, meeting.round):
            raise Http404
        kinds = [kind for kind in PaperKind if access.may_see_paper(user, meeting.round, kind)]
        return Response(shapes.MinutesSerializer(standing_papers(meeting, kinds), many=True).data)

    @property
    def _reader(self) -> Any:
        return self.request.user
