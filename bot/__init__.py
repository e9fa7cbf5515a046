"""Feuilleton: serialized reading for Discord.

`bot.app` puts everything together; `bot.cli` is the shell's way in.
"""
