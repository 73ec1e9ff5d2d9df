"""Who judges what, by arithmetic alone: plain arrays in, pairs and proofs out.

- `instance`, `rules`: what is given and what is asked; `check` counts what an assignment keeps and breaks.
- `network`, `flow`, `exact`, `tiebreak`: the highest total, the same for everybody who solves it.
- `best_panels`: the ceiling of each proposal, and so of the worst panel.
- `solve`: all of it, as `manage.py assign_panels` and the portal call it.
"""
