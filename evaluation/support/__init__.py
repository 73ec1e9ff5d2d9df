"""Decision support: what statistics say beside the official result, never instead of it.

Numbers in, numbers out (numpy); no database, no clock, nothing of ours imported. The official score and the official list
are made in scoring.py, ranking.py and selection.py alone.
"""
