"""Who must not judge what: pure predicates over sets, never pair by pair. Plain values only.

facts.py       what is known of people and proposals
findings.py    what is found: ties of a person to many proposals at once, hits on single ones, digests of facts
registry.py    which function holds which of the rulebook's codes
statutory.py   grounds of the law (제척), one function a code
programme.py   the programme's stricter grounds, one function a code
engine.py      all of it over all people of a pool and all proposals of a round
names.py       whether two spellings mean one organisation
"""

from evaluation.conflicts import programme, statutory
from evaluation.conflicts.engine import OBJECTION, Findings, find_conflicts, find_ties
from evaluation.conflicts.facts import Declared, Kind, Named, Party, Past, Person, Relative, Work
from evaluation.conflicts.findings import Fact, Hit, Tie
from evaluation.conflicts.registry import CODES, ConflictRules, Setting

assert programme and statutory  # imported so that their functions are registered

__all__ = [
    "CODES",
    "OBJECTION",
    "ConflictRules",
    "Declared",
    "Fact",
    "Findings",
    "Hit",
    "Kind",
    "Named",
    "Party",
    "Past",
    "Person",
    "Relative",
    "Setting",
    "Tie",
    "Work",
    "find_conflicts",
    "find_ties",
]
