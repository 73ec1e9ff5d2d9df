from rest_framework.routers import SimpleRouter

from evaluation.api import proceedings, views

router = SimpleRouter()
router.register("rounds", views.RoundViewSet, basename="api-round")
router.register("sheets", views.SheetViewSet, basename="api-sheet")
router.register("results", views.ResultViewSet, basename="api-result")
router.register("appeals", views.AppealViewSet, basename="api-appeal")
router.register("addenda", proceedings.AddendumViewSet, basename="api-addendum")
router.register("objections", proceedings.ObjectionViewSet, basename="api-objection")
router.register("meetings", proceedings.MeetingViewSet, basename="api-meeting")
urlpatterns = router.urls
