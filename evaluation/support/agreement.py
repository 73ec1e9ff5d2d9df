"""How far evaluators agree: Krippendorff's α for interval data."""

import numpy as np

from evaluation.support.scores import Scores


def alpha(scores: Scores) -> float | None:
    """1: they agree wholly; 0: as if scores were dealt by chance; below: they contradict each other. None where nothing can
    be compared: no proposal has two sheets, or all scores are one.

    The closed form: observed against expected disagreement, both being sums of squares, so that no pair is looked at.
    Proposals with one sheet do not count.
    """
    count = scores.sheets_of_proposals
    compared = count[scores.proposal] > 1
    points, proposal = scores.points[compared], scores.proposal[compared]
    if not len(points):
        return None
    used = np.bincount(proposal, minlength=scores.proposals)
    several = used > 1
    mean = np.bincount(proposal, points, scores.proposals)[several] / used[several]
    centres = np.zeros(scores.proposals)
    centres[several] = mean
    within = np.bincount(proposal, (points - centres[proposal]) ** 2, scores.proposals)[several]
    all_together = float(np.sum((points - points.mean()) ** 2))
    if all_together <= 1e-12 * len(points):
        return None
    observed = float(np.sum(within * used[several] / (used[several] - 1)))
    return 1.0 - (len(points) - 1) / len(points) * observed / all_together
