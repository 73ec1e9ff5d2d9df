"""Reads that join models or feed a page: pool (who could sit), rounds (HQ), evaluator, ranking, results."""
