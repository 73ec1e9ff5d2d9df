"""A round, its proposals and panel, the sheets they fill, and the list that comes of it."""

from evaluation.models.addendum import Addendum
from evaluation.models.agenda_item import AgendaItem
from evaluation.models.appeal import Appeal, Hearing
from evaluation.models.applicant_answer import ApplicantAnswer
from evaluation.models.approval_step import ApprovalStep
from evaluation.models.assignment import Assignment
from evaluation.models.assignment_run import AssignmentRun, PairRule, ProposedSeat
from evaluation.models.attendance import Attendance
from evaluation.models.blind_copy import BlindCopy, BlindFile, BlindProposal
from evaluation.models.conflict import ConflictDeclaration
from evaluation.models.draw import Draw, DrawCode, DrawTurn
from evaluation.models.follow_up import CoachingNote, RevisedPlan
from evaluation.models.honorarium import HonorariumPayment
from evaluation.models.list_change import ListChange
from evaluation.models.meeting import Meeting
from evaluation.models.member import PanelMember
from evaluation.models.minutes import Minutes, MinutesSignature
from evaluation.models.note import Note
from evaluation.models.objection import Objection
from evaluation.models.opinion import OpinionSummary
from evaluation.models.packet import Packet
from evaluation.models.panel_cut import PanelCut
from evaluation.models.release import Release
from evaluation.models.remark import Remark
from evaluation.models.researcher import Researcher
from evaluation.models.round import Round
from evaluation.models.round_proposal import Adjustment, RoundProposal
from evaluation.models.ruling import ConflictRuling
from evaluation.models.seal import Reopening, SealRecord, SheetSeal
from evaluation.models.second_declaration import SecondDeclaration
from evaluation.models.section import Section
from evaluation.models.service_mark import ServiceMark
from evaluation.models.sheet import Sheet
from evaluation.models.standing import Standing
from evaluation.models.what_if import WhatIf

__all__ = [
    "Addendum",
    "Adjustment",
    "AgendaItem",
    "Appeal",
    "ApplicantAnswer",
    "ApprovalStep",
    "Assignment",
    "AssignmentRun",
    "Attendance",
    "BlindCopy",
    "BlindFile",
    "BlindProposal",
    "CoachingNote",
    "ConflictDeclaration",
    "ConflictRuling",
    "Draw",
    "DrawCode",
    "DrawTurn",
    "Hearing",
    "HonorariumPayment",
    "ListChange",
    "Meeting",
    "Minutes",
    "MinutesSignature",
    "Note",
    "Objection",
    "OpinionSummary",
    "Packet",
    "PairRule",
    "PanelCut",
    "PanelMember",
    "ProposedSeat",
    "Release",
    "Remark",
    "Reopening",
    "Researcher",
    "RevisedPlan",
    "Round",
    "RoundProposal",
    "SealRecord",
    "SecondDeclaration",
    "Section",
    "ServiceMark",
    "Sheet",
    "SheetSeal",
    "Standing",
    "WhatIf",
]
