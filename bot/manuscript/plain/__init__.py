"""Plain text: from its lines to sections of entries, their headings, breaks and contents.

The file's own habits decide what a gap, a row of signs or a numeral means. Knows no mark-up.
"""
