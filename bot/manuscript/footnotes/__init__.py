"""Footnotes that an author typed: where markers may stand, which paragraphs are definitions.

`pairing` settles every format's notes at last, those that are linked among them.
"""
