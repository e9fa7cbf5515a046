"""The demo: the real bot in a simulated Discord, with a page for your browser.

Nothing here reaches Discord: simcord plays its part, on this machine alone. The bot runs as it is
and knows of none of it; only the clock it is handed moves in days rather than in seconds. May use
everything, and nothing may use it but the command line.
"""
