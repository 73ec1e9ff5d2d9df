"""Experts: who they are, what they know, whom they are and were tied to."""

from consultants.models.expert import Expert, Sector
from consultants.models.former_employment import FormerEmployment

__all__ = ["Expert", "FormerEmployment", "Sector"]
