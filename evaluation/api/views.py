"""Rounds, score sheets and results by machine: the same sight and the same actions as the pages."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from evaluation import access
from evaluation.actions.abstain import abstain
from evaluation.actions.file_appeal import file_appeal
from evaluation.actions.save_appeal import save_appeal
from evaluation.actions.save_score import save_score
from evaluation.actions.seal_sheet import seal_sheet
from evaluation.actions.start_appeal import start_appeal
from evaluation.actions.withdraw_appeal import withdraw_appeal
from evaluation.api import serializers as shapes
from evaluation.api.lists import ByKey, ByTime, InOrder, narrowed, parameter
from evaluation.models import Appeal, Round, Sheet, Standing
from evaluation.queries.blind import cover
from evaluation.queries.conflicts import rulings_in
from evaluation.queries.ranking import standings_of
from evaluation.queries.results import my_result, public_rows
from evaluation.queries.rounds import evidence_in
from evaluation.states import RoundStatus, SheetStatus

STAFF = ("hq", "central", "ministry", "auditor")


@extend_schema_view(
    list=extend_schema(
        parameters=[
            parameter("region", "region code"),
            parameter("call", "reference of a call"),
            parameter("status", "status", list(RoundStatus.values)),
        ]
    )
)
class RoundViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Evaluation rounds and their progress, for those who run or oversee them."""

    audience = STAFF
    serializer_class = shapes.RoundSerializer
    pagination_class = ByKey
    lookup_field = "ref"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    queryset = Round.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[Round]:
        found = Round.objects.visible_to(self.request.user).joined()
        return narrowed(found, self.request.query_params, {"region": "region", "call": "call__ref", "status": "status"})

    @extend_schema(responses=shapes.StandingSerializer(many=True))
    @action(detail=True, pagination_class=InOrder)
    def ranking(self, request: Request, ref: str = "") -> Response:
        """The list in the order of places, once the phase lets the reader see it."""
        round = self.get_object()
        if not access.may_see_ranking(request.user, round):  # type: ignore[arg-type]
            raise Http404
        page = self.paginate_queryset(standings_of(request.user, round))
        return self.get_paginated_response(shapes.StandingSerializer(page, many=True).data)

    @extend_schema(responses=shapes.RulingSerializer(many=True))
    @action(detail=True)
    def rulings(self, request: Request, ref: str = "") -> Response:
        """What was ruled on conflicts with the round's proposals, newest first; the facts themselves are on the page."""
        round = self.get_object()
        if not access.may_see_conflicts(request.user, round):  # type: ignore[arg-type]
            raise Http404
        page = self.paginate_queryset(rulings_in(round))
        return self.get_paginated_response(shapes.RulingSerializer(page, many=True).data)

    @extend_schema(responses=shapes.EvidenceSerializer(many=True))
    @action(detail=True, pagination_class=ByTime)
    def evidence(self, request: Request, ref: str = "") -> Response:
        """Files that prove bonus and penalty points, with their hashes; the files themselves are on their own addresses."""
        round = self.get_object()
        if not access.may_see_progress(request.user, round):  # type: ignore[arg-type]
            raise Http404
        page = self.paginate_queryset(evidence_in(round))
        return self.get_paginated_response(shapes.EvidenceSerializer(page, many=True).data)


def _covered(sheets: list[Sheet]) -> list[Sheet]:
    """As the evaluator knows their proposals: in blind rounds by code names."""
    rounds = {sheet.round_id: sheet.round for sheet in sheets}
    for pk, round in rounds.items():
        cover(round, [sheet for sheet in sheets if sheet.round_id == pk])
    return sheets


