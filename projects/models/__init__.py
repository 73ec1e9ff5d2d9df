"""A call, the proposals that answer it, and what is handed in."""

from projects.models.amendment import AmendmentReading, CallAmendment
from projects.models.answer import Answer, AnswerRevision
from projects.models.budget_line import BudgetLine
from projects.models.call import Call
from projects.models.figure import Figure
from projects.models.partner import Partner
from projects.models.proposal import Proposal
from projects.models.proposal_file import ProposalFile
from projects.models.recusal import Recusal, RecusalGround
from projects.models.screening import Screening
from projects.models.status_count import StatusCount
from projects.models.submission import Submission
from projects.models.take_over import TakeOver

__all__ = [
    "AmendmentReading",
    "Answer",
    "AnswerRevision",
    "BudgetLine",
    "Call",
    "CallAmendment",
    "Figure",
    "Partner",
    "Proposal",
    "ProposalFile",
    "Recusal",
    "RecusalGround",
    "Screening",
    "StatusCount",
    "Submission",
    "TakeOver",
]
