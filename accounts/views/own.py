"""One's own account: profile, roles, invitations received."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views import View

from accounts.actions.accept_invitation import accept_invitation
from accounts.actions.edit_profile import edit_profile
from accounts.actions.end_role import end_role
from accounts.forms import ProfileForm
from accounts.models import Grant, Invitation
from accounts.requests import SignedInRequest
from cluster_portal.shared.errors import DomainError


class Profile(View):
    audience = "member"

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(request, ProfileForm(instance=request.user))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = ProfileForm(request.POST, instance=request.user)
        if not form.is_valid():
            return self._page(request, form, status=422)
        edit_profile(by=request.user, **form.cleaned_data)
        with translation.override(request.user.language):
            messages.success(request, _("Saved."))
        response = redirect("accounts:profile")
        response.set_cookie("django_language", request.user.language, samesite="Lax")
        return response

    def _page(self, request: SignedInRequest, form: ProfileForm, status: int = 200) -> HttpResponse:
        grants = request.user.grants.filter(ended_at__isnull=True).select_related("organisation").order_by("granted_at")
        return render(request, "accounts/profile.html", {"form": form, "grants": grants}, status=status)


class LeaveRole(View):
    audience = "member"

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        grant = get_object_or_404(Grant, pk=pk, user=request.user)
        try:
            end_role(grant, by=request.user)
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("You no longer have this role."))
        return redirect("accounts:profile")


class InvitationPage(View):
    """Public: the invited person may have no account yet. The page shows only what the mail said."""

    audience = "public"

    def get(self, request: SignedInRequest, token: str) -> HttpResponse:
        invitation = get_object_or_404(Invitation.objects.select_related("organisation", "invited_by"), token=token)
        over = invitation.revoked_at is not None or (invitation.accepted_at is None and invitation.expires_at < timezone.now())
        is_addressee = request.user.is_authenticated and request.user.email.lower() == invitation.email
        context = {"invitation": invitation, "over": over, "is_addressee": is_addressee}
        return render(request, "accounts/invitation.html", context)

    def post(self, request: SignedInRequest, token: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect("accounts:invitation", token=token)
        invitation = get_object_or_404(Invitation, token=token)
        accept_invitation(invitation, by=request.user)
        messages.success(request, _("Welcome. Your role is set."))
        return redirect("accounts:profile")
