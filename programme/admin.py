"""For looking only: what happens here happens through the actions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from programme.models import HolidayOverride, ProgrammeYear, RegionalBudget, Rulebook


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Rulebook)
class RulebookAdmin(ReadOnlyAdmin):
    list_display = ("code", "version", "title_ko", "frozen_at", "sha256")


@admin.register(ProgrammeYear)
class ProgrammeYearAdmin(ReadOnlyAdmin):
    list_display = ("year", "rulebook", "status")
    list_select_related = ("rulebook",)


@admin.register(RegionalBudget)
class RegionalBudgetAdmin(ReadOnlyAdmin):
    list_display = ("year", "region", "amount_krw", "committed_krw")
    list_select_related = ("region",)


@admin.register(HolidayOverride)
class HolidayOverrideAdmin(ReadOnlyAdmin):
    list_display = ("date", "name", "is_holiday")
