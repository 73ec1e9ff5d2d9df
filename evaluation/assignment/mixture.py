"""The best mixture of the panels known: a linear programme that grows, and goes on from where it stood."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from evaluation.assignment.instance import Ints


class Mixture:
    """Every proposal of the core takes panels that add up to one, or stays uncovered in part; nobody sits on more than his
    most."""

    def __init__(self, most: Ints) -> None:
        self.most = most
        self.programme = pywraplp.Solver.CreateSolver("GLOP")
        self.objective = self.programme.Objective()
        self.objective.SetMinimization()
        self.covers: list[pywraplp.Constraint] = []
        self.limits: dict[int, pywraplp.Constraint] = {}
        self.panels: list[pywraplp.Variable] = []
        self.iterations = 0
        self.settings = pywraplp.MPSolverParameters()
        self.settings.SetIntegerParam(self.settings.PRESOLVE, self.settings.PRESOLVE_OFF)
        self.settings.SetIntegerParam(self.settings.LP_ALGORITHM, self.settings.PRIMAL)

    def grow(self, cores: int, owners: Sequence[int], members: Sequence[Ints]) -> None:
        """To so many proposals, and by panels: whose each is, and who sits on it."""
        endless = self.programme.infinity()
        for _proposal in range(len(self.covers), cores):
            cover = self.programme.Constraint(1.0, endless)
            uncovered = self.programme.NumVar(0.0, endless, "")
            cover.SetCoefficient(uncovered, 1.0)
            self.objective.SetCoefficient(uncovered, 1.0)
            self.covers.append(cover)
        for owner, evaluators in zip(owners, members, strict=True):
            panel = self.programme.NumVar(0.0, endless, "")
            self.covers[owner].SetCoefficient(panel, 1.0)
            for one in evaluators.tolist():
                if one not in self.limits:
                    self.limits[one] = self.programme.Constraint(-endless, float(self.most[one]))
                self.limits[one].SetCoefficient(panel, 1.0)
            self.panels.append(panel)

    def solve(self, usable: NDArray[np.bool_], seconds: float) -> tuple[float, NDArray[np.float64]] | None:
        """How many proposals stay uncovered at least, and what a seat of each evaluator is worth; None if time ran out."""
        endless = self.programme.infinity()
        for panel, may in zip(self.panels, usable.tolist(), strict=True):
            panel.SetUb(endless if may else 0.0)
        self.programme.SetTimeLimit(max(1, int(1000 * seconds)))
        status = self.programme.Solve(self.settings)
        self.iterations = self.programme.iterations()
        if status != pywraplp.Solver.OPTIMAL:
            return None
        prices = np.zeros(len(self.most))
        for one, limit in self.limits.items():
            prices[one] = max(0.0, -limit.dual_value())
        return float(self.objective.Value()), prices
