from rest_framework.routers import SimpleRouter

from projects.api import calls

app_name = "projects-api"

router = SimpleRouter()
router.register("calls", calls.CallViewSet, "call")

urlpatterns = router.urls
