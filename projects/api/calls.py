"""Calls: open to all to read; offices write, publish, amend and extend by the same actions as the pages."""

from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from projects.actions.amend_call import amend_call
from projects.actions.edit_call import edit_call
from projects.actions.extend_call import extend_call
from projects.actions.prepare_call import prepare_call
from projects.actions.publish_call import publish_call
from projects.api.call_serializers import (
    AmendSerializer,
    CallDetailSerializer,
    CallSerializer,
    ExtendSerializer,
    PublishSerializer,
    WrittenCallSerializer,
)
from projects.models import Call
from projects.queries import calls as queries


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("tab", str, enum=list(queries.TABS), description="by the clock; without it, all"),
            OpenApiParameter("region", str, description="region code; calls of all seven regions are always among them"),
            OpenApiParameter("q", str, description="words in the title"),
        ]
    ),
    create=extend_schema(request=WrittenCallSerializer, responses={201: CallDetailSerializer}),
    update=extend_schema(request=WrittenCallSerializer, responses=CallDetailSerializer),
)
class CallViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Calls for proposals (공고)."""

    audience = "public"
    audience_for_post = ("hq", "central")
    audience_for_put = ("hq", "central")
    lookup_field = "ref"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    queryset = Call.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet:
        if self.action != "list":
            return Call.objects.visible_to(self.request.user).select_related("rulebook", "region", "year")
        asked = {name: str(text).replace("\x00", "")[:200] for name, text in self.request.query_params.items()}
        calls = queries.matching(queries.listed_calls(self.request.user), asked.get("q", ""))
        if asked.get("tab") in queries.TABS:
            calls = calls.filter(queries.in_tab(asked["tab"], self._at)).order_by(*queries.ORDERS[asked["tab"]])
        if asked.get("region"):
            calls = calls.filter(region=asked["region"]) | calls.filter(region__isnull=True)
        return calls if calls.ordered else calls.order_by("-closes_at", "-id")

    @property
    def _at(self) -> Any:
        return self.request._request.arrived_at  # type: ignore[attr-defined]

    @property
    def _writer(self) -> User:
        return cast(User, self.request.user)  # `audience_for_…` lets nobody write who is not signed in

    def get_serializer_class(self) -> Any:
        return CallSerializer if self.action == "list" else CallDetailSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "at": getattr(getattr(self.request, "_request", None), "arrived_at", None)}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        context = self.get_serializer_context() | {"tracks": queries.track_lines(page)}
        return self.get_paginated_response(CallSerializer(page, many=True, context=context).data)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        call = prepare_call(self._written(request), by=self._writer, at=self._at)
        return Response(self.get_serializer(call).data, status=status.HTTP_201_CREATED)

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        call = edit_call(self.get_object(), self._written(request), by=self._writer, at=self._at)
        return Response(self.get_serializer(call).data)

    def _written(self, request: Request) -> Any:
        serializer = WrittenCallSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.description()

    @extend_schema(request=PublishSerializer, responses=CallDetailSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, ref: str = "") -> Response:
        serializer = PublishSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        call = publish_call(self.get_object(), by=self._writer, at=self._at, **serializer.validated_data)
        return Response(self.get_serializer(call).data)

    @extend_schema(request=ExtendSerializer, responses=CallDetailSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, ref: str = "") -> Response:
        serializer = ExtendSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        call = self.get_object()
        extend_call(call, by=self._writer, at=self._at, **serializer.validated_data)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=AmendSerializer, responses=CallDetailSerializer)
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, ref: str = "") -> Response:
        serializer = AmendSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        amend_call(self.get_object(), by=self._writer, at=self._at, **serializer.change())
        return Response(self.get_serializer(self.get_object()).data)
