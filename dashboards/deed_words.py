"""Each deed of the audit log in a few words: the verbs that the actions write, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

DEEDS: Mapping[str, Any] = {
    # People and organisations
    "registered": pgettext_lazy("deed", "Registered"),
    "edited": pgettext_lazy("deed", "Edited"),
    "asked-to-join": pgettext_lazy("deed", "Asked to join"),
    "join-answered": pgettext_lazy("deed", "Request to join answered"),
    "invited": pgettext_lazy("deed", "Invited"),
    "accepted": pgettext_lazy("deed", "Invitation accepted"),
    "revoked": pgettext_lazy("deed", "Invitation taken back"),
    "role-given": pgettext_lazy("deed", "Role given"),
    "role-ended": pgettext_lazy("deed", "Role ended"),
    "profile-edited": pgettext_lazy("deed", "Profile edited"),
    "mail-declined": pgettext_lazy("deed", "Mail settings changed"),
    "retried": pgettext_lazy("deed", "Mail sent again"),
    "added": pgettext_lazy("deed", "Added"),
    "changed": pgettext_lazy("deed", "Changed"),
    # Experts' profiles
    "entry-written": pgettext_lazy("deed", "Entry of a profile written"),
    "entry-removed": pgettext_lazy("deed", "Entry of a profile removed"),
    "service-marked": pgettext_lazy("deed", "Service marked"),
    "asked-to-confirm": pgettext_lazy("deed", "Asked to confirm the profile"),
    # The log itself
    "heads-published": pgettext_lazy("deed", "Heads of the log published"),
    # Files
    "file-stored": pgettext_lazy("deed", "File stored"),
    "file-removed": pgettext_lazy("deed", "File taken off"),
    # Years, rulebooks, calendar
    "written": pgettext_lazy("deed", "Written"),
    "frozen": pgettext_lazy("deed", "Frozen"),
    "succeeded": pgettext_lazy("deed", "Succeeded by another"),
    "rulebook chosen": pgettext_lazy("deed", "Rulebook chosen"),
    "opened": pgettext_lazy("deed", "Begun"),
    "closed": pgettext_lazy("deed", "Closed"),
    "planned": pgettext_lazy("deed", "Planned"),
    "budget set": pgettext_lazy("deed", "Budget set"),
    "budget committed": pgettext_lazy("deed", "Budget committed"),
    "budget given back": pgettext_lazy("deed", "Budget given back"),
    "day changed": pgettext_lazy("deed", "Calendar day changed"),
    "day restored": pgettext_lazy("deed", "Calendar day restored"),
    # Calls
    "prepared": pgettext_lazy("deed", "Call prepared"),
    "published": pgettext_lazy("deed", "Call published"),
    "extended": pgettext_lazy("deed", "Call extended"),
    "discarded": pgettext_lazy("deed", "Call discarded"),
    # Proposals
    "started": pgettext_lazy("deed", "Draft begun"),
    "budget-set": pgettext_lazy("deed", "Budget of a partner changed"),
    "partner-invited": pgettext_lazy("deed", "Partner invited"),
    "partner-asked-again": pgettext_lazy("deed", "Partner asked again"),
    "partner-joined": pgettext_lazy("deed", "Partner joined"),
    "partner-edited": pgettext_lazy("deed", "Part of a partner changed"),
    "partner-removed": pgettext_lazy("deed", "Partner taken out"),
    "consented": pgettext_lazy("deed", "Consented"),
    "consent-voided": pgettext_lazy("deed", "Consent no longer holds"),
    "declined": pgettext_lazy("deed", "Partner declined"),
    "document-attached": pgettext_lazy("deed", "Document attached"),
    "document-removed": pgettext_lazy("deed", "Document removed"),
    "submitted": pgettext_lazy("deed", "Handed in"),
    "submission-refused": pgettext_lazy("deed", "Handing in refused"),
    "withdrawn": pgettext_lazy("deed", "Withdrawn"),
    "found-eligible": pgettext_lazy("deed", "Found eligible"),
    "returned": pgettext_lazy("deed", "Returned for correction"),
    "found-ineligible": pgettext_lazy("deed", "Found not eligible"),
    "evaluation-began": pgettext_lazy("deed", "Taken into a round"),
    "recused": pgettext_lazy("deed", "Keeps away"),
    "recusal-ended": pgettext_lazy("deed", "No longer keeps away"),
    "researchers-named": pgettext_lazy("deed", "Researchers named"),
    "objected": pgettext_lazy("deed", "Objected to an evaluator"),
    "objection-withdrawn": pgettext_lazy("deed", "Objection taken back"),
    "objection-decided": pgettext_lazy("deed", "Objection decided"),
    "selected": pgettext_lazy("deed", "Selected"),
    "reserved": pgettext_lazy("deed", "Put on the reserve list"),
    "rejected": pgettext_lazy("deed", "Not selected"),
    "result-announced": pgettext_lazy("deed", "Result announced"),
    # Rounds
    "conflicts-ruled": pgettext_lazy("deed", "Conflicts ruled on"),
    "declared-again": pgettext_lazy("deed", "Conflicts declared again"),
    "declaration-excused": pgettext_lazy("deed", "Second declaration excused"),
    "sections-formed": pgettext_lazy("deed", "Sections formed"),
    "section-renamed": pgettext_lazy("deed", "Section renamed"),
    "proposals-moved": pgettext_lazy("deed", "Proposals moved to another section"),
    "draw-announced": pgettext_lazy("deed", "Public draw announced"),
    "public-value-entered": pgettext_lazy("deed", "Public value entered"),
    "public-value-corrected": pgettext_lazy("deed", "Public value corrected"),
    "drawn": pgettext_lazy("deed", "Public draw carried out"),
    "draw-voided": pgettext_lazy("deed", "Public draw void"),
    "alternate-taken": pgettext_lazy("deed", "Alternate took a seat"),
    "alternate-missing": pgettext_lazy("deed", "No alternate for a seat"),
    "panel-proposed": pgettext_lazy("deed", "Panel proposed"),
    "member-added": pgettext_lazy("deed", "Panel member added"),
    "member-removed": pgettext_lazy("deed", "Panel member taken off"),
    "panel-invited": pgettext_lazy("deed", "Panel invited"),
    "invitation-accepted": pgettext_lazy("deed", "Seat accepted"),
    "invitation-declined": pgettext_lazy("deed", "Seat declined"),
    "pledge-given": pgettext_lazy("deed", "Pledge signed"),
    "conflicts-declared": pgettext_lazy("deed", "Conflicts declared"),
    "chair-appointed": pgettext_lazy("deed", "Chair appointed"),
    "scoring-opened": pgettext_lazy("deed", "Scoring opened"),
    "scoring-extended": pgettext_lazy("deed", "Scoring extended"),
    "reminded": pgettext_lazy("deed", "Evaluators reminded"),
    "reconvened": pgettext_lazy("deed", "Panel reconvened"),
    "sealed": pgettext_lazy("deed", "Score sheets sealed"),
    "reopened": pgettext_lazy("deed", "Score sheet reopened"),
    "abstained": pgettext_lazy("deed", "Abstained"),
    "adjusted": pgettext_lazy("deed", "Bonus and penalty entered"),
    "cut-entered": pgettext_lazy("deed", "Cut by the panel entered"),
    "cut-taken-back": pgettext_lazy("deed", "Cut by the panel taken back"),
    "tallied": pgettext_lazy("deed", "Tallied"),
    "what-if-run": pgettext_lazy("deed", "What-if tried"),
    "summary-written": pgettext_lazy("deed", "Summary opinion written"),
    "confirmed": pgettext_lazy("deed", "Ranking confirmed"),
    "approval-asked": pgettext_lazy("deed", "Approval of the list asked for"),
    "approved": pgettext_lazy("deed", "List approved"),
    "approval-returned": pgettext_lazy("deed", "List sent back"),
    "released": pgettext_lazy("deed", "Result released"),
}


def words(verb: str) -> str:
    """A verb nobody has words for is shown as it is."""
    return str(DEEDS.get(verb, verb))


def choices() -> list[tuple[str, str]]:
    """(verb, words) by the alphabet of the reader's language."""
    return sorted(((verb, str(said)) for verb, said in DEEDS.items()), key=lambda pair: pair[1])
