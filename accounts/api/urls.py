from rest_framework.routers import SimpleRouter

from accounts.api.views import OrganisationViewSet

router = SimpleRouter()
router.register("organisations", OrganisationViewSet, basename="api-organisation")
urlpatterns = router.urls
