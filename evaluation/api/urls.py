from rest_framework.routers import SimpleRouter

from evaluation.api import views

router = SimpleRouter()
router.register("rounds", views.RoundViewSet, basename="api-round")
router.register("sheets", views.SheetViewSet, basename="api-sheet")
router.register("results", views.ResultViewSet, basename="api-result")
router.register("appeals", views.AppealViewSet, basename="api-appeal")
urlpatterns = router.urls
