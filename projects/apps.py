from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        from documents import access as documents_access
        from notifications import attachments
        from projects import file_access
        from projects.papers import receipt_attachment

        documents_access.register(
            "proposal",
            may_read=file_access.may_read,
            may_write=file_access.may_write,
            may_read_removed=file_access.may_read_removed,
            personal=file_access.whose,
            why_not=file_access.why_not,
        )
        attachments.register("submission-receipt", receipt_attachment)
