"""For the system administrator: a look at the rows. Nothing is changed here; deeds go through the actions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from projects.models import Call, Figure, Proposal, Screening


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Call)
class CallAdmin(ReadOnly):
    list_display = ("ref", "title_ko", "year", "region", "status", "opens_at", "closes_at")
    list_filter = ("status", "year", "region")
    search_fields = ("ref", "title_ko")


@admin.register(Proposal)
class ProposalAdmin(ReadOnly):
    """References and states only: the administrator keeps the machine, and reads no proposal."""

    list_display = ("ref", "call", "region", "status", "submitted_at")
    list_filter = ("status", "region")
    list_select_related = ("call", "region")
    fields = ("ref", "call", "region", "status", "created_at", "submitted_at", "version")
    readonly_fields = fields


@admin.register(Screening)
class ScreeningAdmin(ReadOnly):
    list_display = ("proposal__ref", "decision", "at")
    list_select_related = ("proposal",)
    fields = ("decision", "at")
    readonly_fields = fields


@admin.register(Figure)
class FigureAdmin(ReadOnly):
    list_display = ("year", "region", "complex", "drafts", "submitted", "eligible", "selected", "as_of")
    list_filter = ("year", "region")
