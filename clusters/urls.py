from django.urls import path

from clusters.views import company, public

app_name = "clusters"

urlpatterns = [
    path("map/", public.map_page, name="map"),
    path("complexes/", public.complex_list, name="complex-list"),
    path("complexes/<slug:code>/", public.complex_detail, name="complex-detail"),
    path("regions/", public.region_list, name="region-list"),
    path("regions/<slug:code>/", public.region_detail, name="region-detail"),
    path("sources/", public.source_page, name="sources"),
    path("plants/", company.plant_list, name="plant-list"),
    path("plants/new/", company.plant_create, name="plant-create"),
    path("plants/industries/", company.industry_search, name="industry-search"),
    path("plants/<int:pk>/", company.plant_detail, name="plant-detail"),
    path("plants/<int:pk>/edit/", company.plant_edit, name="plant-edit"),
    path("plants/<int:pk>/close/", company.plant_close, name="plant-close"),
]
