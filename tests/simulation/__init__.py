"""A year of many servers in minutes: the real services on a clock of our own, beside a made-up
Discord that keeps its own record of what it shows, and is the judge.

`python -m tests.chaos simulation --seed N` runs it long; the same seed gives the same run.
"""
