from rest_framework.routers import SimpleRouter

from programme.api import views

app_name = "programme-api"

router = SimpleRouter()
router.register("rulebooks", views.RulebookViewSet, "rulebook")
router.register("years", views.ProgrammeYearViewSet, "year")
router.register("budgets", views.RegionalBudgetViewSet, "budget")

urlpatterns = router.urls
