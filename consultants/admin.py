from django.contrib import admin

from consultants.models import Expert, FormerEmployment


class FormerEmploymentInline(admin.TabularInline):
    model = FormerEmployment
    extra = 0
    raw_id_fields = ("organisation",)


@admin.register(Expert)
class ExpertAdmin(admin.ModelAdmin):
    list_display = ("user", "organisation", "region", "sector", "is_available", "is_active")
    list_filter = ("region", "sector", "is_active")
    search_fields = ("user__name", "user__email", "organisation__name_ko")
    raw_id_fields = ("user", "organisation")
    inlines = (FormerEmploymentInline,)
    list_select_related = ("user", "organisation", "region")
