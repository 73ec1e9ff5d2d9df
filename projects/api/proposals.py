"""Proposals by machine: the same sight and the same actions as the pages."""

import datetime as dt
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import COMPANY_ROLES, User
from cluster_portal.shared.errors import require
from projects import access
from projects.actions.attach_file import attach_file
from projects.actions.decline_partnership import decline_partnership
from projects.actions.edit_partner import edit_partner
from projects.actions.edit_proposal import edit_proposal
from projects.actions.give_consent import give_consent
from projects.actions.invite_partner import invite_partner
from projects.actions.remove_file import remove_file
from projects.actions.remove_partner import remove_partner
from projects.actions.resend_invitation import resend_invitation
from projects.actions.save_answer import save_answer
from projects.actions.set_budget import set_budget
from projects.actions.start_proposal import start_proposal
from projects.actions.submit_proposal import submit_proposal
from projects.actions.withdraw_proposal import withdraw_proposal
from projects.api import proposal_serializers as shapes
from projects.models import Partner, Proposal, ProposalFile
from projects.queries.proposals import dossier, projects_list
from projects.states import ProposalStatus

FIELD = OpenApiParameter("field", OpenApiTypes.STR, OpenApiParameter.PATH, description="code of a text field")
PARTNER = OpenApiParameter("partner_id", OpenApiTypes.INT, OpenApiParameter.PATH)
FILE = OpenApiParameter("file_id", OpenApiTypes.INT, OpenApiParameter.PATH)
OF_PARTNER = r"partners/(?P<partner_id>[0-9]+)"


