"""The programme's frame: rulebooks, years, what each region may spend, and days that differ from the calendar."""

from programme.models.budget import RegionalBudget
from programme.models.holiday import HolidayOverride
from programme.models.pool_transfer import PoolTransfer
from programme.models.rulebook import Rulebook
from programme.models.year import ProgrammeYear

__all__ = ["HolidayOverride", "PoolTransfer", "ProgrammeYear", "RegionalBudget", "Rulebook"]
