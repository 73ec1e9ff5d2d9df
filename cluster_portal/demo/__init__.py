"""Demonstration data: made-up firms, people and proposals, plainly marked, put in through the very actions people use.

people.py     who can sign in
firms.py      organisations and their plants, in all seven regions
writing.py    how a proposal is written, budgeted, consented to and handed in
story.py      calls in every state, a released round, a round being scored
"""
