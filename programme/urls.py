from django.urls import path

from programme.views import central, public, staff

app_name = "programme"

urlpatterns = [
    path("rulebooks/", public.rulebook_list, name="rulebook-list"),
    path("rulebooks/compare/", public.rulebook_compare, name="rulebook-compare"),
    path("rulebooks/<slug:ref>/", public.rulebook_detail, name="rulebook-detail"),
    path("rulebooks/<slug:ref>/document/", public.rulebook_document, name="rulebook-document"),
    path("rulebooks/<slug:ref>/succeed/", central.rulebook_succeed, name="rulebook-succeed"),
    path("rulebooks/<slug:ref>/freeze/", central.rulebook_freeze, name="rulebook-freeze"),
    path("budgets/", staff.budget_list, name="budget-list"),
    path("years/new/", central.year_create, name="year-create"),
    path("years/<int:year>/", staff.year_detail, name="year-detail"),
    path("years/<int:year>/edit/", central.year_edit, name="year-edit"),
    path("years/<int:year>/open/", central.year_open, name="year-open"),
    path("years/<int:year>/close/", central.year_close, name="year-close"),
    path("years/<int:year>/budgets/<slug:region>/", central.budget_edit, name="budget-edit"),
    path("holidays/", public.holiday_list, name="holiday-list"),
    path("holidays/change/", central.holiday_edit, name="holiday-edit"),
    path("holidays/<str:date>/forget/", central.holiday_forget, name="holiday-forget"),
]