@extend_schema_view(
    list=extend_schema(
        parameters=[
            parameter("round", "reference of a round"),
            parameter("status", "status", list(SheetStatus.values)),
        ]
    )
)
class SheetViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The evaluator's own score sheets: read, save, seal, abstain."""

    audience = "evaluator"
    serializer_class = shapes.SheetSerializer
    pagination_class = ByKey
    queryset = Sheet.objects.none()  # for the schema
    request: Any

    def get_queryset(self) -> QuerySet[Sheet]:
        own = Sheet.objects.visible_to(self.request.user).filter(member__expert__user=self.request.user).joined()
        return narrowed(own, self.request.query_params, {"round": "round__ref", "status": "status"})

    def paginate_queryset(self, queryset: Any) -> Any:
        return _covered(super().paginate_queryset(queryset) or [])

    def get_object(self) -> Sheet:
        return _covered([super().get_object()])[0]

    @extend_schema(request=shapes.SaveSerializer, responses=shapes.SheetSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Save some lines. 409 `stale-version` with what stands now when another device saved in between."""
        sheet = save_score(self.get_object(), by=request.user, at=self._at, **self._given(shapes.SaveSerializer))  # type: ignore[arg-type]
        return Response(self.get_serializer(_covered([sheet])[0]).data)

    @extend_schema(request=shapes.VersionSerializer, responses=shapes.SealSerializer)
    @action(detail=True, methods=["post"])
    def seal(self, request: Request, pk: str | None = None) -> Response:
        """Sign the sheet. 422 `not-ready` with what is missing. Repeating it gives the same seal."""
        seal = seal_sheet(self.get_object(), by=request.user, at=self._at, **self._given(shapes.VersionSerializer))  # type: ignore[arg-type]
        return Response(shapes.SealSerializer(seal).data)

    @extend_schema(request=shapes.AbstainSerializer, responses=shapes.SheetSerializer)
    @action(detail=True, methods=["post"])
    def abstain(self, request: Request, pk: str | None = None) -> Response:
        """Give the sheet up, with a reason."""
        sheet = abstain(self.get_object(), by=request.user, at=self._at, **self._given(shapes.AbstainSerializer))  # type: ignore[arg-type]
        return Response(self.get_serializer(_covered([sheet])[0]).data)

    @property
    def _at(self) -> Any:
        return self.request.arrived_at

    def _given(self, shape: type) -> dict[str, Any]:
        serializer = shape(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


@extend_schema_view(
    list=extend_schema(
        parameters=[
            parameter("round", "reference of a round"),
            parameter("region", "region code"),
            parameter("call", "reference of a call"),
        ]
    )
)
class ResultViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Results of released rounds, open to everyone."""

    audience = "public"
    serializer_class = shapes.ResultSerializer
    pagination_class = ByKey
    queryset = Standing.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[Standing]:
        columns = {"round": "round__ref", "region": "round__region", "call": "round__call__ref"}
        return narrowed(public_rows(), self.request.query_params, columns)


class AppealViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The own organisation's appeals: begin, write, file, withdraw. Papers are attached on the page."""

    audience = "company"
    serializer_class = shapes.AppealSerializer
    pagination_class = ByKey
    queryset = Appeal.objects.none()  # for the schema
    request: Any

    def get_queryset(self) -> QuerySet[Appeal]:
        return Appeal.objects.visible_to(self.request.user).joined()

    @extend_schema(request=shapes.StartAppealSerializer, responses={201: shapes.AppealSerializer})
    def create(self, request: Request) -> Response:
        """A draft against the released result of a proposal, or the appeal that is there."""
        given = self._given(shapes.StartAppealSerializer)
        try:
            standing = my_result(request.user, given["proposal"])
        except Standing.DoesNotExist:
            raise Http404 from None
        started = start_appeal(standing, by=request.user, at=self._at)  # type: ignore[arg-type]
        return self._shown(started, status=201)

    @extend_schema(request=shapes.SaveAppealSerializer, responses=shapes.AppealSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Save the draft. 409 `stale-version` with what stands now when somebody saved in between."""
        given = self._given(shapes.SaveAppealSerializer)
        version = given.pop("version")
        saved = save_appeal(self.get_object(), by=request.user, base_version=version, at=self._at, **given)  # type: ignore[arg-type]
        return self._shown(saved)

    @extend_schema(request=None, responses=shapes.AppealSerializer)
    @action(detail=True, methods=["post"])
    def file(self, request: Request, pk: str | None = None) -> Response:
        """Hand it in. 422 `not-ready` with what is missing; one second late is refused. Repeating it changes nothing."""
        return self._shown(file_appeal(self.get_object(), by=request.user, at=self._at))  # type: ignore[arg-type]

    @extend_schema(request=None, responses=shapes.AppealSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Take it back, until its review begins."""
        return self._shown(withdraw_appeal(self.get_object(), by=request.user, at=self._at))  # type: ignore[arg-type]

    @property
    def _at(self) -> Any:
        return self.request.arrived_at

    def _given(self, shape: type) -> dict[str, Any]:
        serializer = shape(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def _shown(self, appeal: Appeal, status: int = 200) -> Response:
        return Response(self.get_serializer(appeal).data, status=status)
