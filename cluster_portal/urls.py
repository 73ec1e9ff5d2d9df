"""Every way in. Nouns in paths, noun-verb in names; each view names its audience."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from cluster_portal.shared.audience import for_audience
from cluster_portal.views import health, session


def app(prefix: str, module: str) -> list:
    try:
        return [path(prefix, include(module))] if find_spec(module.rpartition(".")[0]) and find_spec(module) else []
    except ImportError:
        return []


# Its script comes from an address of its own: the content policy allows no inline code.
API_PAGE = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html")

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("session/extend/", session.extend, name="session-extend"),
    path("language/", for_audience("public")(set_language), name="set_language"),
    *app("", "dashboards.urls"),
    *app("", "clusters.urls"),
    *app("programme/", "programme.urls"),
    *app("projects/", "projects.urls"),
    *app("evaluation/", "evaluation.urls"),
    *app("experts/", "consultants.urls"),
    *app("documents/", "documents.urls"),
    *app("notifications/", "notifications.urls"),
    *app("accounts/", "accounts.urls"),
    path("accounts/", include("allauth.urls")),
    *app("ui/", "cluster_portal.ui_urls"),
    path("api/v1/schema/", for_audience("public")(SpectacularAPIView.as_view()), name="api-schema"),
    path("api/v1/docs/", for_audience("public")(API_PAGE), name="api-docs"),
    *app("api/v1/", "clusters.api.urls"),
    *app("api/v1/", "programme.api.urls"),
    *app("api/v1/", "accounts.api.urls"),
    *app("api/v1/", "projects.api.urls"),
    *app("api/v1/", "evaluation.api.urls"),
    path("admin/", admin.site.urls),
]

handler400 = "cluster_portal.views.errors.bad_request"
handler403 = "cluster_portal.views.errors.forbidden"
handler404 = "cluster_portal.views.errors.not_found"
handler500 = "cluster_portal.views.errors.server_error"
