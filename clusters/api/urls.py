from rest_framework.routers import SimpleRouter

from clusters.api import views

app_name = "clusters-api"

router = SimpleRouter()
router.register("regions", views.RegionViewSet, "region")
router.register("complexes", views.ComplexViewSet, "complex")
router.register("industries", views.IndustryViewSet, "industry")
router.register("indicators", views.IndicatorViewSet, "indicator")
router.register("plants", views.PlantViewSet, "plant")

urlpatterns = router.urls
