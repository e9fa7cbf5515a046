"""Books in archives: e-books and Word files opened within bounds, and stories bound as e-books.

Nothing is written to disk or fetched; what comes from strangers is checked before it is parsed.
"""
