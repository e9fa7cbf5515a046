"""The rules: what a story is and how it is cut, when it drops, how a delivery moves, who is where.

Pure: data and `now` go in, decisions come out. Nothing here does I/O or knows of Discord or SQL.
"""