class NewestFirst(CursorPagination):
    """By key: page 400 costs what page 1 costs."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Any:
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and not str(cursor.position).isdecimal():
            raise NotFound(self.invalid_cursor_message)
        return cursor


class ProposalViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Joint proposals (공동과제 제안)."""

    audience = ("company", "hq", "central", "ministry", "auditor")
    audience_for_post = audience_for_put = audience_for_patch = audience_for_delete = "company"
    serializer_class = shapes.ProposalSerializer
    pagination_class = NewestFirst
    lookup_field = "ref"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    queryset = Proposal.objects.none()  # for the schema

    # --- Reading -----------------------------------------------------------------------

    def get_queryset(self) -> QuerySet[Proposal]:
        return Proposal.objects.visible_to(self._user)

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="words in reference, title or lead's name"),
            OpenApiParameter("call", str, description="reference of a call"),
            OpenApiParameter("region", str, description="region code"),
            OpenApiParameter("status", str, enum=ProposalStatus.values),
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = {name: str(text).replace("\x00", "")[:200] for name, text in request.query_params.items()}
        found = projects_list(self._user).matching(asked.get("q", ""))
        for name, column in (("call", "call__ref"), ("region", "region"), ("status", "status")):
            if asked.get(name):
                found = found.filter(**{column: asked[name]})
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(found), many=True).data)

    @extend_schema(responses=shapes.DossierSerializer)
    def retrieve(self, request: Request, ref: str = "") -> Response:
        return self._whole()

    @extend_schema(responses=shapes.BoardSerializer)
    @action(detail=True)
    def readiness(self, request: Request, ref: str = "") -> Response:
        """Partner by partner and for the whole: what is there and what is missing."""
        found = self._dossier()
        require(access.may_see_text(self._user, found.proposal))
        return Response(shapes.board_of(found))

    @extend_schema(responses=shapes.SubmissionSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def submissions(self, request: Request, ref: str = "") -> Response:
        """Every time it was handed in, the latest first."""
        return Response(shapes.SubmissionSerializer(self.get_object().submissions.order_by("-seq"), many=True).data)

    # --- Writing -----------------------------------------------------------------------

    @extend_schema(request=shapes.StartSerializer, responses={201: shapes.DossierSerializer})
    def create(self, request: Request) -> Response:
        """Begin a draft; the same firm, track and title under one call give the same draft."""
        given = self._given(shapes.StartSerializer)
        call = given.pop("call")
        if not type(call).objects.visible_to(self._user).filter(pk=call.pk).exists():
            raise Http404
        earlier = given.get("earlier")
        if earlier and not Proposal.objects.visible_to(self._user).filter(pk=earlier.pk).exists():
            raise Http404
        proposal = start_proposal(call, by=self._user, at=self._at, **given)
        return self._whole(proposal, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.EditSerializer, responses=shapes.DossierSerializer)
    def partial_update(self, request: Request, ref: str = "") -> Response:
        """Title, track or plant."""
        return self._whole(edit_proposal(self.get_object(), by=self._user, at=self._at, **self._given(shapes.EditSerializer)))

    @extend_schema(request=shapes.SaveAnswerSerializer, responses=shapes.AnswerSerializer, parameters=[FIELD])
    @action(detail=True, methods=["put"], url_path=r"answers/(?P<field>[a-z_]+)")
    def answers(self, request: Request, ref: str = "", field: str = "") -> Response:
        """One field's text. 409 `stale-version` tells what stands and who wrote it."""
        given = self._given(shapes.SaveAnswerSerializer)
        answer = save_answer(self.get_object(), field=field, by=self._user, at=self._at, **given)
        return Response(
            {
                "field": field,
                "text": answer.text,
                "version": answer.version,
                "by": str(answer.updated_by),
                "at": answer.updated_at,
            }
        )

    @extend_schema(request=shapes.AttachSerializer, responses={201: shapes.DossierSerializer})
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def files(self, request: Request, ref: str = "") -> Response:
        """A document the rulebook asks for; it replaces the one before."""
        given = self._given(shapes.AttachSerializer)
        proposal = self.get_object()
        partner = get_object_or_404(self._partners(), pk=given["partner"]) if "partner" in given else None
        attach_file(proposal, document=given["document"], upload=given["file"], partner=partner, by=self._user, at=self._at)
        return self._whole(proposal, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None}, parameters=[FILE])
    @action(detail=True, methods=["delete"], url_path=r"files/(?P<file_id>[0-9]+)")
    def file(self, request: Request, ref: str = "", file_id: str = "") -> Response:
        file = get_object_or_404(ProposalFile, pk=file_id, proposal=self.get_object())
        remove_file(file, by=self._user, at=self._at)
        return Response(status=status.HTTP_204_NO_CONTENT)

    # --- Partners ----------------------------------------------------------------------

    @extend_schema(request=shapes.InviteSerializer, responses={201: shapes.DossierSerializer})
    @action(detail=True, methods=["post"])
    def partners(self, request: Request, ref: str = "") -> Response:
        """Invite an organisation by business number or e-mail."""
        proposal = self.get_object()
        invite_partner(proposal, by=self._user, at=self._at, **self._given(shapes.InviteSerializer))
        return self._whole(proposal, status.HTTP_201_CREATED)

    @extend_schema(
        methods=["patch"], request=shapes.EditPartnerSerializer, responses=shapes.DossierSerializer, parameters=[PARTNER]
    )
    @extend_schema(methods=["delete"], request=None, responses={204: None}, parameters=[PARTNER])
    @action(detail=True, methods=["patch", "delete"], url_path=OF_PARTNER)
    def partner(self, request: Request, ref: str = "", partner_id: str = "") -> Response:
        """Role, task and plant; or out of the proposal, with its money and files."""
        partner = self._partner(partner_id)
        if request.method == "DELETE":
            remove_partner(partner, by=self._user, at=self._at)
            return Response(status=status.HTTP_204_NO_CONTENT)
        edit_partner(partner, by=self._user, at=self._at, **self._given(shapes.EditPartnerSerializer))
        return self._whole(partner.proposal)

    @extend_schema(request=shapes.BudgetSerializer, responses=shapes.DossierSerializer, parameters=[PARTNER])
    @action(detail=True, methods=["put"], url_path=rf"{OF_PARTNER}/budget")
    def budget(self, request: Request, ref: str = "", partner_id: str = "") -> Response:
        """All rows of one partner at once."""
        partner = self._partner(partner_id)
        set_budget(partner, by=self._user, at=self._at, **self._given(shapes.BudgetSerializer))
        return self._whole(partner.proposal)

    @extend_schema(request=shapes.ConsentSerializer, responses=shapes.DossierSerializer, parameters=[PARTNER])
    @action(detail=True, methods=["post"], url_path=rf"{OF_PARTNER}/consent")
    def consent(self, request: Request, ref: str = "", partner_id: str = "") -> Response:
        """Yes, to exactly the terms whose digest was read."""
        partner = self._partner(partner_id)
        give_consent(partner, by=self._user, at=self._at, **self._given(shapes.ConsentSerializer))
        return self._whole(partner.proposal)

    @extend_schema(request=shapes.DeclineSerializer, responses={204: None}, parameters=[PARTNER])
    @action(detail=True, methods=["post"], url_path=rf"{OF_PARTNER}/decline")
    def decline(self, request: Request, ref: str = "", partner_id: str = "") -> Response:
        """No, with the reason; the proposal can no longer be seen then."""
        decline_partnership(self._partner(partner_id), by=self._user, at=self._at, **self._given(shapes.DeclineSerializer))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None}, parameters=[PARTNER])
    @action(detail=True, methods=["post"], url_path=rf"{OF_PARTNER}/invitation")
    def invitation(self, request: Request, ref: str = "", partner_id: str = "") -> Response:
        """Ask once more."""
        resend_invitation(self._partner(partner_id), by=self._user, at=self._at)
        return Response(status=status.HTTP_204_NO_CONTENT)

    # --- Handing in ---------------------------------------------------------------------

    @extend_schema(request=shapes.SubmitSerializer, responses=shapes.SubmissionSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, ref: str = "") -> Response:
        """Hand in; sent twice, it answers with the same receipt. 422 lists what is missing, 409 `call-closed` tells both times."""
        digest = self._given(shapes.SubmitSerializer).get("digest")
        submission = submit_proposal(self.get_object(), by=self._user, at=self._at, expected_digest=digest)
        return Response(shapes.SubmissionSerializer(submission).data)

    @extend_schema(request=None, responses=shapes.DossierSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, ref: str = "") -> Response:
        """A draft again, until the call closes."""
        return self._whole(withdraw_proposal(self.get_object(), by=self._user, at=self._at))

    # --- Shared --------------------------------------------------------------------------

    @property
    def _user(self) -> User:
        """Signed in: the audience has seen to it."""
        return cast(User, self.request.user)

    @property
    def _at(self) -> dt.datetime:
        return cast(Any, self.request._request).arrived_at

    def _given(self, shape: Any) -> dict[str, Any]:
        serializer = shape(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def _dossier(self, proposal: Proposal | None = None) -> Any:
        try:
            return dossier(proposal or self.get_queryset().filter(ref=self.kwargs["ref"]))
        except Proposal.DoesNotExist:
            raise Http404 from None

    def _whole(self, proposal: Proposal | None = None, code: int = status.HTTP_200_OK) -> Response:
        user, found = self._user, self._dossier(proposal)
        context = {
            "may_see_text": access.may_see_text(user, found.proposal),
            "organisations": set(user.organisation_ids(*COMPANY_ROLES)),
        }
        return Response(shapes.DossierSerializer(found, context=context).data, status=code)

    def _partners(self) -> QuerySet[Partner]:
        return Partner.objects.filter(proposal__in=self.get_queryset().filter(ref=self.kwargs["ref"])).select_related(
            "proposal", "organisation"
        )

    def _partner(self, partner_id: str) -> Partner:
        return get_object_or_404(self._partners(), pk=partner_id)
