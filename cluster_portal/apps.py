from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The house itself: commands and templates that belong to no single app."""

    name = "cluster_portal"
    default_auto_field = "django.db.models.BigAutoField"
