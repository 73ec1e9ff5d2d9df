"""`python -m bench`: how fast the pages are, as ratios to a bare Django view under the same server in the same run.

Everything it starts (servers, sites, worker) is its own, lives under var/bench and is stopped again.

ground.py    the embedded servers, one seeded database per scale
prepare.py   in Django: who visits which address, and how many statements and rows that takes
floor.py     settings of the bare site; floor_site.py is its one view
sites.py     gunicorn as in production, and what memory it takes
client.py    one client with its own session, or eight of them
measure.py   requests in turn: floor, small, large
report.py    the table, beside what the peers were measured at
"""
