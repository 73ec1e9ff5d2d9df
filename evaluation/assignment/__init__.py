"""Who judges what, by arithmetic alone: plain arrays in, pairs and proofs out.

- `instance`, `rules`: what is given and what is asked; `check` counts what an assignment keeps and breaks.
- `network`, `flow`, `exact`, `tiebreak`: the highest total, the same for everybody who solves it.
- `region`: a share of every panel from elsewhere, by prices.
- `best_panels`: the ceiling of each proposal, and so of the worst panel.
- `fair`: the highest worst panel; `repair` lifts by chains of replacements, `configurations` (with `cheapest_panels` and `mixture`) bounds
  and seats those that compete for the same people. `board` and `compiled` carry their loops.
- `solve`: all of it, as `manage.py assign_panels` and the portal call it.
- `changes`: after a drop-out or with a late proposal, as few as possible move. `sitting`: what a change by hand costs.
- `why`: what a panel could be worth, and what kept the others out. `reserves`: who stands by for each proposal.
- `blocking`: the smallest set of demands that cannot all be met, where a round is impossible; `shortage`: of many, by a flow.
- `compiled`, `warm`: loops as machine code, made once. `watch`: the clock that ends a search, and the effort that steers it.
"""
