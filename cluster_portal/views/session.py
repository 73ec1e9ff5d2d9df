"""Staying signed in, and choosing a language."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cluster_portal.shared.audience import for_audience
from cluster_portal.sliding_session import renew


@never_cache
@require_POST
@for_audience("member")
def extend(request: HttpRequest) -> JsonResponse:
    """The person pressed 'extend' in the expiry warning."""
    renew(request)
    return JsonResponse({"seconds": settings.SESSION_COOKIE_AGE})
