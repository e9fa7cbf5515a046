"""The conversations: one file each. A cog parses what a member typed, finds what it names, calls a
service, renders.

Cogs may use `bot.ui`, `bot.services` and `bot.domain`; never each other, never SQL, never a rule.
What they share is `cogs.options`, the options that complete themselves.
"""
