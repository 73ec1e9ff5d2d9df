"""Code names for the proposals of a blind round. Not an act of its own: part of those that make a round blind or take a proposal in."""

from itertools import count

from evaluation.models import Round, RoundProposal
from evaluation.pseudonyms import code_name


def give_code_names(round: Round) -> None:
    """Every proposal of a blind round gets one, and keeps it. Two statements, none in other rounds."""
    if not round.is_blind:
        return
    nameless = list(round.entries.filter(code_name="").select_related("proposal"))
    taken = set(round.entries.exclude(code_name="").values_list("code_name", flat=True))
    for entry in nameless:
        entry.code_name = next(name for attempt in count() if (name := code_name(entry.code, attempt)) not in taken)
        taken.add(entry.code_name)
    RoundProposal.objects.bulk_update(nameless, ["code_name"], batch_size=2000)
