"""Begin a draft with what an earlier proposal of the firm already says."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.record import record
from cluster_portal.shared.errors import InvalidInput, require
from projects import access
from projects.actions.edit_partner import edit_partner
from projects.actions.save_answer import save_answer
from projects.actions.set_budget import set_budget
from projects.dossier import Dossier
from projects.models import Partner, Proposal, TakeOver
from projects.queries.proposals import dossier
from projects.states import PartnerStatus, ProposalStatus
from projects.taking_over import Kind, Left, Line, rows_that_fit, texts_to_take


@transaction.atomic
def take_over(proposal: Proposal, *, source: Proposal, by: User, at: dt.datetime | None = None) -> TakeOver:
    """Fill what is still empty in a draft from an earlier proposal of the same firm: texts, the lead's work and its money.

    Its partners are named on the partners' page and told nothing until the lead invites them; files and consents were
    given for the other proposal and stay there. What was taken and what was not is kept for the draft's page. Once a
    draft: asked again, the first answer is returned.

    Raises:
        NotAllowed; InvalidInput: beside "earlier", when it is another firm's or the draft is no longer one.
    """
    at = at or timezone.now()
    proposal = Proposal.objects.lock(proposal.pk)
    require(access.may_edit(by, proposal) and access.may_edit(by, source))
    if standing := TakeOver.objects.filter(proposal=proposal).first():
        return standing
    if source.lead_id != proposal.lead_id or source.pk == proposal.pk or proposal.status != ProposalStatus.DRAFT:
        raise InvalidInput({"earlier": _("Choose an earlier proposal of the same firm.")})
    earlier, draft = dossier(source), dossier(proposal)
    lines = [*_texts(earlier, draft, by, at), *_task(earlier, draft, by, at), *money(earlier, earlier.lead_partner, draft.lead_partner, by, at), *_left(earlier)]  # fmt: skip
    stored = [line.as_stored() for line in lines]
    record(stream=proposal.stream, verb="taken-over", by=by, at=at, data={"from": source.ref, "lines": stored})
    return TakeOver.objects.create(proposal=proposal, source=source, lines=stored, by=by, at=at)


def _texts(earlier: Dossier, draft: Dossier, by: User, at: dt.datetime) -> list[Line]:
    standing = {code: answer.text for code, answer in draft.answers.items()}
    taken, lines = texts_to_take({code: answer.text for code, answer in earlier.answers.items()}, standing, draft.fields)
    for code, text in taken.items():
        save_answer(draft.proposal, field=code, text=text, base_version=draft.answer(code).version, by=by, at=at)
    return lines


def _task(earlier: Dossier, draft: Dossier, by: User, at: dt.datetime) -> list[Line]:
    task = earlier.lead_partner.task
    if not task:
        return []
    if draft.lead_partner.task:
        return [Line(Kind.TASK, "", Left.WRITTEN)]
    edit_partner(draft.lead_partner, task=task, by=by, at=at)
    return [Line(Kind.TASK, "")]


def money(earlier: Dossier, giver: Partner, taker: Partner, by: User, at: dt.datetime) -> list[Line]:
    """One partner's rows for the same organisation's place in the draft: all that the rulebook knows, or none over the cap."""
    rows = earlier.rows_of(giver.pk)
    if not rows:
        return []
    if taker.budget_lines.exists():
        return [Line(Kind.MONEY, "", Left.WRITTEN)]
    items = {item.code for item in taker.proposal.call.rulebook.rules.funding.cost_items.value}
    kept, unknown = rows_that_fit(rows, items)
    lines = [Line(Kind.MONEY, item, Left.UNKNOWN_ITEM) for item in unknown]
    if not kept:
        return lines
    try:
        set_budget(taker, rows=kept, by=by, at=at)
    except InvalidInput:
        return [*lines, Line(Kind.MONEY, "", Left.NOT_ALLOWED)]
    return [*lines, Line(Kind.MONEY, "")]


def _left(earlier: Dossier) -> list[Line]:
    partners = [one for one in earlier.partners if not one.is_lead and one.status != PartnerStatus.DECLINED]
    consents = [Line(Kind.CONSENT, "", Left.MADE_FOR_THE_OTHER)] if partners else []
    labels = {asked.code: asked.label for asked in earlier.asked_documents}
    papers = {labels.get(file.document, file.name) for file in earlier.files}
    return [
        *(Line(Kind.PARTNER, str(one), Left.NOT_TOLD) for one in partners),
        *consents,
        *(Line(Kind.FILE, label, Left.MADE_FOR_THE_OTHER) for label in sorted(papers)),
    ]
