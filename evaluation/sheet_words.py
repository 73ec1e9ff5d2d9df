"""What keeps a sheet from being signed, in words."""

from django.utils.translation import gettext as _

from evaluation.scoring import SheetProblem
from programme.rulebook import Track


def problem_sentences(problems: list[SheetProblem], track: Track, language: str) -> list[str]:
    """One sentence per problem, naming the line of the sheet as the rulebook does."""
    names = item_names(track, language)
    return [_sentence(problem, names.get(problem.item, problem.item)) for problem in problems]


def item_names(track: Track, language: str) -> dict[str, str]:
    """Every line of a sheet: what is counted, what is checked, what informs."""
    names = {item.code: item.name for criterion in track.criteria.value for item in criterion.scored}
    names |= {one.code: one.name for one in track.check_items} | {one.code: one.name for one in track.informing_items}
    return {code: name.in_language(language) for code, name in names.items()}


def _sentence(problem: SheetProblem, name: str) -> str:
    values = {"item": name, "limit": problem.limit}
    match problem.code:
        case "missing":
            return _("%(item)s: no points yet.") % values
        case "unanswered":
            return _("%(item)s: pass or fail is not answered yet.") % values
        case "not_pass_or_fail":
            return _("%(item)s: the answer is pass or fail.") % values
        case "not_a_number":
            return _("%(item)s: points are a number.") % values
        case "below_zero":
            return _("%(item)s: points cannot be below 0.") % values
        case "above_maximum":
            return _("%(item)s: at most %(limit)s points.") % values
        case "off_step":
            return _("%(item)s: in steps of %(limit)s points.") % values
        case "comment_missing":
            return _("%(item)s: please give the reason for these points in at least %(limit)s characters.") % values
        case "overall_comment_missing":
            return _("Overall comment: at least %(limit)s characters.") % values
        case _unknown:
            return _("%(item)s: not a line of this sheet.") % values
