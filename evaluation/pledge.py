"""What an evaluator signs before any file opens (평가위원 서약; RULES.md §3.3). A new wording is a new edition."""

from django.utils.translation import gettext_lazy as _

EDITION = "2026-1"
SENTENCES = (
    _("I will judge every proposal fairly, on its content and by the published criteria alone."),
    _("I will keep proposals, scores and opinions confidential, during the evaluation and after it."),
    _("I will declare every tie to an applicant, and take no part where I have one."),
    _("I will take no gift, favour or request from anybody concerned, and report any attempt."),
    _("I know that a breach may bar me from evaluating and have legal consequences."),
)
