"""For the system administrator: accounts and organisations, never scores. Roles change through actions, with history."""

from django.contrib import admin

from accounts.models import Grant, Invitation, JoinRequest, Organisation, User


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look things up. Deeds have their own pages."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("email", "name", "language", "is_active", "date_joined")
    search_fields = ("email", "name")
    exclude = ("password",)


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ("name_ko", "brn", "kind", "family")
    list_filter = ("kind", "is_demo")
    search_fields = ("name_ko", "name_en", "brn")


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "organisation", "region", "granted_at", "ended_at")
    list_filter = ("role",)
    list_select_related = ("user", "organisation")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "role", "organisation", "expires_at", "accepted_at")
    exclude = ("token",)


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin):
    list_display = ("user", "organisation", "asked_at", "accepted")
