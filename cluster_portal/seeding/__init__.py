"""Many rows at once: a portal of any size for measuring and for trying things out. All of it is marked as demonstration data.

population.py  firms with owners and plants, offices, evaluators
proposals.py   calls, proposals with partners, budgets, texts, files and submissions
rounds.py      panels, sheets and seals; tally, confirmation and release by the very actions people use
seed.py        the whole, in order
"""
