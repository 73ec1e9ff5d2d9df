from django.urls import path

from accounts.views import organisations, own, people

app_name = "accounts"
urlpatterns = [
    path("profile/", own.Profile.as_view(), name="profile"),
    path("profile/roles/<int:pk>/leave/", own.LeaveRole.as_view(), name="role-leave"),
    path("invitations/<slug:token>/", own.InvitationPage.as_view(), name="invitation"),
    path("organisations/register/", organisations.OrganisationRegister.as_view(), name="organisation-register"),
    path("organisations/join/<slug:brn>/", organisations.OrganisationJoin.as_view(), name="organisation-join"),
    path("organisations/<int:pk>/", organisations.OrganisationDetail.as_view(), name="organisation-detail"),
    path("organisations/<int:pk>/edit/", organisations.OrganisationEdit.as_view(), name="organisation-edit"),
    path("organisations/requests/<int:pk>/answer/", organisations.JoinAnswer.as_view(), name="join-answer"),
    path("organisations/invitations/<int:pk>/revoke/", organisations.InvitationRevoke.as_view(), name="invitation-revoke"),
    path("organisations/members/<int:pk>/end/", organisations.MemberEnd.as_view(), name="member-end"),
    path("people/", people.PeopleList.as_view(), name="people-list"),
    path("people/roles/<int:pk>/end/", people.RoleEnd.as_view(), name="role-end"),
]
