"""How a proposal is laid out for those who write it: steps, tasks, board, answers. Reads a dossier, asks nothing.

What these functions return is what the components of docs/ui.md §3 take.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from projects.budgeting import percent
from projects.dossier import Dossier
from projects.models import Partner
from projects.readiness import Board, Check
from projects.sections import STEPS
from projects.states import PartnerStatus

Row = dict[str, Any]
# Where on its step's page a problem is mended: the id of the field or part.
ANCHORS = {"lead-kind": "plant", "eligible": "plant", "title": "id_title", "budget": "budget"}


def step_url(ref: str, step: str) -> str:
    return (
        reverse("projects:proposal-check", args=[ref]) if step == "check" else reverse("projects:proposal-step", args=[ref, step])
    )


def mend_url(ref: str, check: Check) -> str:
    """Straight to the field that is missing."""
    kind, _colon, what = check.code.partition(":")
    if kind == "text":
        anchor = f"id_{what}"
    elif check.partner_id is not None:
        anchor = "plant" if check.step == "firm" else f"partner-{check.partner_id}"
    elif kind == "document":
        anchor = f"document-{what}"
    else:
        anchor = ANCHORS.get(kind, "")
    return step_url(ref, check.step) + (f"#{anchor}" if anchor else "")


def steps_bar(dossier: Dossier, board: Board, current: str) -> list[Row]:
    """For components/steps.html."""
    ref = dossier.proposal.ref
    return [
        {
            "label": step.label,
            "url": step_url(ref, step.code),
            "state": "current" if step.code == current else _step_state(board, step.code),
        }
        for step in STEPS
    ]


def _step_state(board: Board, step: str) -> str:
    if step == "check":
        return "todo"
    return "todo" if board.of_step(step) else "done"


def tasks(dossier: Dossier, board: Board, open_steps: Iterable[str]) -> list[Row]:
    """One line a step: what is missing and whose turn it is. For components/task_list.html."""
    open_steps = set(open_steps)
    return [_task(dossier, board, step.code, step.label, step.code in open_steps) for step in STEPS if step.code != "check"]


def _task(dossier: Dossier, board: Board, step: str, label: Any, is_open: bool) -> Row:
    missing = board.of_step(step)
    if not missing:
        status, tone = _("Complete"), "ok"
    elif _is_untouched(dossier, step):
        status, tone = _("Not started"), "neutral"
    elif all(_is_waiting(dossier, check) for check in missing):
        status, tone = _("Waiting for partners"), "warn"
    else:
        status, tone = ngettext("%(n)s thing missing", "%(n)s things missing", len(missing)) % {"n": len(missing)}, "warn"
    hints = [_("Responsible: %(names)s") % {"names": ", ".join(_responsible(dossier, step, missing))}]
    if missing:
        hints.append(
            str(missing[0])
            if len(missing) == 1
            else _("%(first)s (and %(n)s more)") % {"first": missing[0], "n": len(missing) - 1}
        )
    return {
        "label": label,
        "status": status,
        "tone": tone,
        "hint": " · ".join(hints),
        "url": step_url(dossier.proposal.ref, step),
        "open": is_open,
    }


def _is_untouched(dossier: Dossier, step: str) -> bool:
    touched = {
        "firm": dossier.proposal.plant is not None,
        "project": bool(dossier.proposal.title) or any(answer.text for answer in dossier.answers.values()),
        "partners": len(dossier.partners) > 1,
        "budget": bool(dossier.rows),
        "files": bool(dossier.files),
    }
    return not touched[step]


def _is_waiting(dossier: Dossier, check: Check) -> bool:
    """Nothing the lead can mend by itself: an invited partner has to say yes."""
    return (
        check.code == "consent"
        and check.partner_id is not None
        and dossier.partner(check.partner_id).status == PartnerStatus.INVITED
    )


def _responsible(dossier: Dossier, step: str, missing: list[Check]) -> list[str]:
    """Whose turn it is; the lead where nothing points at a partner."""
    names: list[str] = []
    for check in missing:
        name = str(dossier.partner(check.partner_id)) if check.partner_id else str(dossier.lead_partner)
        if name not in names:
            names.append(name)
    return names or [str(dossier.lead_partner)]


# --- The readiness board ----------------------------------------------------------------


QUESTIONS = {"eligible": _lazy("Eligible"), "consent": _lazy("Consent"), "cash": _lazy("Money"), "documents": _lazy("Documents")}


@dataclass(frozen=True, slots=True)
class Cell:
    """One question about one partner. `state`: green, waiting or red, which the page says in words, sign and colour."""

    question: str
    check: Check
    state: str
    word: str
    url: str


def board_rows(dossier: Dossier, board: Board) -> list[tuple[Partner, list[Cell]]]:
    return [(row.partner, [_cell(dossier, check) for check in row.checks]) for row in board.rows]


def _cell(dossier: Dossier, check: Check) -> Cell:
    if check.ok:
        state, word = "ok", _("Ready")
    elif _is_waiting(dossier, check):
        state, word = "waiting", _("Waiting")
    else:
        state, word = "missing", _("Missing")
    return Cell(str(QUESTIONS[check.code]), check, state, word, "" if check.ok else mend_url(dossier.proposal.ref, check))


# --- Check your answers --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerSection:
    step: str
    title: Any
    rows: list[Row]


def answers(dossier: Dossier, open_steps: Iterable[str], back: str) -> list[AnswerSection]:
    """Everything that would be handed in, each row with the way to change it that returns to `back`."""
    open_steps = set(open_steps)
    makers = {
        "firm": _firm_rows,
        "project": _project_rows,
        "partners": _partner_rows,
        "budget": _budget_rows,
        "files": _file_rows,
    }
    sections = []
    for step in STEPS:
        if step.code not in makers:
            continue
        rows = makers[step.code](dossier)
        for row in rows:
            anchor = row.pop("anchor", "")
            if step.code in open_steps:
                row["change_url"] = f"{step_url(dossier.proposal.ref, step.code)}?next={back}" + (f"#{anchor}" if anchor else "")
        sections.append(AnswerSection(step.code, step.label, rows))
    return sections


def _firm_rows(dossier: Dossier) -> list[Row]:
    lead, plant = dossier.lead_partner, dossier.proposal.plant
    verdict = dossier.eligibility[lead.pk]
    place = f"{plant.name}\n{plant.complex.name if plant.complex else plant.address}" if plant else ""
    reasons = " ".join(str(reason) for reason in (verdict.reasons if verdict.eligible else verdict.blocking))
    return [
        {"label": _("Lead"), "value": str(lead), "anchor": "plant"},
        {"label": _("Plant"), "value": place, "missing": plant is None, "note": reasons if plant else "", "anchor": "plant"},
        {"label": _("Track"), "value": track_name(dossier), "anchor": "track"},
    ]


def _project_rows(dossier: Dossier) -> list[Row]:
    title = dossier.proposal.title
    rows: list[Row] = [{"label": _("Title"), "value": title, "missing": not title, "anchor": "id_title"}]
    for field in dossier.fields:
        text = dossier.text(field.code)
        rows.append({"label": field.label, "value": text, "missing": field.required and not text, "anchor": f"id_{field.code}"})
    return rows


def _partner_rows(dossier: Dossier) -> list[Row]:
    rows = []
    for partner in dossier.partners:
        lines = [partner.get_role_display()]
        if partner.plant:
            lines.append(f"{partner.plant.name}{f' ({partner.plant.complex.name})' if partner.plant.complex else ''}")
        lines.append(partner.task or _("Its work has not been described."))
        note = "" if partner.is_lead else consent_words(dossier, partner)
        rows.append({"label": str(partner), "value": "\n".join(lines), "note": note, "anchor": f"partner-{partner.pk}"})
    return rows


def consent_words(dossier: Dossier, partner: Partner) -> str:
    if dossier.consent_stands(partner):
        return _("Consented")
    return _("Declined") if partner.status == PartnerStatus.DECLINED else _("Not consented yet")


def _budget_rows(dossier: Dossier) -> list[Row]:
    rows = []
    for partner in dossier.partners:
        sums = dossier.budget.of_partner(partner.pk)
        words = _("Grant %(public)s, own cash %(cash)s, in kind %(kind)s") % {
            "public": _won(sums.public), "cash": _won(sums.own_cash), "kind": _won(sums.own_in_kind),
        }  # fmt: skip
        note = (
            _("Grant %(share)s%% of %(total)s") % {"share": percent(sums.public_share, up=True), "total": _won(sums.total)}
            if sums.total
            else ""
        )
        rows.append(
            {
                "label": str(partner),
                "value": words if sums.total else "",
                "missing": not sums.total,
                "note": note,
                "anchor": f"partner-{partner.pk}",
            }
        )
    whole = dossier.budget.whole
    total = _("Grant %(public)s of %(cap)s at most; whole cost %(total)s") % {
        "public": _won(whole.public), "cap": _won(dossier.budget.grant_cap_krw), "total": _won(whole.total),
    }  # fmt: skip
    rows.append({"label": _("All partners together"), "value": total, "anchor": "budget"})
    return rows


def _file_rows(dossier: Dossier) -> list[Row]:
    rows = []
    for asked in dossier.asked_documents:
        file = dossier.file_for(asked)
        if file is None and not asked.required:
            continue
        whose = str(dossier.partner(asked.partner_id)) if asked.partner_id else ""
        rows.append(
            {
                "label": asked.label,
                "value": file.name if file else "",
                "missing": file is None,
                "note": whose,
                "anchor": slot_id(asked.code, asked.partner_id),
            }
        )
    return rows


def slot_id(document: str, partner_id: int | None) -> str:
    """The id of a document's place on the files page."""
    return f"document-{document}" + (f"-{partner_id}" if partner_id else "")


def track_name(dossier: Dossier) -> str:
    return dossier.track.name.in_language(get_language() or "ko")


def _won(amount: int) -> str:
    return f"₩{amount:,}"
