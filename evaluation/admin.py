"""For the system administrator: rounds and seats as they are, without scores, and nothing to change."""

from typing import Any

from django.contrib import admin

from evaluation.models import PanelMember, Round


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Round)
class RoundAdmin(ReadOnly):
    list_display = ("ref", "region", "status", "closes_at", "sealed_count", "sheet_count")
    list_filter = ("status", "region")
    search_fields = ("ref",)
    list_select_related = ("region",)


@admin.register(PanelMember)
class PanelMemberAdmin(ReadOnly):
    list_display = ("round", "seat", "status", "how")
    list_filter = ("status",)
    fields = ("round", "seat", "status", "how", "reason", "sheet_count", "sealed_count")
    list_select_related = ("round__region", "round__call")
