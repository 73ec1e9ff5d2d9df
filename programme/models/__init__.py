"""Years, rulebooks, budgets, days off."""

from programme.models.budget import RegionalBudget
from programme.models.holiday import HolidayOverride
from programme.models.rulebook import Rulebook
from programme.models.year import ProgrammeYear

__all__ = ["HolidayOverride", "ProgrammeYear", "RegionalBudget", "Rulebook"]
