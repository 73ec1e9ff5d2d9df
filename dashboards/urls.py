from django.urls import path

from dashboards.views import home

app_name = "dashboards"
urlpatterns = [
    path("", home.Front.as_view(), name="front"),
    path("home/", home.Home.as_view(), name="home"),
]
