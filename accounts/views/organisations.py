"""A firm's own pages: register, join, members."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View

from accounts import access, queries
from accounts.actions.answer_join_request import answer_join_request
from accounts.actions.ask_to_join import ask_to_join
from accounts.actions.edit_organisation import edit_organisation
from accounts.actions.end_role import end_role
from accounts.actions.invite_person import invite_person
from accounts.actions.register_organisation import AlreadyRegistered, register_organisation
from accounts.actions.revoke_invitation import revoke_invitation
from accounts.forms import InviteMemberForm, JoinForm, OrganisationForm
from accounts.models import Grant, Invitation, JoinRequest, Organisation
from accounts.requests import SignedInRequest
from audit.record import record_access
from cluster_portal.shared.errors import DomainError, InvalidInput, require


class OrganisationRegister(View):
    audience = "member"

    def get(self, request: SignedInRequest) -> HttpResponse:
        return render(request, "accounts/organisation_register.html", {"form": OrganisationForm()})

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = OrganisationForm(request.POST)
        existing = None
        if form.is_valid():
            try:
                organisation = register_organisation(by=request.user, **form.cleaned_data)
            except AlreadyRegistered as taken:
                existing = taken.organisation
                form.add_error("brn", str(taken))
            except InvalidInput as wrong:
                for field, message in wrong.errors.items():
                    form.add_error(field, str(message))
            else:
                messages.success(request, _("%(name)s is registered.") % {"name": organisation.name})
                return redirect(_way_back(request) or reverse("accounts:organisation-detail", args=[organisation.pk]))
        return render(request, "accounts/organisation_register.html", {"form": form, "existing": existing}, status=422)


class OrganisationJoin(View):
    """Reached from a refused registration: the number is right, the firm is there, its owner decides."""

    audience = "member"

    def get(self, request: SignedInRequest, brn: str) -> HttpResponse:
        return self._page(request, brn, JoinForm())

    def post(self, request: SignedInRequest, brn: str) -> HttpResponse:
        form = JoinForm(request.POST)
        if not form.is_valid():
            return self._page(request, brn, form, status=422)
        try:
            ask_to_join(get_object_or_404(Organisation, brn=brn), by=request.user, note=form.cleaned_data["note"])
        except DomainError as refused:
            messages.info(request, str(refused))
        else:
            messages.success(request, _("The owners have been told. You will get a mail with their answer."))
        return redirect("accounts:profile")

    def _page(self, request: SignedInRequest, brn: str, form: JoinForm, status: int = 200) -> HttpResponse:
        organisation = get_object_or_404(Organisation, brn=brn)
        return render(request, "accounts/organisation_join.html", {"organisation": organisation, "form": form}, status=status)


class OrganisationDetail(View):
    audience = ("company", "hq", "central", "ministry", "auditor", "admin")

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self._page(request, _visible(request, pk), InviteMemberForm())

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Invite somebody."""
        organisation, form = _visible(request, pk), InviteMemberForm(request.POST)
        require(access.may_manage(request.user, organisation))
        if not form.is_valid():
            return self._page(request, organisation, form, status=422)
        invite_person(form.cleaned_data["email"], form.cleaned_data["role"], by=request.user, organisation=organisation)
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})
        return redirect("accounts:organisation-detail", pk=pk)

    def _page(
        self, request: SignedInRequest, organisation: Organisation, form: InviteMemberForm, status: int = 200
    ) -> HttpResponse:
        manages = access.may_manage(request.user, organisation)
        members = list(queries.members(organisation))
        invitations = list(queries.open_invitations(organisation)) if manages else []
        requests = list(queries.open_join_requests(organisation)) if manages else []
        if invitations or requests or any(grant.user_id != request.user.pk for grant in members):
            record_access(by=request.user, subject=organisation, what="members of an organisation", request=request)
        context: dict[str, Any] = {
            "organisation": organisation,
            "members": members,
            "manages": manages,
            "invitations": invitations,
            "requests": requests,
            "form": form,
        }
        return render(request, "accounts/organisation_detail.html", context, status=status)


class OrganisationEdit(View):
    audience = ("company_owner", "admin")

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        organisation = _visible(request, pk)
        require(access.may_manage(request.user, organisation))
        return self._page(request, organisation, OrganisationForm(organisation=organisation))

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        organisation = _visible(request, pk)
        form = OrganisationForm(request.POST, organisation=organisation)
        if not form.is_valid():
            return self._page(request, organisation, form, status=422)
        edit_organisation(organisation, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:organisation-detail", pk=pk)

    def _page(
        self, request: SignedInRequest, organisation: Organisation, form: OrganisationForm, status: int = 200
    ) -> HttpResponse:
        return render(request, "accounts/organisation_edit.html", {"organisation": organisation, "form": form}, status=status)


class JoinAnswer(View):
    audience = ("company_owner", "admin")

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        join_request = get_object_or_404(JoinRequest.objects.select_related("organisation"), pk=pk)
        _visible(request, join_request.organisation_id)
        answer_join_request(join_request, by=request.user, accept="accept" in request.POST)
        messages.success(request, _("Your answer has been sent."))
        return redirect("accounts:organisation-detail", pk=join_request.organisation_id)


class InvitationRevoke(View):
    audience = ("company_owner", "admin")

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        invitation = get_object_or_404(Invitation, pk=pk, organisation__isnull=False)
        _visible(request, invitation.organisation_id)
        revoke_invitation(invitation, by=request.user)
        messages.success(request, _("The invitation is taken back."))
        return redirect("accounts:organisation-detail", pk=invitation.organisation_id)


class MemberEnd(View):
    audience = ("company_owner", "admin")

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        grant = get_object_or_404(Grant, pk=pk, organisation__isnull=False)
        _visible(request, grant.organisation_id)
        try:
            end_role(grant, by=request.user)
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The role has ended."))
            if grant.user_id == request.user.pk:  # who leaves may not see the organisation any more
                return redirect("accounts:profile")
        return redirect("accounts:organisation-detail", pk=grant.organisation_id)


def _visible(request: SignedInRequest, pk: int | None) -> Organisation:
    found = Organisation.objects.filter(access.organisations_visible_to(request.user), pk=pk).first() if pk else None
    if found is None:
        raise Http404
    return found


def _way_back(request: SignedInRequest) -> str:
    """Where `next` leads, such as an invitation that waits for a firm; if it stays in the house."""
    asked = request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else ""
