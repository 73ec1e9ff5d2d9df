"""For the system administrator: the pool to look at. It is kept by the programme office and the experts, through actions."""

from typing import Any

from django.contrib import admin

from consultants.models import Expert


@admin.register(Expert)
class ExpertAdmin(admin.ModelAdmin):
    list_display = ("user", "organisation", "region", "sector", "is_available", "is_active")
    list_filter = ("region", "sector", "is_active")
    search_fields = ("user__name", "user__email", "organisation__name_ko")
    exclude = ("gender",)  # the person's own, and otherwise only added up
    list_select_related = ("user", "organisation", "region")

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
