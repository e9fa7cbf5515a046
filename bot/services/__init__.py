"""The use cases: the library, the serials, drops and letters, reading and discussions, footnotes.

A transaction begins here. Services use storage, manuscript and domain; what they need of the
outside (Discord, the clock) they name as protocols in `ports`, and `bot.app` hands it in.
"""
