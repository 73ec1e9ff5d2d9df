"""Every way in. Nouns in paths, noun-verb in names; each view names its audience."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from cluster_portal.shared.audience import for_audience
from cluster_portal.views import health, session

# Its script comes from an address of its own: the content policy allows no inline code.
API_PAGE = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html")

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("session/extend/", session.extend, name="session-extend"),
    # Whoever makes somebody else's browser turn English harms nobody; without a token public pages are alike for all visitors.
    path("language/", csrf_exempt(for_audience("public")(set_language)), name="set_language"),
    path("", include("dashboards.urls")),
    path("", include("clusters.urls")),
    path("programme/", include("programme.urls")),
    path("projects/", include("projects.urls")),
    path("evaluation/", include("evaluation.urls")),
    path("experts/", include("consultants.urls")),
    path("documents/", include("documents.urls")),
    path("notifications/", include("notifications.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("ui/", include("cluster_portal.ui_urls")),
    path("api/v1/schema/", for_audience("public")(SpectacularAPIView.as_view()), name="api-schema"),
    path("api/v1/docs/", for_audience("public")(API_PAGE), name="api-docs"),
    path("api/v1/", include("clusters.api.urls")),
    path("api/v1/", include("programme.api.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("projects.api.urls")),
    path("api/v1/", include("evaluation.api.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "cluster_portal.views.errors.bad_request"
handler403 = "cluster_portal.views.errors.forbidden"
handler404 = "cluster_portal.views.errors.not_found"
handler500 = "cluster_portal.views.errors.server_error"
