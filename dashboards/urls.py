import datetime as dt

from django.urls import path, register_converter

from dashboards.views import access_review, audit_heads, audit_log, help_pages, home, ministry, search, statements


class Day:
    """2026-11-23 in an address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return str(value)


class Month:
    """2026-11 in an address: its first day."""

    regex = "20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(f"{value}-01")

    def to_url(self, value: dt.date | str) -> str:
        return str(value)[:7]


register_converter(Day, "day")
register_converter(Month, "month")

app_name = "dashboards"
urlpatterns = [
    path("", home.front, name="front"),
    path("home/", home.Home.as_view(), name="home"),
    path("dashboard/", ministry.Ministry.as_view(), name="ministry"),
    path("dashboard/figures.csv", ministry.MinistryExport.as_view(), {"form": "csv"}, name="ministry-csv"),
    path("dashboard/figures.xlsx", ministry.MinistryExport.as_view(), {"form": "xlsx"}, name="ministry-xlsx"),
    path("search/", search.Search.as_view(), name="search"),
    path("audit/", audit_log.AuditLog.as_view(), name="audit-log"),
    path("audit/personal-data/", audit_log.AccessLog.as_view(), name="access-log"),
    path("audit/personal-data/months/", access_review.AccessMonths.as_view(), name="access-months"),
    path("audit/personal-data/<month:month>/", access_review.AccessMonth.as_view(), name="access-month"),
    path("audit/personal-data/<month:month>.csv", access_review.AccessMonthFile.as_view(), name="access-month-file"),
    path("audit/heads/", audit_heads.AuditHeads.as_view(), name="audit-heads"),
    path("audit/heads/<day:day>/", audit_heads.AuditHeadsOfDay.as_view(), name="audit-heads-day"),
    path("audit/heads/<day:day>.csv", audit_heads.AuditHeadsFile.as_view(), name="audit-heads-file"),
    path("audit/verify/", audit_log.AuditVerify.as_view(), name="audit-verify"),
    path("help/", help_pages.HelpIndex.as_view(), name="help"),
    path("help/errors/", help_pages.ErrorHelp.as_view(), name="help-errors"),
    path("help/<slug:topic>/", help_pages.HelpTopic.as_view(), name="help-topic"),
    path("privacy/", statements.Statement.as_view(name="privacy"), name="privacy"),
    path("terms/", statements.Statement.as_view(name="terms"), name="terms"),
    path("accessibility/", statements.Statement.as_view(name="accessibility"), name="accessibility"),
]
