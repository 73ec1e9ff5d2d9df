from django.urls import path

from dashboards.views import home, ministry

app_name = "dashboards"
urlpatterns = [
    path("", home.Front.as_view(), name="front"),
    path("home/", home.Home.as_view(), name="home"),
    path("dashboard/", ministry.Ministry.as_view(), name="ministry"),
    path("dashboard/figures.csv", ministry.MinistryExport.as_view(), {"form": "csv"}, name="ministry-csv"),
    path("dashboard/figures.xlsx", ministry.MinistryExport.as_view(), {"form": "xlsx"}, name="ministry-xlsx"),
]
