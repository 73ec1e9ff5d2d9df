"""Reference data to look at. It is changed by `load_reference`, plants by their firms: nothing is written here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clusters.models import Complex, Indicator, Industry, MiniClusterMention, Plant, Region, SpecialisedIndustry


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ("name_ko", "code", "vision_ko", "declared_on")


@admin.register(Complex)
class ComplexAdmin(ReadOnlyAdmin):
    list_display = ("name_ko", "region", "type", "role", "selection")
    list_filter = ("region", "type", "role", "selection")
    search_fields = ("name_ko", "name_en", "sigungu")


@admin.register(Industry)
class IndustryAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_ko", "level")
    list_filter = ("level",)
    search_fields = ("code", "name_ko")


@admin.register(SpecialisedIndustry)
class SpecialisedIndustryAdmin(ReadOnlyAdmin):
    list_display = ("complex", "region", "industry", "basis")
    list_filter = ("basis",)
    list_select_related = ("complex", "region", "industry")


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = ("label_ko", "period", "metric", "value", "unit", "scope")
    list_filter = ("scope", "period")


@admin.register(MiniClusterMention)
class MiniClusterMentionAdmin(ReadOnlyAdmin):
    list_display = ("name", "base", "region", "as_of", "certainty")
    list_filter = ("region", "certainty")


@admin.register(Plant)
class PlantAdmin(ReadOnlyAdmin):
    list_display = ("name", "organisation", "complex", "main_industry", "is_active")
    list_select_related = ("organisation", "complex", "main_industry")
    search_fields = ("name", "organisation__name_ko")
