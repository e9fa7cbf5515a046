"""Long runs that throw at the bot what the tests throw in small: `python -m tests.chaos NAME`.

Every run prints the figure it reached as one line. A short form of each is among the tests.
"""
