"""Experts: who they are, what they know, whom they are and were tied to."""

from consultants.models.absence import Absence
from consultants.models.degree import Degree, DegreeLevel
from consultants.models.entry import Entry
from consultants.models.expert import Expert, Gender, Sector
from consultants.models.former_employment import FormerEmployment
from consultants.models.joint_work import JointWork, WorkKind
from consultants.models.kin import Kin
from consultants.models.sanction import Sanction
from consultants.models.training import Training

__all__ = [
    "Absence",
    "Degree",
    "DegreeLevel",
    "Entry",
    "Expert",
    "FormerEmployment",
    "Gender",
    "JointWork",
    "Kin",
    "Sanction",
    "Sector",
    "Training",
    "WorkKind",
]
