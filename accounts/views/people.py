"""The administrator's and the programme office's page: who holds which role."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from accounts import access, queries
from accounts.actions.end_role import end_role
from accounts.actions.invite_person import invite_person
from accounts.forms import InviteStaffForm, PeopleSearchForm
from accounts.models import Grant
from accounts.requests import SignedInRequest
from audit.record import record_access
from cluster_portal.shared.errors import DomainError
from cluster_portal.shared.paging import keyset_page


class PeopleList(View):
    audience = ("admin", "central")

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(request, self._form(request))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = self._form(request, request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        data = form.cleaned_data
        invite_person(data["email"], data["role"], by=request.user, region=data["region"])
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": data["email"]})
        return redirect("accounts:people-list")

    @staticmethod
    def _form(request: SignedInRequest, typed: QueryDict | None = None) -> InviteStaffForm:
        return InviteStaffForm(typed, roles=access.roles_to_invite(request.user), regions=queries.region_names())

    def _page(self, request: SignedInRequest, form: InviteStaffForm, status: int = 200) -> HttpResponse:
        search = PeopleSearchForm(request.GET)
        words = search.cleaned_data["q"] if search.is_valid() else ""
        page = keyset_page(queries.people(words), order=("email", "pk"), cursor=request.GET.get("cursor"))
        for person in page:
            for grant in person.running:
                grant.may_be_ended = access.may_end(request.user, grant)
        record_access(by=request.user, subject="people list", what=f"list of people: {words}", request=request)
        context = {"page": page, "search": search, "form": form}
        return render(request, "accounts/people_list.html", context, status=status)


class RoleEnd(View):
    audience = ("admin", "central")

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        grant = get_object_or_404(Grant, pk=pk)
        try:
            end_role(grant, by=request.user)
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The role has ended."))
        return redirect("accounts:people-list")
