"""A Discord on loopback with real sockets: REST and gateway, in a process of its own.

What only real sockets show is tried on it: a killed bot, time-outs, resets, rate limits, a dropped
gateway. It knows nothing of Feuilleton; `python -m tests.wire` serves it to any bot. Only `bot.py`,
which points the real bot at it, imports the product.
"""
