"""The public draw (공개 추첨): commitments, seed, order and the walk that makes panels of it.

Standard library alone, no database, no clock: the files of this folder are published with every draw, and
`python -m evaluation.draws.check FILE` runs it again from what was published.
"""
