from rest_framework.routers import SimpleRouter

from projects.api import calls, proposals

app_name = "projects-api"

router = SimpleRouter()
router.register("calls", calls.CallViewSet, "call")
router.register("proposals", proposals.ProposalViewSet, "proposal")

urlpatterns = router.urls
