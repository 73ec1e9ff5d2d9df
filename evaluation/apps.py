from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from documents import access as documents_access
        from evaluation import access, appeal_files, blind_files, evidence_files
        from evaluation.appeal_paper import receipt_attachment
        from evaluation.messages.results import MAILING, write_results
        from notifications import attachments, mailings
        from projects import file_access

        file_access.also_readable(access.may_read_original)
        file_access.refused_with(blind_files.why_not)
        documents_access.register(
            "appeal", may_read=appeal_files.may_read, may_write=appeal_files.may_write, personal=appeal_files.whose
        )
        documents_access.register(
            evidence_files.EVIDENCE,
            may_read=evidence_files.may_read,
            may_write=evidence_files.may_write,
            personal=evidence_files.whose,
        )
        documents_access.register(blind_files.BLIND, may_read=blind_files.may_read, may_write=blind_files.may_write)
        attachments.register("appeal-receipt", receipt_attachment)
        mailings.register(MAILING, write_results)
